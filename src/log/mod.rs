//! The append-only log: bytes, dense offsets, ids, commits, and an index by opaque
//! keys. It knows nothing of what the bytes mean.

mod commits;
mod event_log;
mod index;
mod lookup;

pub use commits::{Commit, Commits};
pub use event_log::EventLog;
pub use index::{Index, Key, KeyId};
pub use lookup::Lookup;
