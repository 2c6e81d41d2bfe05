//! A random walk that the real contracts executed: hundreds of calls, and after every block
//! everything that the contracts said. A store that records the logs says the same.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::B256;
use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes20, Bytes32, U256};
use statelog::state::view::{
    AdjudicationState, ChannelState, Holding, LogState, Mode, OnChainOutcome, UnknownOutcome,
};
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
    /// Holdings that the logs do not determine.
    doubtful: BTreeSet<(Bytes20, Bytes32)>,
    /// Channels of which the logs do not determine whether the status was deleted.
    undecided: BTreeSet<Bytes32>,
}

struct Walk {
    file: Json,
    topics: Topics,
}

pub(crate) fn hash(value: &Json) -> B256 {
    value.as_str().unwrap().parse().unwrap()
}

pub(crate) fn number(value: &Json) -> u64 {
    value.as_u64().unwrap()
}

pub(crate) fn list(value: &Json) -> &[Json] {
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
        let committed = logs.flatten().filter_map(|log| self.topics.committed(log));
        contract.state_hashes.extend(committed);
    }
}

pub(crate) fn store() -> EventStore {
    EventStore::new(EventStoreOptions::new(LogId::new([7; 16])))
}

pub(crate) fn append(store: &mut EventStore, event: &Json) {
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

    fn compare_channel(&self, state: &ChannelState) -> Option<Miss> {
        let status = self.statuses.get(&state.channel_id).copied();
        let (word, record, finalizes_at) = status.unwrap_or_default();
        let folded = &state.adjudication;
        let said = (
            folded.turn_num_record.get(),
            folded.finalizes_at.map_or(0, |at| at.get()),
            folded.mode,
            status_word(folded, self.state_hashes.get(&state.channel_id)),
        );
        let expected = (record, finalizes_at, self.mode(finalizes_at), Some(word));
        if said == expected {
            return None;
        }
        let why = match &folded.outcome {
            Some(OnChainOutcome::Known(outcome)) if outcome.is_empty() && word.is_zero() => {
                Why::Silent
            }
            _ if folded.assumed || said.3.is_none() => Why::Unsure,
            _ if self.undecided.contains(&state.channel_id) => Why::Undetermined,
            _ => Why::Wrong,
        };
        let channel = short(&state.channel_id);
        Some(Miss {
            why,
            text: format!("channel {channel}: {said:?} for {expected:?}"),
        })
    }

    fn compare_holdings(&self, holdings: &[Holding]) -> Vec<Miss> {
        let folded: BTreeMap<_, _> = holdings
            .iter()
            .map(|of| ((of.asset, of.destination), (of.held, of.exact)))
            .collect();
        let strangers = folded
            .iter()
            .filter(|(key, (held, _))| !self.holdings.contains_key(*key) && !held.is_zero());
        assert_eq!(
            strangers.count(),
            0,
            "holdings that the contract does not have"
        );
        let differing = self.holdings.iter().filter_map(|(key, held)| {
            let (said, exact) = folded.get(key).copied().unwrap_or((U256::ZERO, true));
            let why = match exact {
                true if said == *held => return None,
                true if self.doubtful.contains(key) => Why::Undetermined,
                true => Why::Wrong,
                false => Why::Unsure,
            };
            let text = format!("holdings of {}: {said} for {held}", short(&key.1));
            Some(Miss { why, text })
        });
        differing.collect()
    }

    fn misses(&self, state: &LogState) -> Vec<Miss> {
        let channels = state.channels.iter();
        let channels = channels.filter_map(|channel| self.compare_channel(channel));
        channels
            .chain(self.compare_holdings(&state.chains[0].holdings))
            .collect()
    }

    /// A payout out of an outcome that the log does not determine may have gone anywhere; only
    /// an absolute figure tells what a destination has after it. Whether it paid everything,
    /// which deletes the status, only the next challenge or conclusion makes irrelevant.
    fn doubt(&mut self, events: &[Json], before: &LogState) {
        let unknown = Some(OnChainOutcome::Unknown(UnknownOutcome::Unknown));
        let undetermined = before.channels.iter();
        let mut undetermined: BTreeSet<_> = undetermined
            .filter(|channel| channel.adjudication.outcome == unknown)
            .map(|channel| channel.channel_id)
            .collect();
        for event in events {
            let channel = &event["channelId"];
            match event["type"].as_str().unwrap() {
                "channel_concluded" if event.get("candidate").is_none() => {
                    undetermined.insert(hash(channel));
                    self.undecided.remove(&hash(channel));
                }
                "challenge_registered" | "channel_concluded" => {
                    undetermined.remove(&hash(channel));
                    self.undecided.remove(&hash(channel));
                }
                "allocation_updated" if undetermined.contains(&hash(channel)) => {
                    self.undecided.insert(hash(channel));
                    if event["initialHoldings"] != event["finalHoldings"] {
                        self.doubtful.extend(self.holdings.keys());
                    }
                }
                "deposit_detected" => {
                    let asset = event["asset"].as_str().unwrap().parse().unwrap();
                    self.doubtful.remove(&(asset, hash(channel)));
                }
                _ => {}
            }
        }
    }
}

/// The status word that follows from what the fold says of a channel, if it claims to know
/// the outcome. `state_hash` is the one that the status commits to.
pub(crate) fn status_word(folded: &AdjudicationState, state_hash: Option<&B256>) -> Option<B256> {
    let record = folded.turn_num_record.get();
    match (folded.finalizes_at, &folded.outcome) {
        (None, _) if record == 0 => Some(B256::ZERO),
        (None, _) => Some(abi::status_word(record, 0, B256::ZERO, B256::ZERO)),
        (Some(at), Some(OnChainOutcome::Known(outcome))) => {
            let outcome = abi::outcome_hash(outcome);
            Some(abi::status_word(record, at.get(), *state_hash?, outcome))
        }
        (Some(_), _) => None,
    }
}

fn short(id: &Bytes32) -> String {
    id.to_string()[..10].to_owned()
}

/// Why fold and contract differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// `transferAllAssets` of an outcome without assets deletes the status and leaves no log.
    Silent,
    /// The fold says itself that it is not sure.
    Unsure,
    /// Funds went somewhere out of an outcome that is not known.
    Undetermined,
    /// The fold is wrong.
    Wrong,
}

#[derive(Debug)]
struct Miss {
    why: Why,
    text: String,
}

/// Records the walk block by block. Answers how many readings were compared, how many differed
/// and why, and what was wrong.
fn follow(recorder: Recorder) -> (usize, BTreeMap<Why, usize>, Vec<String>) {
    let walk = Walk::read();
    let mut contract = Contract::default();
    let mut store = store();
    walk.creations()
        .for_each(|event| append(&mut store, &event));
    let mut state = store.reconstruct(None).unwrap();
    let (mut readings, mut counts, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for step in walk.steps() {
        let events = walk.events(step, recorder);
        events.iter().for_each(|event| append(&mut store, event));
        walk.apply(step, &mut contract);
        contract.doubt(&events, &state);
        state = store.reconstruct(None).unwrap();
        readings += state.channels.len() + contract.holdings.len();
        for miss in contract.misses(&state) {
            *counts.entry(miss.why).or_default() += 1;
            if miss.why == Why::Wrong {
                wrong.push(format!("block {}: {}", step["block"][0], miss.text));
            }
        }
    }
    (readings, counts, wrong)
}

#[test]
fn with_calldata_every_reading_of_the_walk_is_equal() {
    let (readings, counts, wrong) = follow(Recorder::Calldata);
    assert_eq!(wrong, [""; 0]);
    assert_eq!(readings, 20_301);
    assert_eq!(counts, BTreeMap::from([(Why::Silent, 2)]));
}

/// Without calldata, a conclusion's outcome and the allocations that a transfer paid can be
/// unknown. The fold is not wrong about anything that logs determine.
#[test]
fn with_logs_only_the_ambiguous_readings_of_the_walk_differ() {
    let (readings, counts, wrong) = follow(Recorder::LogsOnly);
    assert_eq!(wrong, [""; 0]);
    let expected = [
        (Why::Silent, 2),
        (Why::Unsure, 3_480),
        (Why::Undetermined, 1_120),
    ];
    assert_eq!(readings, 20_301);
    assert_eq!(counts, BTreeMap::from(expected));
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
    let mut unequal = misses.iter().filter(|miss| miss.why != Why::Silent);
    assert!(unequal.next().is_none(), "{misses:#?}");
}
