//! The event-sourced log for state channels.
//!
//! A state channel node decides about money from what it remembers. This crate keeps
//! the events that led to the state: an append-only log is the only source of truth,
//! and objectives, channels and balances are derived from it by a deterministic fold,
//! for now or for any past length. Every event has an id (its RFC 6962 leaf hash) and
//! every length a Merkle root, so that whoever holds the log can check it.
//!
//! Start with [`EventStore`]. `docs/architecture.md` in the repository shows how the
//! modules fit together; they are listed here in reading order.

// Domain: what the words mean.
pub mod event;
pub mod go_nitro;
pub mod nitro;
pub mod rules;
pub mod state;

// Mechanism: knows offsets and bytes, never channels.
pub mod canonical;
pub mod chunked;
pub mod dispatch;
pub mod journal;
pub mod limits;
pub mod log;
pub mod merkle;
mod order;
pub mod replay;
pub mod snapshot;

// Composition.
mod error;
pub mod store;

pub use dispatch::EventDispatcher;
pub use error::{Damage, Error, ErrorKind};
pub use event::Event;
pub use journal::LogId;
pub use log::EventLog;
pub use replay::StateReconstructor;
pub use snapshot::SnapshotManager;
pub use state::view::{ChannelState, LogState, ObjectiveState};
pub use store::{
    AppendOptions, AppendResult, EventStore, EventStoreOptions, RecordedEvent, Snapshot,
    VerifySignatures,
};

// Shell: the only place that names JavaScript.
#[cfg(target_arch = "wasm32")]
pub mod wasm;
