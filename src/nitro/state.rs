//! The hash that signatures of a state are over.

use alloy_primitives::keccak256;
use alloy_sol_types::sol_data::{Bool, Bytes};

use super::abi::{Int, SolOutcome, Word, encode, view};
use crate::event::VariablePart;
use crate::event::scalar::{Bytes32, U256};

/// The hash of a state: `k(abi(channelId, appData, outcome, turnNum, isFinal))`.
#[must_use]
pub fn state_hash(channel_id: &Bytes32, state: &VariablePart) -> Bytes32 {
    keccak256(encode::<(Word, Bytes, SolOutcome, Int, Bool), _>(&(
        *channel_id,
        state.app_data.0.as_slice(),
        view(&state.outcome),
        U256::from(state.turn_num.get()),
        state.is_final,
    )))
}
