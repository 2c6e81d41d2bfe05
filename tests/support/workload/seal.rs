//! Who signs, and how ids and hashes come about.
//!
//! Generators ask a [`Seal`] for every address, id, hash and signature. [`Nitro`] answers
//! with the protocol's own arithmetic, so that a store takes what is generated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use statelog::event::scalar::{Bytes20, Bytes32, Bytes65, U256};
use statelog::event::{FixedPart, VariablePart};
use statelog::nitro;

use super::key::Key;

/// Somebody who holds a key. Numbers stand for keys, so that logs of any size
/// have any number of participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party(pub u64);

/// Addresses, ids, hashes and signatures of a protocol.
pub trait Seal {
    /// The address of a party's key.
    fn address(&self, party: Party) -> Bytes20;
    /// The id of the channel with this fixed part.
    fn channel_id(&self, fixed: &FixedPart) -> Bytes32;
    /// The hash of a state of a channel.
    fn state_hash(&self, channel_id: Bytes32, state: &VariablePart) -> Bytes32;
    /// A party's signature of a state.
    fn sign_state(&self, party: Party, state_hash: Bytes32) -> Bytes65;
    /// A party's signature of a voucher.
    fn sign_voucher(&self, party: Party, channel_id: Bytes32, amount: U256) -> Bytes65;
    /// A party's signature that makes a challenge its own.
    fn sign_challenge(&self, party: Party, state_hash: Bytes32) -> Bytes65;
}

/// What the contracts accept: real ids and hashes, and signatures that recover to the
/// addresses of the parties.
#[derive(Clone, Debug, Default)]
pub struct Nitro(Arc<Mutex<BTreeMap<Party, Key>>>);

impl Nitro {
    /// The key of a party.
    pub fn key(&self, party: Party) -> Key {
        let mut keys = self.0.lock().unwrap();
        let secret = || hash("key", &[&party.0.to_be_bytes()]);
        *keys.entry(party).or_insert_with(|| Key::new(secret().0))
    }
}

impl Seal for Nitro {
    fn address(&self, party: Party) -> Bytes20 {
        self.key(party).address
    }

    fn channel_id(&self, fixed: &FixedPart) -> Bytes32 {
        nitro::channel_id(fixed)
    }

    fn state_hash(&self, channel_id: Bytes32, state: &VariablePart) -> Bytes32 {
        nitro::state_hash(&channel_id, state)
    }

    fn sign_state(&self, party: Party, state_hash: Bytes32) -> Bytes65 {
        self.key(party).sign(&state_hash)
    }

    fn sign_voucher(&self, party: Party, channel_id: Bytes32, amount: U256) -> Bytes65 {
        let hash = nitro::voucher_hash(&channel_id, amount);
        self.key(party).sign(&hash)
    }

    fn sign_challenge(&self, party: Party, state_hash: Bytes32) -> Bytes65 {
        self.key(party).sign(&nitro::challenge_hash(&state_hash))
    }
}

/// SHA-256 of a label and parts, which keeps hashes of different things apart.
pub fn hash(label: &str, parts: &[&[u8]]) -> Bytes32 {
    let mut hasher = Sha256::new();
    hasher.update(label.as_bytes());
    hasher.update([0]);
    for part in parts {
        hasher.update(part);
    }
    Bytes32::from_slice(&hasher.finalize())
}
