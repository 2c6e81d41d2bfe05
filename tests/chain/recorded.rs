//! Raw logs of the contracts as a node gets them, made into events.

use alloy_primitives::{B256, hex};
use serde_json::{Value as Json, json};
use statelog::event::Outcome;

use crate::abi::{self, Shown};
use crate::maths::vectors;

/// How much the recorder of the logs knows besides them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recorder {
    /// The calldata of each transaction.
    Calldata,
    /// Nothing.
    LogsOnly,
}

/// A transaction of a block: where it is, its logs, and what its calldata says.
pub(crate) struct Transaction<'a> {
    /// `chain` of its events, without `logIndex`.
    pub(crate) place: Json,
    pub(crate) logs: &'a [Json],
    pub(crate) calldata: &'a Json,
}

/// The names of the contract's events by their first topic.
pub(crate) struct Topics(Json);

impl Topics {
    pub(crate) fn new() -> Self {
        Self(vectors()["topics"].clone())
    }

    pub(crate) fn name_of(&self, topic: &Json) -> &str {
        let mut topics = self.0.as_object().unwrap().iter();
        let found = topics.find(|(_, of)| *of == topic);
        let (signature, _) = found.unwrap_or_else(|| panic!("no event has {topic}"));
        signature.split_once("(").unwrap().0
    }

    /// The events that the logs of a transaction state, with what the recorder knows of the
    /// calldata.
    pub(crate) fn events(&self, transaction: &Transaction<'_>, recorder: Recorder) -> Vec<Json> {
        let event = |log: &Json| {
            let mut event = self.event(log);
            let mut chain = transaction.place.clone();
            chain["logIndex"] = log["logIndex"].clone();
            event["timestamp"] = json!(chain["blockTimestamp"].as_u64().unwrap() * 1000);
            event["chain"] = chain;
            if recorder == Recorder::Calldata {
                let known = &transaction.calldata[event["type"].as_str().unwrap()];
                for (member, value) in known.as_object().into_iter().flatten() {
                    event[member] = value.clone();
                }
            }
            event
        };
        transaction.logs.iter().map(event).collect()
    }

    /// The channel and the state hash that its status commits to from this log on.
    pub(crate) fn committed(&self, log: &Json) -> Option<(B256, B256)> {
        let channel: B256 = log["topics"][1].as_str().unwrap().parse().unwrap();
        match self.name_of(&log["topics"][0]) {
            "ChallengeRegistered" => {
                let data = hex::decode(log["data"].as_str().unwrap()).unwrap();
                let shown = abi::challenge_candidate(&data);
                Some((channel, abi::state_hash(&channel, &shown)))
            }
            "Concluded" => Some((channel, B256::ZERO)),
            _ => None,
        }
    }

    fn event(&self, log: &Json) -> Json {
        let data = hex::decode(log["data"].as_str().unwrap()).unwrap();
        let number = |at: usize| abi::number(&data, at).to_string();
        let small = |at: usize| abi::number(&data, at).to::<u64>();
        let mut event = match self.name_of(&log["topics"][0]) {
            "Deposited" => json!({
                "type": "deposit_detected",
                "asset": hex::encode_prefixed(&data[12..32]),
                "nowHeld": number(1),
            }),
            "ChallengeRegistered" => {
                let (proof, candidate) = abi::challenge(&data);
                json!({
                    "type": "challenge_registered",
                    "finalizesAt": small(0),
                    "proof": proof.iter().map(signed).collect::<Vec<_>>(),
                    "candidate": signed(&candidate),
                })
            }
            "ChallengeCleared" => {
                json!({ "type": "challenge_cleared", "newTurnNumRecord": small(0) })
            }
            "Checkpointed" => {
                json!({ "type": "checkpoint_recorded", "newTurnNumRecord": small(0) })
            }
            "Concluded" => json!({ "type": "channel_concluded", "finalizesAt": small(0) }),
            "AllocationUpdated" => json!({
                "type": "allocation_updated",
                "assetIndex": small(0),
                "initialHoldings": number(1),
                "finalHoldings": number(2),
                "via": "unknown",
            }),
            "Reclaimed" => json!({ "type": "reclaim_detected", "assetIndex": small(0) }),
            other => panic!("unknown event {other}"),
        };
        event["channelId"] = log["topics"][1].clone();
        event
    }
}

fn signed(shown: &Shown) -> Json {
    json!({
        "state": {
            "appData": hex::encode_prefixed(&shown.app_data),
            "outcome": outcome(&shown.outcome),
            "turnNum": shown.turn_num,
            "isFinal": shown.is_final,
        },
        "sigs": shown.signatures.iter().map(hex::encode_prefixed).collect::<Vec<_>>(),
    })
}

fn outcome(outcome: &Outcome) -> Vec<Json> {
    let exits = outcome.iter().map(|exit| {
        let allocations = exit.allocations.iter().map(|allocation| {
            json!({
                "destination": hex::encode_prefixed(allocation.destination),
                "amount": allocation.amount.to_string(),
                "allocationType": allocation.allocation_type,
                "metadata": hex::encode_prefixed(&allocation.metadata.0),
            })
        });
        json!({
            "asset": hex::encode_prefixed(exit.asset),
            "assetType": exit.asset_type,
            "assetMetadata": hex::encode_prefixed(&exit.asset_metadata.0),
            "allocations": allocations.collect::<Vec<_>>(),
        })
    });
    exits.collect()
}
