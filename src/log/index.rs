//! Finds events by key. Keys are opaque here: a kind and some bytes.

use std::hash::{DefaultHasher, Hasher};
use std::num::NonZeroU32;

use super::lookup::Lookup;

/// What events are found by: a kind of entity and its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The kind of entity; its meaning is the caller's.
    pub kind: u8,
    /// The id of the entity.
    pub id: Box<[u8]>,
}

/// A key as a small number, dense in order of first use within one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(NonZeroU32);

impl KeyId {
    /// The number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// For each key the offsets of the events that belong to it, ascending.
#[derive(Debug, Default)]
pub struct Index {
    /// Places in `keys` by the hash of the key.
    places: Lookup,
    keys: Vec<Key>,
    postings: Vec<Vec<u32>>,
}

impl Index {
    /// The number of a key, given out now if the key is new.
    pub fn intern(&mut self, kind: u8, id: &[u8]) -> KeyId {
        if let Some(found) = self.find(kind, id) {
            return found;
        }
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX - 1);
        let keys = &self.keys;
        let hash_of = |place: u32| {
            let key = keys.get(place as usize);
            key.map_or(0, |key| hash(key.kind, &key.id))
        };
        self.places.insert(hash(kind, id), next, &hash_of);
        self.keys.push(Key {
            kind,
            id: id.into(),
        });
        self.postings.push(Vec::new());
        numbered(next)
    }

    /// The number of a key, if it was ever used.
    #[must_use]
    pub fn find(&self, kind: u8, id: &[u8]) -> Option<KeyId> {
        let same = |place: u32| {
            let key = self.keys.get(place as usize);
            key.is_some_and(|key| key.kind == kind && *key.id == *id)
        };
        self.places.find(hash(kind, id), &same).map(numbered)
    }

    /// The key behind a number.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys.get(id.index())
    }

    /// The keys of a kind, in order of first use. Walks over all keys.
    pub fn keys_of(&self, kind: u8) -> impl Iterator<Item = KeyId> {
        let numbers = (1..).map_while(NonZeroU32::new).map(KeyId);
        let keys = self.keys.iter().zip(numbers);
        keys.filter(move |(key, _)| key.kind == kind)
            .map(|(_, number)| number)
    }

    /// Says that the event at `offset` belongs to a key. Offsets only ascend.
    pub fn post(&mut self, id: KeyId, offset: u32) {
        if let Some(postings) = self.postings.get_mut(id.index()) {
            postings.push(offset);
        }
    }

    /// Forgets postings at or above `length`, of events that were never committed.
    pub fn forget_from(&mut self, id: KeyId, length: u32) {
        if let Some(postings) = self.postings.get_mut(id.index()) {
            while postings.last().is_some_and(|offset| *offset >= length) {
                postings.pop();
            }
        }
    }

    /// The offsets of the events that belong to a key, ascending.
    #[must_use]
    pub fn postings(&self, id: KeyId) -> &[u32] {
        self.postings
            .get(id.index())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// The number of the key at a place.
fn numbered(place: u32) -> KeyId {
    KeyId(NonZeroU32::MIN.saturating_add(place))
}

/// Counterparties choose some of the keys, so the hash is one that is hard to collide.
fn hash(kind: u8, id: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(kind);
    hasher.write(id);
    hasher.finish()
}
