//! What the contract said, and how the fold differs from it.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::B256;
use serde_json::Value as Json;
use statelog::event::scalar::{Bytes20, Bytes32, U256};
use statelog::state::view::{
    AdjudicationState, ChannelState, Holding, LogState, Mode, OnChainOutcome, UnknownOutcome,
};

use crate::abi;
use crate::walk::hash;

/// What the contract says after a block.
#[derive(Default)]
pub(crate) struct Contract {
    pub(crate) time: u64,
    /// By channel: status word, turn record, `finalizesAt`.
    pub(crate) statuses: BTreeMap<Bytes32, (B256, u64, u64)>,
    /// By asset and destination.
    pub(crate) holdings: BTreeMap<(Bytes20, Bytes32), U256>,
    /// By channel: the state hash that its status commits to. The status holds it only
    /// hashed, so it is taken from the logs: that of the last challenge, none after a
    /// conclusion.
    pub(crate) state_hashes: BTreeMap<Bytes32, B256>,
    /// Holdings that the logs do not determine.
    doubtful: BTreeSet<(Bytes20, Bytes32)>,
    /// Channels of which the logs do not determine whether the status was deleted.
    undecided: BTreeSet<Bytes32>,
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

    pub(crate) fn misses(&self, state: &LogState) -> Vec<Miss> {
        let channels = state.channels.iter();
        let channels = channels.filter_map(|channel| self.compare_channel(channel));
        channels
            .chain(self.compare_holdings(&state.chains[0].holdings))
            .collect()
    }

    /// A payout out of an outcome that the log does not determine may have gone anywhere; only
    /// an absolute figure tells what a destination has after it. Whether it paid everything,
    /// which deletes the status, only the next challenge or conclusion makes irrelevant.
    pub(crate) fn doubt(&mut self, events: &[Json], before: &LogState) {
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
pub(crate) enum Why {
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
pub(crate) struct Miss {
    pub(crate) why: Why,
    pub(crate) text: String,
}
