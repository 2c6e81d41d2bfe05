//! Remembers who signed what, because recovering a signer costs more than all else that
//! is done with an event.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::known::{Short, short};
use crate::event::scalar::{Bytes20, Bytes32, Bytes65};
use crate::nitro;

/// The addresses recovered so far. Each is a function of hash and signature, so nothing
/// is ever forgotten, whatever becomes of the event. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct Signers(Arc<Mutex<HashMap<Short, Option<Bytes20>>>>);

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

    /// The address that signed the voucher in the application data of a state, if the
    /// state has the turn and the data of a redemption.
    pub(super) fn of_redemption(
        &self,
        channel: &Bytes32,
        turn_num: u64,
        app_data: Option<&[u8]>,
    ) -> Option<Box<Bytes20>> {
        /// The only turn at which the payment application takes a voucher.
        const REDEMPTION_TURN: u64 = 2;
        let app_data = app_data.filter(|_| turn_num == REDEMPTION_TURN)?;
        let (amount, signature) = nitro::decode_redemption(app_data)?;
        let hash = nitro::voucher_hash(channel, amount);
        self.recover(&hash, &signature).map(Box::new)
    }
}
