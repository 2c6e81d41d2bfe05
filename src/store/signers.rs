//! Remembers who signed what, because recovering a signer costs more than all else that
//! is done with an event.

use std::sync::{Arc, Mutex, PoisonError};

use super::known::{Short, short};
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, Uint48};
use crate::nitro;

/// The addresses recovered so far. Each is a function of hash and signature, so nothing
/// is ever forgotten, whatever becomes of the event. Clones share what they know.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::disallowed_types,
    reason = "keys are looked up; nothing iterates over them"
)]
pub(super) struct Signers(Arc<Mutex<std::collections::HashMap<Short, Option<Bytes20>>>>);

impl Signers {
    /// The address that signed a hash (EIP-191); `None` if the signature has no signer.
    /// Computed once for each pair.
    pub(super) fn recover(&self, hash: &Bytes32, signature: &Bytes65) -> Option<Bytes20> {
        let key = short(&[hash.as_slice(), signature.as_slice()]);
        // A poisoned cache is still only a cache: every entry in it is whole.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known
            .entry(key)
            .or_insert_with(|| nitro::recover(hash, signature).ok())
    }

    /// The address that signed the voucher that a state redeems, if it can be a redemption.
    pub(super) fn of_redemption(
        &self,
        channel: &Bytes32,
        turn_num: Uint48,
        app_data: Option<&Bytes>,
    ) -> Option<Box<Bytes20>> {
        let voucher = nitro::RedeemedVoucher::of_state(turn_num, &app_data?.0)?;
        let hash = nitro::voucher_hash(channel, voucher.amount);
        self.recover(&hash, &voucher.signature).map(Box::new)
    }
}
