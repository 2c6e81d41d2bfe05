//! Flows of our own that the real contracts executed, recorded by a store: what it derives at
//! every reading of the contract is what the contract said.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::scalar::U256;
use statelog::state::view::LogState;

use crate::contract::status_word;
use crate::recorded::{Recorder, Topics, Transaction};
use crate::walk::{append, hash, list, number, store};

/// The store that watches one flow.
struct Watch<'a> {
    contracts: &'a Json,
    topics: Topics,
    recorder: Recorder,
    store: EventStore,
    state_hashes: BTreeMap<B256, B256>,
    /// The chain facts of the latest transaction.
    latest: Vec<Json>,
}

impl Watch<'_> {
    fn see(&mut self, item: &Json) {
        if item.get("tx").is_some() {
            self.transaction(item);
        } else if item.get("reorg").is_some() {
            for fact in std::mem::take(&mut self.latest) {
                self.revert(&fact);
            }
            self.head(item);
        } else if item.get("block").is_some() {
            self.head(item);
        }
    }

    /// A channel of the flow, as an observer records it.
    fn create(&mut self, id: &Json, fixed_part: &Json) {
        let virtual_channel = fixed_part["appDefinition"] == self.contracts["virtualPaymentApp"];
        let rule = match virtual_channel {
            true => "virtual_payment",
            false => "unanimous",
        };
        let event = json!({
            "type": "channel_created",
            "channelId": id,
            "protocol": "nitro-2",
            "fixedPart": fixed_part,
            "kind": "other",
            "chainId": self.contracts["chainId"],
            "adjudicator": self.contracts["adjudicator"],
            "supportRule": rule,
            "timestamp": 0,
        });
        append(&mut self.store, &event);
    }

    fn transaction(&mut self, item: &Json) {
        let transaction = Transaction {
            place: json!({
                "chainId": self.contracts["chainId"],
                "contract": self.contracts["adjudicator"],
                "blockNumber": item["blockNumber"],
                "blockHash": item["blockHash"],
                "blockTimestamp": item["timestamp"],
                "txHash": item["txHash"],
                "txIndex": 0,
            }),
            logs: list(&item["logs"]),
            calldata: &item["calldata"],
        };
        self.latest = self.topics.events(&transaction, self.recorder);
        for event in &self.latest {
            append(&mut self.store, event);
        }
        let logs = list(&item["logs"]).iter();
        self.state_hashes
            .extend(logs.filter_map(|log| self.topics.committed(log)));
    }

    fn revert(&mut self, fact: &Json) {
        let chain = &fact["chain"];
        let event = json!({
            "type": "chain_event_reverted",
            "chainId": chain["chainId"],
            "blockHash": chain["blockHash"],
            "txHash": chain["txHash"],
            "logIndex": chain["logIndex"],
            "timestamp": fact["timestamp"],
        });
        append(&mut self.store, &event);
    }

    fn head(&mut self, item: &Json) {
        let event = json!({
            "type": "chain_head_observed",
            "chainId": self.contracts["chainId"],
            "blockNumber": item["blockNumber"],
            "blockHash": item["blockHash"],
            "blockTimestamp": item["timestamp"],
            "timestamp": number(&item["timestamp"]) * 1000,
        });
        append(&mut self.store, &event);
    }

    /// What the store derives where the contract was read, in the words of the reading.
    fn reading(&self, snap: &Json) -> Json {
        let state = self.store.reconstruct(None).unwrap();
        let channel = hash(&snap["channel"]);
        let mut channels = state.channels.iter();
        let folded = &channels
            .find(|of| of.channel_id == channel)
            .unwrap()
            .adjudication;
        let (held, exact) = native_holding(&state, channel);
        let mut reading = snap.clone();
        reading["status"] = json!(status_word(folded, self.state_hashes.get(&channel)));
        reading["turnNumRecord"] = json!(folded.turn_num_record.get());
        reading["finalizesAt"] = json!(folded.finalizes_at.map_or(0, |at| at.get()));
        reading["mode"] = json!(format!("{:?}", folded.mode));
        reading["holdingsETH"] = json!(exact.then(|| held.to_string()));
        reading
    }
}

fn native_holding(state: &LogState, channel: B256) -> (U256, bool) {
    let holdings = state.chains.iter().flat_map(|chain| &chain.holdings);
    let mut of_channel = holdings.filter(|of| of.destination == channel && of.asset.is_zero());
    let holding = of_channel.next();
    holding.map_or((U256::ZERO, true), |of| (of.held, of.exact))
}

/// The number of readings, and those that differ: flow and place.
fn differences(recorder: Recorder) -> (usize, Vec<String>) {
    let file: Json = serde_json::from_str(include_str!("../golden/vectors/flows.json")).unwrap();
    let contracts = &file["contractFlows"];
    let (mut count, mut differing) = (0, Vec::new());
    for (name, items) in contracts["flows"].as_object().unwrap() {
        let mut watch = Watch {
            contracts,
            topics: Topics::new(),
            recorder,
            store: store(),
            state_hashes: BTreeMap::new(),
            latest: Vec::new(),
        };
        let (channels, items) = list(items).split_first().unwrap();
        for part in ["channel", "ledger", "virtual", "source", "target"] {
            let fixed_part = match part {
                "channel" => "fixedPart".to_owned(),
                part => format!("{part}FixedPart"),
            };
            if let Some(id) = channels.get(part) {
                watch.create(id, &channels[fixed_part]);
            }
        }
        for item in items {
            watch.see(item);
            if let Some(snap) = item.get("snap") {
                count += 1;
                if watch.reading(snap) != *snap {
                    differing.push(format!("{name}: {}", snap["at"].as_str().unwrap()));
                }
            }
        }
    }
    (count, differing)
}

#[test]
fn with_calldata_every_reading_of_our_flows_is_equal() {
    let (count, differing) = differences(Recorder::Calldata);
    assert_eq!(differing, [""; 0]);
    assert_eq!(count, 38);
}

/// A payout of 100 out of 90, 100 and a guarantee of 10 was the second allocation, or the first
/// and the third: the log does not say, and it matters. All other readings follow from logs.
#[test]
fn with_logs_only_one_ambiguous_transfer_of_our_flows_differs() {
    let ambiguous = ["bob paid", "guarantee paid", "V credited", "all paid"];
    let expected = ambiguous.map(|at| format!("I_guarantee_blocks_transfer_all: {at}"));
    assert_eq!(differences(Recorder::LogsOnly).1, expected);
}
