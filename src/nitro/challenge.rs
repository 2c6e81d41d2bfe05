//! What a challenger signs.

use alloy_primitives::keccak256;
use alloy_sol_types::sol_data::String as SolString;

use super::abi::{Word, encode};
use crate::event::scalar::Bytes32;

/// The hash that `challengerSig` is over: `k(abi(stateHash, "forceMove"))`. It proves
/// that a participant challenges, not a passer-by who saw the state.
#[must_use]
pub fn challenge_hash(state_hash: &Bytes32) -> Bytes32 {
    keccak256(encode::<(Word, SolString), _>(&(*state_hash, "forceMove")))
}
