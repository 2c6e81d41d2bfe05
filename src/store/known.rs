//! Remembers which facts the log holds, by what identifies them.

use sha2::{Digest, Sha256};

/// How much of a key's SHA-256 is kept. Finding two keys that agree in 160 bits takes
/// 2^80 attempts.
const KEPT_BYTES: usize = 20;

type Short = [u8; KEPT_BYTES];

/// The facts with an identity of their own, by offset.
#[derive(Debug, Default)]
pub(super) struct Known {
    #[allow(
        clippy::disallowed_types,
        reason = "keys are looked up; nothing iterates over them"
    )]
    offsets: std::collections::HashMap<Short, u32>,
    /// What was added for events that are not committed yet.
    staged: Vec<Short>,
}

impl Known {
    /// The offset of the first event with this key.
    pub(super) fn get(&self, key: &[u8]) -> Option<u64> {
        let held = self.offsets.get(&short(key))?;
        Some(u64::from(*held))
    }

    /// Remembers a key unless it is there.
    pub(super) fn stage(&mut self, key: &[u8], offset: u64) {
        let key = short(key);
        // The log has checked that offsets fit 32 bits.
        self.offsets.entry(key).or_insert_with(|| {
            self.staged.push(key);
            offset as u32
        });
    }

    /// Keeps what was staged.
    pub(super) fn commit(&mut self) {
        self.staged.clear();
    }

    /// Forgets what was staged.
    pub(super) fn abandon(&mut self) {
        for key in self.staged.drain(..) {
            self.offsets.remove(&key);
        }
    }
}

fn short(key: &[u8]) -> Short {
    let digest = Sha256::digest(key);
    let mut kept = [0; KEPT_BYTES];
    for (to, from) in kept.iter_mut().zip(digest) {
        *to = from;
    }
    kept
}
