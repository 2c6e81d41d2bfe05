//! A random walk that the real contracts executed: hundreds of calls, and after every block
//! everything that the contracts said. A store that records the logs says the same.

use std::collections::BTreeMap;

use alloy_primitives::{B256, hex};
use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes20, Bytes32, U256};
use statelog::state::view::{AdjudicationState, ChannelState, LogState, Mode, OnChainOutcome};
use statelog::{AppendOptions, EventStore, EventStoreOptions, LogId};

use crate::abi;
use crate::recorded::{Recorder, Topics, Transaction};

/// What the contract says after a block.
#[derive(Default)]
struct Contract {
    time: u64,
    /// By channel: status word, turn record, `finalizesAt`.
    statuses: BTreeMap<Bytes32, (B256, u64, u64)>,
    /// By asset and destination.
    holdings: BTreeMap<(Bytes20, Bytes32), U256>,
    /// By channel: the state hash that its status commits to. The status holds it only
    /// hashed, so it is taken from the logs: that of the last challenge, none after a
    /// conclusion.
    state_hashes: BTreeMap<Bytes32, B256>,
}

struct Walk {
    file: Json,
    topics: Topics,
}

fn hash(value: &Json) -> B256 {
    value.as_str().unwrap().parse().unwrap()
}

fn number(value: &Json) -> u64 {
    value.as_u64().unwrap()
}

fn list(value: &Json) -> &[Json] {
    value.as_array().unwrap()
}

impl Walk {
    fn read() -> Self {
        let file = include_str!("../golden/vectors/random-walk.json");
        Self {
            file: serde_json::from_str(file).unwrap(),
            topics: Topics::new(),
        }
    }

    fn steps(&self) -> &[Json] {
        list(&self.file["steps"])
    }

    fn channel(&self, place: &Json) -> Bytes32 {
        hash(&self.file["channels"][number(place) as usize]["channelId"])
    }

    /// The channels of the walk as an observer of them records them.
    fn creations(&self) -> impl Iterator<Item = Json> {
        list(&self.file["channels"]).iter().map(|channel| {
            json!({
                "type": "channel_created",
                "channelId": channel["channelId"],
                "protocol": "nitro-2",
                "fixedPart": channel["fixedPart"],
                "kind": channel["kind"],
                "chainId": self.file["chainId"],
                "adjudicator": self.file["adjudicator"],
                "supportRule": channel["supportRule"],
                "timestamp": 0,
            })
        })
    }

    /// The events that a step brings: its logs, and its block as the head.
    fn events(&self, step: &Json, recorder: Recorder) -> Vec<Json> {
        let block = &step["block"];
        let place = |transaction: &Json| {
            json!({
                "chainId": self.file["chainId"],
                "contract": self.file["adjudicator"],
                "blockNumber": block[0],
                "blockHash": block[1],
                "blockTimestamp": block[2],
                "txHash": transaction["txHash"],
                "txIndex": transaction["txIndex"],
            })
        };
        let transactions = list(&step["transactions"]).iter();
        let mut events: Vec<_> = transactions
            .filter(|transaction| transaction.get("logs").is_some())
            .flat_map(|transaction| {
                let transaction = Transaction {
                    place: place(transaction),
                    logs: list(&transaction["logs"]),
                    calldata: &transaction["calldata"],
                };
                self.topics.events(&transaction, recorder)
            })
            .collect();
        events.push(json!({
            "type": "chain_head_observed",
            "chainId": self.file["chainId"],
            "blockNumber": block[0],
            "blockHash": block[1],
            "blockTimestamp": block[2],
            "timestamp": number(&block[2]) * 1000,
        }));
        events
    }

    /// Takes over what a step changed in the contract.
    fn apply(&self, step: &Json, contract: &mut Contract) {
        contract.time = number(&step["block"][2]);
        for change in list(&step["statuses"]) {
            let status = (hash(&change[1]), number(&change[2]), number(&change[3]));
            contract.statuses.insert(self.channel(&change[0]), status);
        }
        for change in list(&step["holdings"]) {
            let asset = &self.file["assets"][number(&change[0]) as usize];
            let destination = &self.file["destinations"][number(&change[1]) as usize];
            let key = (asset.as_str().unwrap().parse().unwrap(), hash(destination));
            let amount = change[2].as_str().unwrap().parse().unwrap();
            contract.holdings.insert(key, amount);
        }
        let transactions = list(&step["transactions"]).iter();
        let logs = transactions.filter_map(|transaction| transaction["logs"].as_array());
        for log in logs.flatten() {
            let channel = hash(&log["topics"][1]);
            let state = match self.topics.name_of(&log["topics"][0]) {
                "ChallengeRegistered" => {
                    let data = hex::decode(log["data"].as_str().unwrap()).unwrap();
                    abi::state_hash(&channel, &abi::challenge_candidate(&data))
                }
                "Concluded" => B256::ZERO,
                _ => continue,
            };
            contract.state_hashes.insert(channel, state);
        }
    }
}

fn store() -> EventStore {
    EventStore::new(EventStoreOptions::new(LogId::new([7; 16])))
}

fn append(store: &mut EventStore, event: &Json) {
    let appended = store.append_json(&event.to_string(), 0, AppendOptions::default());
    appended.unwrap_or_else(|error| panic!("{error}: {event}"));
}

impl Contract {
    fn mode(&self, finalizes_at: u64) -> Mode {
        match finalizes_at {
            0 => Mode::Open,
            at if at <= self.time => Mode::Finalized,
            _ => Mode::Challenge,
        }
    }

    /// The status word that follows from what the fold says of a channel, if it claims to
    /// know the outcome.
    fn status_word(&self, channel: &Bytes32, folded: &AdjudicationState) -> Option<B256> {
        let record = folded.turn_num_record.get();
        match (folded.finalizes_at, &folded.outcome) {
            (None, _) if record == 0 => Some(B256::ZERO),
            (None, _) => Some(abi::status_word(record, 0, B256::ZERO, B256::ZERO)),
            (Some(at), Some(OnChainOutcome::Known(outcome))) => {
                let state = self.state_hashes[channel];
                let outcome = abi::outcome_hash(outcome);
                Some(abi::status_word(record, at.get(), state, outcome))
            }
            (Some(_), _) => None,
        }
    }

    /// Compares a channel. A fold that claims less than certainty is told by `Err(Unsure)`.
    fn compare_channel(&self, state: &ChannelState) -> Result<(), Miss> {
        let (word, record, finalizes_at) = self
            .statuses
            .get(&state.channel_id)
            .copied()
            .unwrap_or_default();
        let folded = &state.adjudication;
        let said = (
            folded.turn_num_record.get(),
            folded.finalizes_at.map_or(0, |at| at.get()),
            folded.mode,
            self.status_word(&state.channel_id, folded),
        );
        let expected = (record, finalizes_at, self.mode(finalizes_at), Some(word));
        if said == expected {
            return Ok(());
        }
        let unsure = folded.assumed || said.3.is_none();
        Err(Miss::new(
            unsure,
            format!(
                "channel {}: {said:?} for {expected:?}",
                short(&state.channel_id)
            ),
        ))
    }

    fn misses(&self, state: &LogState) -> Vec<Miss> {
        let channels = state.channels.iter();
        let mut misses: Vec<_> = channels
            .filter_map(|channel| self.compare_channel(channel).err())
            .collect();
        let holdings = &state.chains[0].holdings;
        let folded: BTreeMap<_, _> = holdings
            .iter()
            .map(|of| ((of.asset, of.destination), (of.held, of.exact)))
            .collect();
        for (key, held) in &self.holdings {
            let (said, exact) = folded.get(key).copied().unwrap_or((U256::ZERO, true));
            if said != *held || !exact {
                let text = format!("holdings of {}: {said} for {held}", short(&key.1));
                misses.push(Miss::new(!exact, text));
            }
        }
        for (key, (held, _)) in folded {
            assert!(self.holdings.contains_key(&key) || held.is_zero(), "{key:?} holds {held}");
        }
        misses
    }
}

fn short(id: &Bytes32) -> String {
    id.to_string()[..10].to_owned()
}

/// Where fold and contract differ.
#[derive(Debug)]
struct Miss {
    /// Whether the fold says itself that it is not sure.
    unsure: bool,
    text: String,
}

impl Miss {
    fn new(unsure: bool, text: String) -> Self {
        Self { unsure, text }
    }
}

/// Records the walk block by block; calls `look` with the misses after every block.
fn follow(recorder: Recorder, mut look: impl FnMut(&Json, Vec<Miss>)) {
    let walk = Walk::read();
    let mut contract = Contract::default();
    let mut store = store();
    walk.creations().for_each(|event| append(&mut store, &event));
    for step in walk.steps() {
        for event in walk.events(step, recorder) {
            append(&mut store, &event);
        }
        walk.apply(step, &mut contract);
        look(step, contract.misses(&store.reconstruct(None).unwrap()));
    }
}

#[test]
fn with_calldata_every_reading_of_the_walk_is_equal() {
    let mut blocks = 0;
    follow(Recorder::Calldata, |step, misses| {
        blocks += 1;
        assert!(misses.is_empty(), "after block {}: {misses:#?}", step["block"]);
    });
    assert!(blocks >= 400);
}

#[test]
fn with_logs_only_the_fold_is_never_wrong_about_what_it_is_sure_of() {
    let (mut sure, mut unsure) = (Vec::new(), BTreeMap::new());
    follow(Recorder::LogsOnly, |step, misses| {
        for miss in misses {
            if miss.unsure {
                let channel = miss.text.split(':').next().unwrap().to_owned();
                *unsure.entry(channel).or_insert(0) += 1;
            } else {
                sure.push(format!("block {}: {}", step["block"][0], miss.text));
            }
        }
    });
    assert!(sure.is_empty(), "{sure:#?}");
    eprintln!("{unsure:#?}");
}

/// Whatever the order in which logs arrive, and whether the channels are known before or after
/// them.
#[test]
fn the_end_of_the_walk_does_not_depend_on_the_order_of_arrival() {
    let walk = Walk::read();
    let mut contract = Contract::default();
    let mut events = Vec::new();
    for step in walk.steps() {
        events.extend(walk.events(step, Recorder::Calldata));
        walk.apply(step, &mut contract);
    }
    let last = events.iter().map(|event| number(&event["timestamp"])).max();
    let mut reversed: Vec<_> = events.into_iter().rev().chain(walk.creations()).collect();
    for event in &mut reversed {
        event["timestamp"] = json!(last);
    }
    let mut store = store();
    reversed.iter().for_each(|event| append(&mut store, event));
    let misses = contract.misses(&store.reconstruct(None).unwrap());
    assert!(misses.is_empty(), "{misses:#?}");
}
