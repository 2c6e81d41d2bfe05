//! Remembers who signed what, because recovering a signer costs more than all else that
//! is done with an event.

use std::sync::{Arc, Mutex, PoisonError};

use super::known::FactKey;
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, Uint48};
use crate::log::Lookup;
use crate::nitro;

/// The addresses recovered so far. Each is a function of hash and signature, so nothing
/// is ever forgotten, whatever becomes of the event. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(super) struct Signers(Arc<Mutex<Recovered>>);

#[derive(Debug, Default)]
struct Recovered {
    signers: Vec<(FactKey, Option<Bytes20>)>,
    /// Places in `signers`.
    places: Lookup,
}

impl Signers {
    /// The address that signed a hash (EIP-191); `None` if the signature has no signer.
    /// Computed once for each pair.
    pub(super) fn recover(&self, hash: &Bytes32, signature: &Bytes65) -> Option<Bytes20> {
        let key = FactKey::of(&[hash.as_slice(), signature.as_slice()].concat());
        // A poisoned cache is still only a cache: every entry in it is whole.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = known.get(&key) {
            return signer;
        }
        let signer = nitro::recover(hash, signature).ok();
        known.insert(key, signer);
        signer
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

impl Recovered {
    fn get(&self, key: &FactKey) -> Option<Option<Bytes20>> {
        let held = |place: u32| self.signers.get(place as usize);
        let same = |place| held(place).is_some_and(|(held, _)| held == key);
        let found = self.places.find(key.hash(), &same)?;
        held(found).map(|(_, signer)| *signer)
    }

    /// Remembers what is not known. Beyond 2^32 signatures it remembers no more.
    fn insert(&mut self, key: FactKey, signer: Option<Bytes20>) {
        let Ok(place) = u32::try_from(self.signers.len()) else {
            return;
        };
        let signers = &self.signers;
        let hash_of = |place: u32| signers.get(place as usize).map_or(0, |(key, _)| key.hash());
        self.places.insert(key.hash(), place, &hash_of);
        self.signers.push((key, signer));
    }
}
