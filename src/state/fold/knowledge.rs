//! What the fold of a chain asks about channels.

use std::sync::Arc;

use super::FoldState;
use crate::event::scalar::{Bytes20, Bytes32, ChainId};
use crate::event::{Outcome, Protocol};
use crate::state::{FinalOutcomes, Knowledge};

impl Knowledge for FoldState {
    fn home_of(&self, channel: &Bytes32) -> Option<(ChainId, Bytes20)> {
        let created = self.channel_by_id(channel)?.created();
        Some((created.chain_id, created.adjudicator))
    }

    fn protocol_of(&self, channel: &Bytes32) -> Protocol {
        self.channel_by_id(channel)
            .map_or(Protocol::Nitro2, |channel| channel.created().protocol)
    }

    fn outcome_of(&self, channel: &Bytes32, state_hash: &Bytes32) -> Option<Arc<Outcome>> {
        self.channel_by_id(channel)?.outcome_of(state_hash)
    }

    fn submitted_state(&self, channel: &Bytes32, tx_hash: &Bytes32) -> Option<Bytes32> {
        self.channel_by_id(channel)?.submitted_state(tx_hash)
    }

    fn final_outcomes(&self, channel: &Bytes32) -> FinalOutcomes {
        self.channel_by_id(channel)
            .map(crate::state::Channel::final_outcomes)
            .unwrap_or_default()
    }
}
