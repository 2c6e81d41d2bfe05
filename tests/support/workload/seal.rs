//! Who signs, and how ids and hashes come about.
//!
//! Generators ask a [`Seal`] for every address, id, hash and signature. [`Filler`]
//! answers with SHA-256 of the content: the right shape and reproducible, but
//! nothing that a contract would accept. Another implementation can answer with
//! the protocol's own arithmetic without any change to the generators.

use sha2::{Digest, Sha256};
use statelog::canonical::to_bytes;
use statelog::event::scalar::{Bytes20, Bytes32, Bytes65, U256};
use statelog::event::{FixedPart, VariablePart};

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

/// Deterministic filler: SHA-256 of the content.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filler;

impl Seal for Filler {
    fn address(&self, party: Party) -> Bytes20 {
        Bytes20::from_slice(&hash("address", &[&party.0.to_be_bytes()])[12..])
    }

    fn channel_id(&self, fixed: &FixedPart) -> Bytes32 {
        hash("channel", &[&to_bytes(fixed)])
    }

    fn state_hash(&self, channel_id: Bytes32, state: &VariablePart) -> Bytes32 {
        hash("state", &[channel_id.as_slice(), &to_bytes(state)])
    }

    fn sign_state(&self, party: Party, state_hash: Bytes32) -> Bytes65 {
        sign("state", party, state_hash)
    }

    fn sign_voucher(&self, party: Party, channel_id: Bytes32, amount: U256) -> Bytes65 {
        let amount = amount.to_be_bytes::<32>();
        sign(
            "voucher",
            party,
            hash("voucher", &[channel_id.as_slice(), &amount]),
        )
    }

    fn sign_challenge(&self, party: Party, state_hash: Bytes32) -> Bytes65 {
        sign("challenge", party, state_hash)
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

fn sign(label: &str, party: Party, message: Bytes32) -> Bytes65 {
    let signer = party.0.to_be_bytes();
    let r = hash(label, &[&signer, message.as_slice()]);
    let mut bytes = [0; 65];
    bytes[..32].copy_from_slice(r.as_slice());
    bytes[32..64].copy_from_slice(hash("s", &[r.as_slice()]).as_slice());
    // The contracts accept a low s and a v of 27 or 28 only; the filler keeps both forms.
    bytes[32] &= 0x3f;
    bytes[64] = 27 + (bytes[0] & 1);
    Bytes65::from(bytes)
}
