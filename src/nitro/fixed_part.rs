//! The id of a channel, and destinations.

use super::abi::{self, DynSeqToken};
use crate::event::FixedPart;
use crate::event::scalar::{Bytes20, Bytes32};

/// The id of a channel: `k(abi(participants, channelNonce, appDefinition, challengeDuration))`.
///
/// It names neither chain nor adjudicator, so the states of one channel are valid
/// wherever the same application has the same address.
#[must_use]
pub fn channel_id(fixed_part: &FixedPart) -> Bytes32 {
    let participants = fixed_part.participants.iter().map(abi::address);
    abi::hash(&(
        DynSeqToken(participants.collect()),
        abi::number(fixed_part.channel_nonce.0),
        abi::address(&fixed_part.app_definition),
        abi::number(fixed_part.challenge_duration.get()),
    ))
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
