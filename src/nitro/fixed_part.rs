//! The id of a channel, and destinations.

use alloy_primitives::keccak256;
use alloy_sol_types::sol_data::{Address, Array};

use super::abi::{Int, encode};
use crate::event::FixedPart;
use crate::event::scalar::{Bytes20, Bytes32, U256};

/// The id of a channel: `k(abi(participants, channelNonce, appDefinition, challengeDuration))`.
///
/// It names neither chain nor adjudicator, so the states of one channel are valid
/// wherever the same application has the same address.
#[must_use]
pub fn channel_id(fixed_part: &FixedPart) -> Bytes32 {
    keccak256(encode::<(Array<Address>, Int, Address, Int), _>(&(
        &*fixed_part.participants,
        U256::from(fixed_part.channel_nonce.0),
        fixed_part.app_definition,
        U256::from(fixed_part.challenge_duration.get()),
    )))
}

/// The destination that stands for an address: twelve zero bytes and the address.
#[must_use]
pub fn destination_of(address: &Bytes20) -> Bytes32 {
    address.into_word()
}

/// Whether a destination is a channel (or another id) within the adjudicator rather
/// than an address: an address has twelve zero bytes before it.
#[must_use]
pub fn is_internal(destination: &Bytes32) -> bool {
    destination.iter().take(12).any(|byte| *byte != 0)
}
