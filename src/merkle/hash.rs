//! The three hashes of RFC 6962, section 2.1.

use alloy_primitives::B256;
use sha2::{Digest, Sha256};

/// A SHA-256 digest, 32 bytes.
pub type Hash = B256;

/// Separates leaves from nodes, so that no node passes for a leaf.
const LEAF_PREFIX: u8 = 0;
const NODE_PREFIX: u8 = 1;

/// The root of the tree without leaves: the SHA-256 of the empty string.
#[must_use]
pub fn empty_root() -> Hash {
    finish(Sha256::new())
}

/// The hash of a leaf: SHA-256(0x00 ‖ bytes). For the canonical bytes of an event
/// it is the id of the event.
///
/// ```
/// let id = statelog::merkle::leaf_hash(br#"{"type":"objective_completed"}"#);
/// let expected = "0xf00d5c55ecd5885a508687a75e32fe30db234c2c69ccaae6b830c13c21dad58c";
/// assert_eq!(format!("{id:?}"), expected);
/// ```
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([LEAF_PREFIX]);
    hasher.update(bytes);
    finish(hasher)
}

/// The hash of a node: SHA-256(0x01 ‖ left ‖ right).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    #[cfg(test)]
    count::add_one();
    let mut hasher = Sha256::new();
    hasher.update([NODE_PREFIX]);
    hasher.update(left);
    hasher.update(right);
    finish(hasher)
}

fn finish(hasher: Sha256) -> Hash {
    Hash::new(hasher.finalize().into())
}

/// Counts node hashes, so that unit tests can bound the work of an operation.
#[cfg(test)]
pub(crate) mod count {
    use std::cell::Cell;

    thread_local! {
        static NODE_HASHES: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn add_one() {
        NODE_HASHES.with(|count| count.set(count.get() + 1));
    }

    /// The number of node hashes that `work` computes on this thread.
    pub(crate) fn node_hashes<T>(work: impl FnOnce() -> T) -> u64 {
        let before = NODE_HASHES.with(Cell::get);
        work();
        NODE_HASHES.with(Cell::get) - before
    }
}
