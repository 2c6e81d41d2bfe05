//! Remembers which facts the log holds, by what identifies them.

use sha2::{Digest, Sha256};

use crate::log::Lookup;

/// How much of a key's SHA-256 is kept. Finding two keys that agree in 160 bits takes
/// 2^80 attempts.
const KEPT_BYTES: usize = 20;

/// What identifies a fact, shortened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FactKey([u8; KEPT_BYTES]);

impl FactKey {
    /// The key of a byte string that no other fact shares.
    pub(super) fn of(identity: &[u8]) -> Self {
        let digest = Sha256::digest(identity);
        let mut kept = [0; KEPT_BYTES];
        for (to, from) in kept.iter_mut().zip(digest) {
            *to = from;
        }
        Self(kept)
    }

    /// A part of the digest is as good as a hash of its own.
    fn hash(&self) -> u64 {
        let (head, _) = self.0.split_first_chunk().unwrap_or((&[0; 8], &[]));
        u64::from_le_bytes(*head)
    }
}

/// The facts with an identity of their own, by offset.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Every key with the offset of its first event, in order of appearance.
    facts: Vec<(FactKey, u32)>,
    /// How many of them are of committed events.
    committed: usize,
    /// Places in `facts`.
    places: Lookup,
}

impl Known {
    /// The offset of the first event with this key.
    pub(super) fn get(&self, key: &FactKey) -> Option<u64> {
        let fact = |place: u32| self.facts.get(place as usize);
        let same = |place| fact(place).is_some_and(|(held, _)| held == key);
        let found = self.places.find(key.hash(), &same)?;
        fact(found).map(|(_, offset)| u64::from(*offset))
    }

    /// Remembers a key unless it is there.
    pub(super) fn stage(&mut self, key: FactKey, offset: u64) {
        if self.get(&key).is_some() {
            return;
        }
        let facts = &self.facts;
        let hash_of = |place: u32| facts.get(place as usize).map_or(0, |(key, _)| key.hash());
        // The log has checked that offsets fit 32 bits; an event has few keys.
        self.places.insert(key.hash(), facts.len() as u32, &hash_of);
        self.facts.push((key, offset as u32));
    }

    /// Keeps what was staged.
    pub(super) fn commit(&mut self) {
        self.committed = self.facts.len();
    }

    /// Forgets what was staged.
    pub(super) fn abandon(&mut self) {
        let staged = self.facts.split_off(self.committed);
        for (place, (key, _)) in (self.committed..).zip(staged) {
            self.places.remove(key.hash(), place as u32);
        }
    }
}
