//! What a challenger signs.

use super::abi::{self, PackedSeqToken, WordToken};
use crate::event::scalar::Bytes32;

/// The hash that `challengerSig` is over: `k(abi(stateHash, "forceMove"))`. It proves
/// that a participant challenges, not a passer-by who saw the state.
#[must_use]
pub fn challenge_hash(state_hash: &Bytes32) -> Bytes32 {
    abi::hash(&(WordToken(*state_hash), PackedSeqToken(b"forceMove")))
}
