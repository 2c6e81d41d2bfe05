//! The Merkle tree over the events of a log: RFC 6962 with SHA-256.
//!
//! The empty tree has the hash of the empty string as its root, a leaf is hashed
//! behind a zero byte, a node behind a one byte, and `n > 1` leaves split at the
//! largest power of two smaller than `n`; nothing is padded or repeated. The id
//! of an event is its leaf hash.
//!
//! A tree only grows: no function takes a leaf away, because a root that was
//! published for a length stays the root of that length.
//!
//! `tests/merkle.rs` proves this module: published Certificate Transparency
//! vectors, a naive recursive definition for every small length, and two
//! independent implementations on random leaves.

mod hash;
mod tree;

#[cfg(test)]
pub(crate) use hash::count;
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use tree::{Tree, root_of};
