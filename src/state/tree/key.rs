//! Keys as words.

use crate::event::scalar::{Bytes20, Bytes32, ChainId, U256, Uint48};
use crate::log::KeyId;

/// The number of words of the longest key: two addresses and a hash.
const MAX_WORDS: usize = 10;

/// A key of a tree: words whose order, first to last, is the order of the keys.
pub(in super::super) trait Key: Copy + Send + Sync + 'static {
    /// Appends the words, as many for every key of the type.
    fn write(&self, words: &mut Words);
}

/// The words of a key.
pub(in super::super) struct Words {
    words: [u64; MAX_WORDS],
    len: usize,
}

impl Words {
    /// The words of a key.
    pub(super) fn of(key: &impl Key) -> Self {
        let mut words = Self {
            words: [0; MAX_WORDS],
            len: 0,
        };
        key.write(&mut words);
        words
    }

    pub(super) fn as_slice(&self) -> &[u64] {
        self.words.get(..self.len).unwrap_or_default()
    }

    /// Appends a word.
    pub(in super::super) fn push(&mut self, word: u64) {
        if let Some(place) = self.words.get_mut(self.len) {
            *place = word;
            self.len += 1;
        }
    }

    /// Appends bytes, eight to a word.
    fn push_bytes(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks();
        for bytes in whole {
            self.push(u64::from_be_bytes(*bytes));
        }
        if !rest.is_empty() {
            let mut padded = [0; 8];
            for (to, from) in padded.iter_mut().zip(rest) {
                *to = *from;
            }
            self.push(u64::from_be_bytes(padded));
        }
    }
}

impl Key for u64 {
    fn write(&self, words: &mut Words) {
        words.push(*self);
    }
}

impl Key for KeyId {
    fn write(&self, words: &mut Words) {
        words.push(self.index() as u64);
    }
}

impl Key for Uint48 {
    fn write(&self, words: &mut Words) {
        words.push(self.get());
    }
}

impl Key for ChainId {
    fn write(&self, words: &mut Words) {
        words.push(self.get());
    }
}

impl Key for U256 {
    fn write(&self, words: &mut Words) {
        for limb in self.as_limbs().iter().rev() {
            words.push(*limb);
        }
    }
}

impl Key for Bytes32 {
    fn write(&self, words: &mut Words) {
        words.push_bytes(self.as_slice());
    }
}

impl Key for Bytes20 {
    fn write(&self, words: &mut Words) {
        words.push_bytes(self.as_slice());
    }
}

impl<A: Key, B: Key> Key for (A, B) {
    fn write(&self, words: &mut Words) {
        self.0.write(words);
        self.1.write(words);
    }
}
