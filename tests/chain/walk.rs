//! A random walk that the real contracts executed: hundreds of calls, and after every block
//! everything that the contracts said. A store that records the logs says the same.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use serde_json::{Value as Json, json};
use statelog::event::scalar::Bytes32;
use statelog::rules::Severity;
use statelog::{AppendOptions, EventStore, EventStoreOptions, LogId};

use crate::contract::{Contract, Why};
use crate::recorded::{Recorder, Topics, Transaction};

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
    }
}

pub(crate) fn store() -> EventStore {
    EventStore::new(EventStoreOptions::new(LogId::new([7; 16])))
}

pub(crate) fn append(store: &mut EventStore, event: &Json) {
    let appended = store.append_json(&event.to_string(), 0, AppendOptions::default());
    appended.unwrap_or_else(|error| panic!("{error}: {event}"));
}

/// Records the walk block by block. Answers how many readings were compared, how many differed
/// and why, and what was wrong.
fn follow(recorder: Recorder) -> (usize, BTreeMap<Why, usize>, Vec<String>) {
    let walk = Walk::read();
    let mut contract = Contract::default();
    let mut store = store();
    walk.creations()
        .for_each(|event| append(&mut store, &event));
    let (mut readings, mut counts, mut wrong) = (0, BTreeMap::new(), Vec::new());
    for step in walk.steps() {
        let events = walk.events(step, recorder);
        events.iter().for_each(|event| append(&mut store, event));
        walk.apply(step, &mut contract);
        let state = store.reconstruct(None).unwrap();
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
    let expected = [(Why::Silent, 2), (Why::Unsure, 11_473)];
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

/// What the contracts did they allowed, whatever the recorder knows of it. What is left above
/// a warning is true of the walk: its channels have no histories, are funded at random, and
/// challenged after they ended.
#[test]
fn the_rules_call_nothing_impossible_that_the_contracts_did() {
    let dangers = ["C16", "F5", "F6", "S7"];
    for recorder in [Recorder::Calldata, Recorder::LogsOnly] {
        let walk = Walk::read();
        let mut store = store();
        let events = walk.steps().iter();
        let events = events.flat_map(|step| walk.events(step, recorder));
        let events: Vec<_> = walk.creations().chain(events).collect();
        events.iter().for_each(|event| append(&mut store, event));
        let found = store.audit(None, false).unwrap();
        let mut claims = found.iter().filter(|finding| {
            let rule = finding.rule.as_str();
            finding.severity > Severity::Warn && !dangers.contains(&rule)
        });
        let (mut finals, mut twice) = (0, 0);
        claims.by_ref().for_each(|finding| {
            let last = finding.offsets.last().unwrap().get() as usize;
            match (finding.rule.as_str(), &finding.name) {
                ("C11", None) => finals += 1,
                ("C14", None) if is_of_asset_paid_twice(&events[last - 1], &events[last]) => {
                    twice += 1;
                }
                _ => panic!("{finding:?}"),
            }
        });
        let expected = match recorder {
            Recorder::Calldata => (0, 0),
            Recorder::LogsOnly => (18, 5),
        };
        assert_eq!((finals, twice), expected);
    }
}

/// Whether two logs come from one call that pays an asset twice: the second one shows what was
/// held before the call, too.
fn is_of_asset_paid_twice(one: &Json, two: &Json) -> bool {
    let same = |member: &str| one["chain"][member] == two["chain"][member];
    let is_repeat = one["initialHoldings"] == two["initialHoldings"];
    same("txHash") && is_repeat && one["assetIndex"] != two["assetIndex"]
}
