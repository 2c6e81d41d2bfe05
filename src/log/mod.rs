//! The append-only log: bytes, dense offsets, ids and an index by opaque keys.

mod index;

pub use index::{Index, Key, KeyId};
