//! Flows that the real contracts executed: after every transaction that was followed
//! by a reading of the contract, the fold says the same.

use std::sync::Arc;

use alloy_primitives::{B256, hex};
use serde_json::Value;
use statelog::event::scalar::{BlockNumber, Bytes, Bytes20, Bytes32, U256};
use statelog::event::{Outcome, PayoutVia};
use statelog::state::view::Mode;
use statelog::state::{CandidateFact, Chain, ChainBody, ChainFact, Head, LogKey};

use statelog::event::{ChallengeRegistered, Event, VariablePart};
use statelog::nitro;
use statelog::nitro::evm_log::EvmLog;

use crate::maths::vectors;
use crate::world::{Dice, Known, NATIVE, allocation, chain_id, copy, native, noticed, u48};

/// How much the recorder of the logs knows besides them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Recorder {
    /// The calldata of each transaction.
    Calldata,
    /// The states that the participants exchanged.
    States,
    /// Nothing.
    LogsOnly,
}

/// One thing that happens in a flow.
enum Item {
    Fact(ChainFact),
    Reading(Reading),
}

/// What the contract said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    at: String,
    channel: Bytes32,
    block: u64,
    time: u64,
    status: Option<B256>,
    record: u64,
    finalizes_at: u64,
    mode: Mode,
    held: U256,
}

struct Flow {
    name: String,
    items: Vec<Item>,
    adjudicator: Bytes20,
    known: Known,
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member]
        .as_str()
        .unwrap_or_else(|| panic!("no {member} in {value}"))
}

fn flows(recorder: Recorder) -> Vec<Flow> {
    let vectors = vectors();
    let contracts = &vectors["contractFlows"];
    let adjudicator: Bytes20 = text(contracts, "adjudicator").parse().unwrap();
    let flows = contracts["flows"].as_object().unwrap();
    let mut offset = 0;
    let read = |(name, items): (&String, &Value)| {
        let mut flow = Flow {
            name: name.clone(),
            items: Vec::new(),
            adjudicator,
            known: Known::default(),
        };
        for item in items.as_array().unwrap() {
            flow.read(item, recorder, &mut offset);
        }
        flow
    };
    flows.iter().map(read).collect()
}

/// What Alice and Irene agree on in the flows that conclude.
fn final_outcome() -> Outcome {
    let alice: Bytes20 = "0xAAA6628Ec44A8a742987EF3A114dDFE2D4F7aDCE"
        .parse()
        .unwrap();
    let irene: Bytes20 = "0x111A00868581f73AB42FEEF67D235Ca09ca1E8db"
        .parse()
        .unwrap();
    native(&[
        allocation(alice.into_word(), 100),
        allocation(irene.into_word(), 100),
    ])
}

impl Flow {
    fn read(&mut self, item: &Value, recorder: Recorder, offset: &mut u64) {
        for member in ["channel", "ledger", "virtual"] {
            if let Some(channel) = item[member].as_str() {
                let channel: Bytes32 = channel.parse().unwrap();
                self.known
                    .homes
                    .insert(channel, (chain_id(), self.adjudicator));
                if recorder != Recorder::LogsOnly {
                    self.known
                        .full
                        .insert(channel, vec![Arc::new(final_outcome())]);
                }
            }
        }
        if let Some(snap) = item.get("snap") {
            self.items.push(Item::Reading(reading(snap)));
        }
        for log in item
            .get("logs")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            *offset += 1;
            let fact = self.fact(item, log, recorder, *offset);
            self.items.push(Item::Fact(fact));
        }
    }

    fn fact(&self, item: &Value, log: &Value, recorder: Recorder, offset: u64) -> ChainFact {
        let args = &log["args"];
        let channel = args.get("channelId").or(args.get("destination")).unwrap();
        let channel: Bytes32 = channel.as_str().unwrap().parse().unwrap();
        let time = item["timestamp"].as_u64().unwrap();
        ChainFact {
            offset,
            channel_id: channel,
            chain_id: chain_id(),
            contract: self.adjudicator,
            block_number: BlockNumber::new(item["blockNumber"].as_u64().unwrap()).unwrap(),
            block_timestamp: u48(time),
            key: LogKey {
                block_hash: text(item, "blockHash").parse().unwrap(),
                tx_hash: text(item, "txHash").parse().unwrap(),
                log_index: log["logIndex"].as_u64().unwrap() as u32,
            },
            body: self.body(item, log, channel, recorder == Recorder::Calldata),
        }
    }

    fn body(&self, item: &Value, log: &Value, channel: Bytes32, calldata: bool) -> ChainBody {
        let args = &log["args"];
        let amount = |member: &str| text(args, member).parse::<U256>().unwrap();
        let seconds = |member: &str| u48(args[member].as_u64().unwrap());
        let call = text(item, "tx");
        match text(log, "event") {
            "Deposited" => ChainBody::Deposit {
                asset: text(args, "asset").parse().unwrap(),
                now_held: amount("destinationHoldings"),
            },
            "ChallengeRegistered" => {
                let shown = self.candidate(item, log);
                assert_eq!(
                    Some(shown.turn_num.get()),
                    args["candidateTurnNum"].as_u64()
                );
                let candidate = CandidateFact {
                    turn_num: shown.turn_num,
                    is_final: shown.is_final,
                    app_data: Some(shown.app_data.clone()),
                    outcome: Some(Arc::new(shown.outcome.clone())),
                    state_hash: None,
                    computed_hash: Some(nitro::state_hash(&channel, &shown)),
                    signers: Arc::default(),
                    voucher_signer: None,
                };
                ChainBody::Challenge {
                    finalizes_at: seconds("finalizesAt"),
                    candidate: Arc::new(candidate),
                    proof: Arc::from([]),
                }
            }
            "ChallengeCleared" => ChainBody::Cleared {
                new_record: seconds("newTurnNumRecord"),
                candidate: None,
            },
            "Checkpointed" => ChainBody::Checkpoint {
                new_record: seconds("newTurnNumRecord"),
                candidate: None,
            },
            "Concluded" => ChainBody::Concluded {
                finalizes_at: seconds("finalizesAt"),
                candidate: calldata.then(|| {
                    Arc::new(CandidateFact {
                        turn_num: u48(2),
                        is_final: true,
                        app_data: Some(Bytes::default()),
                        outcome: Some(Arc::new(final_outcome())),
                        state_hash: None,
                        computed_hash: None,
                        signers: Arc::default(),
                        voucher_signer: None,
                    })
                }),
            },
            "AllocationUpdated" => ChainBody::Allocation {
                asset_index: Some(text(args, "assetIndex").parse().unwrap()),
                asset: None,
                initial: amount("initialHoldings"),
                remaining: amount("finalHoldings"),
                indices: calldata.then(|| Arc::from([])),
                via: match (calldata, call.starts_with("conclude")) {
                    (false, _) => PayoutVia::Unknown,
                    (true, true) => PayoutVia::ConcludeAndTransfer,
                    (true, false) => PayoutVia::TransferAll,
                },
            },
            "Reclaimed" => {
                let virtual_channel = self.known.homes.keys().find(|home| **home != channel);
                ChainBody::Reclaim {
                    asset_index: text(args, "assetIndex").parse().unwrap(),
                    target: virtual_channel.filter(|_| calldata).copied(),
                    index_in_source: calldata.then_some(2),
                    target_asset_index: calldata.then_some(0),
                }
            }
            other => panic!("unknown event {other}"),
        }
    }

    /// The state that a challenge's log shows.
    fn candidate(&self, item: &Value, log: &Value) -> VariablePart {
        let topics = log["topics"].as_array().unwrap().iter();
        let log = EvmLog {
            address: self.adjudicator,
            topics: topics
                .map(|topic| topic.as_str().unwrap().parse().unwrap())
                .collect(),
            data: hex::decode(text(log, "data")).unwrap(),
            block_hash: text(item, "blockHash").parse().unwrap(),
            block_number: BlockNumber::new(0),
            block_timestamp: Some(u48(0)),
            tx_hash: text(item, "txHash").parse().unwrap(),
            tx_index: Some(0),
            log_index: 0,
            removed: false,
        };
        let event = log.to_event(chain_id(), None).unwrap();
        let Event::ChallengeRegistered(ChallengeRegistered { candidate, .. }) = event else {
            panic!("another event");
        };
        VariablePart {
            app_data: candidate.state.app_data.unwrap(),
            outcome: candidate.state.outcome.unwrap(),
            turn_num: candidate.state.turn_num,
            is_final: candidate.state.is_final,
        }
    }

    /// The facts before the reading at `end`.
    fn facts_before(&self, end: usize) -> Vec<ChainFact> {
        let facts = self.items[..end].iter().filter_map(|item| match item {
            Item::Fact(fact) => Some(copy(fact)),
            Item::Reading(_) => None,
        });
        facts.collect()
    }

    fn readings(&self) -> impl Iterator<Item = (usize, &Reading)> {
        self.items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| match item {
                Item::Reading(reading) => Some((at, reading)),
                Item::Fact(_) => None,
            })
    }

    /// What the fold says where the contract was read.
    fn reading_of(&self, chain: &Chain, expected: &Reading) -> Reading {
        let adjudication = chain
            .adjudication(&self.adjudicator, &expected.channel)
            .unwrap_or_default();
        let record = adjudication.turn_num_record.get();
        let finalizes_at = adjudication.finalizes_at.get();
        let (held, exact) = chain.holding(&self.adjudicator, &NATIVE, &expected.channel);
        assert!(exact, "{}: {}", self.name, expected.at);
        Reading {
            status: adjudication.status_word(),
            record,
            finalizes_at,
            mode: adjudication.mode_at(chain.clock()),
            held,
            ..expected.clone()
        }
    }

    /// Compares fold and contract; whether they say the same.
    fn agrees(&self, chain: &Chain, expected: &Reading) -> bool {
        self.reading_of(chain, expected) == *expected
    }
}

fn reading(snap: &Value) -> Reading {
    let status: B256 = text(snap, "status").parse().unwrap();
    Reading {
        at: text(snap, "at").to_owned(),
        channel: text(snap, "channel").parse().unwrap(),
        block: snap["blockNumber"].as_u64().unwrap(),
        time: snap["blockTimestamp"].as_u64().unwrap(),
        status: Some(status),
        record: snap["turnNumRecord"].as_u64().unwrap(),
        finalizes_at: snap["finalizesAt"].as_u64().unwrap(),
        mode: match text(snap, "mode") {
            "Open" => Mode::Open,
            "Challenge" => Mode::Challenge,
            "Finalized" => Mode::Finalized,
            other => panic!("unknown mode {other}"),
        },
        held: text(snap, "holdingsETH").parse().unwrap(),
    }
}

/// The head at a reading: its block, by the hash that the facts of the block name.
fn head_at(facts: &[ChainFact], reading: &Reading) -> Arc<Head> {
    let in_block = facts
        .iter()
        .find(|fact| fact.block_number.get() == reading.block);
    Arc::new(Head {
        offset: 1_000_000 + reading.block,
        block_number: BlockNumber::new(reading.block).unwrap(),
        block_hash: in_block.map_or(B256::from(U256::from(reading.block)), |fact| {
            fact.key.block_hash
        }),
        block_timestamp: u48(reading.time),
        finalized: None,
    })
}

/// The readings where the fold says something else, folding fact by fact.
fn misses(recorder: Recorder) -> (usize, Vec<String>) {
    let (mut count, mut misses) = (0, Vec::new());
    for flow in flows(recorder) {
        let mut chain = Chain::new(chain_id());
        let mut facts = Vec::new();
        for item in &flow.items {
            match item {
                Item::Fact(fact) => {
                    chain.record(&Arc::new(copy(fact)));
                    chain.settle(&flow.known);
                    facts.push(copy(fact));
                }
                Item::Reading(expected) => {
                    chain.observe(&head_at(&facts, expected));
                    count += 1;
                    if !flow.agrees(&chain, expected) {
                        misses.push(format!("{}: {}", flow.name, expected.at));
                    }
                }
            }
        }
    }
    (count, misses)
}

#[test]
fn with_calldata_every_reading_is_equal() {
    let (count, misses) = misses(Recorder::Calldata);
    assert_eq!(count, 18);
    assert_eq!(misses, [""; 0]);
}

#[test]
fn with_the_exchanged_states_every_reading_is_equal() {
    assert_eq!(misses(Recorder::States).1, [""; 0]);
}

/// Without the final state, a conclusion's outcome is not known, and with an unknown
/// outcome it cannot be told whether a payout left something.
#[test]
fn with_logs_only_the_unknown_conclusion_is_missed() {
    let expected = [
        "B_conclude_only_high_s: concluded",
        "B_conclude_only_high_s: after transferAll",
    ];
    assert_eq!(misses(Recorder::LogsOnly).1, expected);
}

#[test]
fn arrival_order_and_repetition_change_no_reading() {
    for seed in 0..40 {
        let mut dice = Dice(seed);
        for flow in flows(Recorder::Calldata) {
            for (end, expected) in flow.readings() {
                let facts = flow.facts_before(end);
                let mut arrivals: Vec<_> = facts.iter().map(|fact| Arc::new(copy(fact))).collect();
                let again = arrivals.iter().filter(|_| dice.one_in(2)).cloned();
                arrivals.extend(again.collect::<Vec<_>>());
                dice.shuffle(&mut arrivals);
                let mut chain = Chain::new(chain_id());
                for fact in arrivals {
                    chain.record(&fact);
                    if dice.one_in(3) {
                        chain.settle(&flow.known);
                    }
                }
                chain.observe(&head_at(&facts, expected));
                chain.settle(&flow.known);
                assert_eq!(
                    flow.reading_of(&chain, expected),
                    *expected,
                    "seed {seed}, {}",
                    flow.name
                );
            }
        }
    }
}

#[test]
fn removing_a_log_and_adding_it_again_changes_no_reading() {
    for flow in flows(Recorder::Calldata) {
        for (end, expected) in flow.readings() {
            let facts = flow.facts_before(end);
            let mut chain = Chain::new(chain_id());
            for fact in &facts {
                chain.record(&Arc::new(copy(fact)));
            }
            chain.observe(&head_at(&facts, expected));
            chain.settle(&flow.known);
            let holdings = chain.holdings();
            for (at, fact) in facts.iter().enumerate() {
                assert_eq!(
                    chain.revert(&fact.key, 2_000_000 + at as u64),
                    Some(fact.offset)
                );
                chain.settle(&flow.known);
                assert_eq!(chain.fact_count(), facts.len() - 1);
                chain.record(&Arc::new(copy(fact)));
                chain.settle(&flow.known);
                assert_eq!(
                    flow.reading_of(&chain, expected),
                    *expected,
                    "{}",
                    flow.name
                );
                assert_eq!(chain.holdings(), holdings);
            }
        }
    }
}

#[test]
fn all_flows_on_one_chain_do_not_affect_each_other() {
    let flows = flows(Recorder::Calldata);
    let mut chain = Chain::new(chain_id());
    let mut known = Known::default();
    for flow in &flows {
        known.homes.extend(flow.known.homes.clone());
        for fact in flow.facts_before(flow.items.len()) {
            chain.record(&Arc::new(fact));
        }
    }
    chain.settle(&known);
    for flow in &flows {
        let (_, last) = flow.readings().last().unwrap();
        // By the time of the last flow, challenges of the earlier ones have run out.
        let now = Reading {
            mode: flow.reading_of(&chain, last).mode,
            ..last.clone()
        };
        assert_eq!(flow.reading_of(&chain, last), now, "{}", flow.name);
    }
    let noticed = noticed(&chain);
    assert_eq!(
        noticed.len(),
        1,
        "only the challenge after a withdrawal: {noticed:?}"
    );
}
