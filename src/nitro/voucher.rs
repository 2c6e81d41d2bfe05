//! Vouchers: promises of a payer that add up outside the channel's states.

use alloy_primitives::keccak256;

use super::abi::{Int, Word, encode};
use crate::event::scalar::{Bytes32, Bytes65, U256};

/// The hash of a voucher: `k(abi(channelId, amount))`. The amount is cumulative.
#[must_use]
pub fn voucher_hash(channel_id: &Bytes32, amount: U256) -> Bytes32 {
    keccak256(encode::<(Word, Int), _>(&(*channel_id, amount)))
}

/// The voucher that the application data of a redemption holds: its amount and the
/// payer's signature, `abi(amount, v, r, s)`. Bytes behind these 128 are ignored, as the
/// contract ignores them.
///
/// `None` if the contract could not take it: the data is shorter, or v is neither 27 nor
/// 28.
#[must_use]
pub fn decode_redemption(app_data: &[u8]) -> Option<(U256, Bytes65)> {
    let amount = U256::try_from_be_slice(app_data.get(..32)?)?;
    let v = U256::try_from_be_slice(app_data.get(32..64)?)?;
    let v = u8::try_from(v).ok().filter(|v| matches!(v, 27 | 28))?;
    let scalars = app_data.get(64..128)?;
    let mut signature = Bytes65::with_last_byte(v);
    for (to, from) in signature.iter_mut().zip(scalars) {
        *to = *from;
    }
    Some((amount, signature))
}
