//! Vouchers: promises of a payer that add up outside the channel's states.

use alloy_primitives::keccak256;

use super::abi::{Int, Word, encode};
use crate::event::scalar::{Bytes32, U256};

/// The hash of a voucher: `k(abi(channelId, amount))`. The amount is cumulative.
#[must_use]
pub fn voucher_hash(channel_id: &Bytes32, amount: U256) -> Bytes32 {
    keccak256(encode::<(Word, Int), _>(&(*channel_id, amount)))
}
