//! Vouchers: promises of a payer that add up outside the channel's states.

use super::abi::{self, WordToken};
use crate::event::scalar::{Bytes32, U256};

/// The hash of a voucher: `k(abi(channelId, amount))`. The amount is cumulative.
#[must_use]
pub fn voucher_hash(channel_id: &Bytes32, amount: U256) -> Bytes32 {
    abi::hash(&(WordToken(*channel_id), WordToken::from(amount)))
}
