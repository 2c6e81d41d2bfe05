//! The hash that signatures of a state are over.

use super::abi::{self, PackedSeqToken, WordToken};
use crate::event::VariablePart;
use crate::event::scalar::Bytes32;

/// The hash of a state: `k(abi(channelId, appData, outcome, turnNum, isFinal))`.
#[must_use]
pub fn state_hash(channel_id: &Bytes32, state: &VariablePart) -> Bytes32 {
    abi::hash(&(
        WordToken(*channel_id),
        PackedSeqToken(&state.app_data.0),
        abi::outcome_token(&state.outcome),
        abi::number(state.turn_num.get()),
        WordToken::from(state.is_final),
    ))
}
