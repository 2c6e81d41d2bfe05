//! Committed snapshots: made, found and taken back.

use super::EventStore;
use super::facts::kind;
use crate::canonical::{Document, Form, Invalid, Writer};
use crate::error::Error;
use crate::event::scalar::{Bytes32, Offset};
use crate::event::{Event, SnapshotCreated};
use crate::merkle::{Hash, leaf_hash, root_of};
use crate::order;
use crate::state::{EntityRecord, FOLD_VERSION, FoldState};

/// A state of the fold at a length. It can be resumed only together with its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The number of events that the state is folded from.
    pub length: u64,
    /// The hash of the state.
    pub state_hash: Hash,
    /// The version of the fold.
    pub fold_version: u32,
    /// The offset of the `snapshot_created` that commits to it; `None` for an
    /// automatic one.
    pub offset: Option<u64>,
    /// The canonical bytes of the entities, in order; empty if it was only looked up.
    pub entities: Vec<Vec<u8>>,
}

/// Why a snapshot is not used. The answer is the same without it, only slower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discarded {
    /// It was made by another version of the fold.
    FoldVersion {
        /// That version.
        found: u32,
    },
    /// No `snapshot_created` of the log commits to it.
    NotCommitted,
    /// Its entities do not hash to the committed state hash.
    WrongHash {
        /// The committed hash.
        committed: Hash,
        /// The hash of the entities.
        found: Hash,
    },
    /// An entity cannot be read.
    Malformed(String),
}

impl std::fmt::Display for Discarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FoldVersion { found } => write!(
                f,
                "the snapshot was made by fold version {found}, this is {FOLD_VERSION}"
            ),
            Self::NotCommitted => f.write_str("no event of the log commits to the snapshot"),
            Self::WrongHash { committed, found } => write!(
                f,
                "the snapshot hashes to {found}, the log commits to {committed}"
            ),
            Self::Malformed(reason) => write!(f, "the snapshot cannot be read: {reason}"),
        }
    }
}

impl std::error::Error for Discarded {}

impl Discarded {
    /// A stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::FoldVersion { .. } => "FOLD_VERSION",
            Self::NotCommitted => "NOT_COMMITTED",
            Self::WrongHash { .. } => "WRONG_HASH",
            Self::Malformed(_) => "MALFORMED",
        }
    }

    /// Writes the reason as it is told to callers: its code and its message.
    pub fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.member("code");
            out.string(self.code());
            out.member("message");
            out.string(&self.to_string());
        });
    }
}

impl EventStore {
    /// Commits to the present state: appends `snapshot_created` and gives the snapshot.
    ///
    /// # Errors
    /// `CLOSED`, or `INVALID_ARGUMENT` if the clock is no time.
    pub fn create_snapshot(&mut self, now: u64) -> Result<Snapshot, Error> {
        self.check_open()?;
        let state = self.states.live().clone();
        let (length, state_hash) = (self.len(), state.state_hash());
        let event = SnapshotCreated {
            length: Offset::new(length).unwrap_or(Offset::MAX),
            state_hash,
            fold_version: FOLD_VERSION,
            timestamp: None,
            causation_id: None,
            correlation_id: None,
        };
        let appended = self.append(event.into(), now, super::AppendOptions::default())?;
        self.states.snapshots_mut().insert(state.clone());
        Ok(Snapshot {
            length,
            state_hash,
            fold_version: FOLD_VERSION,
            offset: Some(appended.offset),
            entities: state.entity_bytes().collect(),
        })
    }

    /// The bytes of the snapshot of the state after the events `[0, length)`, to be kept
    /// beside the log: [`Snapshot::to_bytes`].
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `length` is beyond that of the log.
    pub fn snapshot_bytes(&self, length: u64) -> Result<Vec<u8>, Error> {
        let state = self.state(Some(length))?;
        let snapshot = Snapshot {
            length,
            state_hash: state.state_hash(),
            fold_version: FOLD_VERSION,
            offset: None,
            entities: state.entity_bytes().collect(),
        };
        Ok(snapshot.to_bytes())
    }

    /// The snapshot with the greatest length up to `before`, automatic or committed
    /// and of the running fold version.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `before` is beyond the length.
    pub fn latest_snapshot(&self, before: Option<u64>) -> Result<Option<Snapshot>, Error> {
        let before = self.check_at(before)?;
        let automatic = self.states.snapshots().at_or_below(before);
        let automatic = automatic.map(|state| Snapshot {
            length: state.length(),
            state_hash: state.state_hash(),
            fold_version: FOLD_VERSION,
            offset: None,
            entities: Vec::new(),
        });
        let committed = self.committed_snapshot(before);
        Ok(match (automatic, committed) {
            (Some(automatic), Some(committed)) if automatic.length > committed.length => {
                Some(automatic)
            }
            (automatic, committed) => committed.or(automatic),
        })
    }

    /// The longest snapshot up to `before` that the log commits to, among equals the one
    /// committed to last.
    fn committed_snapshot(&self, before: u64) -> Option<Snapshot> {
        let usable = |held: &Snapshot| held.length <= before && held.fold_version == FOLD_VERSION;
        let is_true = |held: &Snapshot| {
            self.states.at(held.length, &self.facts).state_hash() == held.state_hash
        };
        let mut held: Vec<_> = self.commitments().filter(usable).collect();
        order::sort_by(&mut held, |left, right| left.length.cmp(&right.length));
        // Normally the last one is true, and the others need no look. In a log with
        // false ones, ascending lengths make one replay serve all of them.
        let last = held.pop()?;
        if is_true(&last) {
            return Some(last);
        }
        held.into_iter().filter(is_true).last()
    }

    /// Every `snapshot_created` that can be true: none is ahead of its own offset.
    fn commitments(&self) -> impl Iterator<Item = Snapshot> + '_ {
        let index = self.log.index();
        let key = index.find(kind::SNAPSHOT, &[]);
        let offsets = key.map(|key| index.postings(key)).unwrap_or_default();
        offsets.iter().filter_map(|offset| {
            let offset = u64::from(*offset);
            let Some(Event::SnapshotCreated(event)) = self.event(offset) else {
                return None;
            };
            if event.length.get() > offset {
                return None;
            }
            Some(Snapshot {
                length: event.length.get(),
                state_hash: event.state_hash,
                fold_version: event.fold_version,
                offset: Some(offset),
                entities: Vec::new(),
            })
        })
    }

    /// Takes a snapshot that was kept elsewhere, after proving it against the log:
    /// replay can start from it then.
    ///
    /// # Errors
    /// [`Discarded`] with the reason why the snapshot is not used.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), Discarded> {
        if snapshot.fold_version != FOLD_VERSION {
            let found = snapshot.fold_version;
            return Err(Discarded::FoldVersion { found });
        }
        let found = root_of(snapshot.entities.iter().map(|b| leaf_hash(b)));
        // Another event may commit to something else at the same length: one that
        // commits to these entities is enough, and without one the first is named.
        let committed = self
            .commitments()
            .filter(|held| held.length == snapshot.length && held.fold_version == FOLD_VERSION)
            .map(|held| held.state_hash)
            .reduce(|first, other| if other == found { other } else { first })
            .ok_or(Discarded::NotCommitted)?;
        check_hash(committed, found)?;
        let mut records = Vec::with_capacity(snapshot.entities.len());
        for bytes in &snapshot.entities {
            records.push(read_record(bytes)?);
        }
        let state = FoldState::resume(snapshot.length, &records, &self.facts)
            .map_err(|error| Discarded::Malformed(error.to_string()))?;
        check_hash(committed, state.state_hash())?;
        self.states.snapshots_mut().insert(state);
        Ok(())
    }
}

impl EventStore {
    /// Takes a snapshot that [`EventStore::snapshot_bytes`] wrote, like
    /// [`EventStore::restore`], and gives its length.
    ///
    /// # Errors
    /// [`Discarded`].
    pub fn restore_bytes(&mut self, bytes: &[u8]) -> Result<u64, Discarded> {
        let snapshot = Snapshot::from_bytes(bytes)?;
        self.restore(&snapshot)?;
        Ok(snapshot.length)
    }
}

fn check_hash(committed: Bytes32, found: Bytes32) -> Result<(), Discarded> {
    if committed == found {
        Ok(())
    } else {
        Err(Discarded::WrongHash { committed, found })
    }
}

fn read_snapshot(text: &str) -> Result<Snapshot, Invalid> {
    // Around an entity there are the snapshot and its list.
    let document = Document::parse_wrapped(text, 2)?;
    let root = document.root();
    let member = |name| root.member(name).ok_or_else(|| Invalid::missing(name));
    let entities = member("entities")?.array()?;
    let version = member("foldVersion")?.number()?;
    Ok(Snapshot {
        length: member("length")?.number()?,
        state_hash: Hash::read(member("stateHash")?)?,
        fold_version: u32::try_from(version).unwrap_or(u32::MAX),
        offset: None,
        entities: entities.map(|entity| entity.raw().into()).collect(),
    })
}

fn read_record(bytes: &[u8]) -> Result<EntityRecord, Discarded> {
    let malformed = |reason: String| Discarded::Malformed(reason);
    let text = std::str::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
    let document = Document::parse(text).map_err(|error| malformed(error.to_string()))?;
    let record = EntityRecord::read(document.root());
    record.map_err(|error| malformed(error.to_string()))
}

impl Snapshot {
    /// The snapshot with its entities as canonical JSON, to be kept beside the log.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.object(|out| {
            out.member("entities");
            out.array(self.entities.iter(), |entity, out| out.verbatim(entity));
            out.member("foldVersion");
            out.number(u64::from(self.fold_version));
            out.member("length");
            out.number(self.length);
            out.member("stateHash");
            self.state_hash.write(out);
        });
        out.into_bytes()
    }

    /// Reads what [`Snapshot::to_bytes`] wrote. Whether it is true shows when it is
    /// restored.
    ///
    /// # Errors
    /// [`Discarded::Malformed`] if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Discarded> {
        let malformed = |reason: String| Discarded::Malformed(reason);
        let text = std::str::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
        read_snapshot(text).map_err(|error| malformed(error.to_string()))
    }

    /// The snapshot without its entities as canonical JSON, as callers see it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        out.object(|out| {
            out.member("committed");
            out.boolean(self.offset.is_some());
            out.member("foldVersion");
            out.number(u64::from(self.fold_version));
            out.member("length");
            out.number(self.length);
            if let Some(offset) = self.offset {
                out.member("offset");
                out.number(offset);
            }
            out.member("stateHash");
            self.state_hash.write(out);
        });
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }
}
