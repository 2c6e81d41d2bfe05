//! What the contract said, and how the fold differs from it.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use statelog::event::scalar::{Bytes20, Bytes32, U256};
use statelog::state::view::{ChannelState, Holding, LogState, Mode, OnChainOutcome};

/// What the contract says after a block.
#[derive(Default)]
pub(crate) struct Contract {
    pub(crate) time: u64,
    /// By channel: status word, turn record, `finalizesAt`.
    pub(crate) statuses: BTreeMap<Bytes32, (B256, u64, u64)>,
    /// By asset and destination.
    pub(crate) holdings: BTreeMap<(Bytes20, Bytes32), U256>,
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
            folded.status_word,
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
    /// The fold is wrong.
    Wrong,
}

#[derive(Debug)]
pub(crate) struct Miss {
    pub(crate) why: Why,
    pub(crate) text: String,
}
