//! The event store: append, read, reconstruct, verify, transfer.
//!
//! It composes domain and mechanism and knows no callbacks: the shell asks it for
//! deliveries. It does no I/O and has no clock; time arrives as an argument.

mod append;
mod audit;
mod chain_facts;
mod check;
mod diff;
mod durable;
mod export;
mod facts;
mod finding_changes;
mod fold;
mod given;
mod import;
mod known;
mod read;
mod reconstruct;
mod signers;
mod snapshots;
mod stored_log;
mod verify;

pub use append::{AppendOptions, AppendResult};
pub use check::VerifySignatures;
pub use diff::StateChange;
pub use facts::Facts;
pub use given::Given;
pub use import::ImportOptions;
pub use read::RecordedEvent;
pub use snapshots::{Discarded, Snapshot};
pub use stored_log::{Repair, StoredLog, Verdict};
pub use verify::{Problem, VerifyReport};

use crate::dispatch::EventDispatcher;
use crate::error::{Error, ErrorKind};
use crate::event::scalar::Millis;
use crate::journal::LogId;
use crate::log::EventLog;
use crate::replay::StateReconstructor;
use crate::state::{FoldState, ViewOptions};
use audit::Judged;
use check::CheckedLog;
use durable::Stored;
use known::Known;
use signers::Signers;

/// What a store is opened with.
#[derive(Clone, Debug)]
pub struct EventStoreOptions {
    /// The id of the log, drawn at random by the caller.
    pub log_id: LogId,
    /// The least number of events between automatic snapshots; 0 takes none.
    pub snapshot_interval: u64,
    /// When signatures are compared with the signers that they name.
    pub verify_signatures: VerifySignatures,
    /// How state is shown.
    pub view: ViewOptions,
}

/// The default of [`EventStoreOptions::snapshot_interval`].
pub const DEFAULT_SNAPSHOT_INTERVAL: u64 = 1_000;

impl EventStoreOptions {
    /// The defaults, for a log with this id.
    #[must_use]
    pub fn new(log_id: LogId) -> Self {
        Self {
            log_id,
            snapshot_interval: DEFAULT_SNAPSHOT_INTERVAL,
            verify_signatures: VerifySignatures::Append,
            view: ViewOptions::default(),
        }
    }
}

/// An append-only log of events and everything that is derived from it.
///
/// It is `Send`; threads share it behind a `Mutex`.
///
/// ```
/// use statelog::{AppendOptions, EventStore, EventStoreOptions, LogId};
/// let mut store = EventStore::new(EventStoreOptions::new(LogId::new([7; 16])));
/// let event = r#"{ "type": "objective_approved", "objectiveId": "o", "by": "api" }"#;
/// let appended = store.append_json(event, 1_767_225_600_000, AppendOptions::default())?;
/// assert_eq!(appended.offset, 0);
/// assert_eq!(store.len(), 1);
/// # Ok::<(), statelog::Error>(())
/// ```
#[derive(Debug)]
pub struct EventStore {
    log: EventLog,
    facts: Facts,
    judged: Judged,
    known: Known,
    signers: Signers,
    checked: CheckedLog,
    states: StateReconstructor<FoldState>,
    dispatcher: EventDispatcher,
    options: EventStoreOptions,
    last_timestamp: Millis,
    /// How much of the log is in storage; `None` if it is in memory only.
    stored: Option<Stored>,
    closed: bool,
}

impl EventStore {
    /// An empty store.
    #[must_use]
    pub fn new(options: EventStoreOptions) -> Self {
        Self {
            log: EventLog::new(),
            facts: Facts::default(),
            judged: Judged::default(),
            known: Known::default(),
            signers: Signers::default(),
            checked: CheckedLog::default(),
            states: StateReconstructor::new(options.snapshot_interval),
            dispatcher: EventDispatcher::default(),
            options,
            last_timestamp: Millis::default(),
            stored: None,
            closed: false,
        }
    }

    /// The number of events: the next offset.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.log.len()
    }

    /// Whether the log has no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    /// The id of the log.
    #[must_use]
    pub fn log_id(&self) -> LogId {
        self.options.log_id
    }

    /// The subscriptions.
    pub fn dispatcher_mut(&mut self) -> &mut EventDispatcher {
        &mut self.dispatcher
    }

    /// The subscriptions.
    #[must_use]
    pub fn dispatcher(&self) -> &EventDispatcher {
        &self.dispatcher
    }

    /// Closes the store and gives back its memory: nothing can be appended any more,
    /// nothing is left to read, and nobody is subscribed. Only the id of the log
    /// stays. Closing twice is fine.
    pub fn close(&mut self) {
        *self = Self::new(self.options.clone());
        self.closed = true;
    }

    /// Fails once the store was closed.
    ///
    /// # Errors
    /// `CLOSED`.
    pub fn check_open(&self) -> Result<(), Error> {
        if self.closed {
            Err(ErrorKind::Closed.into())
        } else {
            Ok(())
        }
    }
}
