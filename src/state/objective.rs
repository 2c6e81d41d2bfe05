//! What the log says about one objective.
//!
//! The status moves only along the arrows that the protocol knows:
//!
//! ```text
//! unapproved ─▶ approved ─▶ completed
//!     │          │   ▲ │
//!     ▼          ▼   │ ▼
//!  rejected ◀───┴── failed
//! ```
//!
//! Any other move leaves the status as it was: completed and rejected are final.
//! `tests/objective.rs` tries every move from every status.

use std::sync::Arc;

use super::resume::{ResumeError, fact_at};
use super::tree::{List, Tree};
use super::view::{ObjectiveState, ObjectiveStatus};
use super::{Counters, FactBody, History, ObjectiveMove};
use crate::event::scalar::{Bytes32, Millis, Offset, Text};
use crate::event::{InitialStatus, ObjectiveCreated, ObjectiveKind};
use crate::merkle::leaf_hash;
use crate::record;

/// An objective as the fold keeps it. Copies share their contents.
#[derive(Clone, Debug)]
pub struct Objective {
    created: Arc<ObjectiveCreated>,
    counters: Counters,
    status: ObjectiveStatus,
    /// The offset of the event that set the status.
    since: u64,
    /// What it waits for, with the offset that says so; only while approved.
    waiting_for: Option<(u64, Arc<Text>)>,
    /// What went wrong; only while failed.
    error: Option<Arc<Text>>,
    /// The correlation ids in order of first appearance, with the offset of it.
    correlations: List<(u64, Arc<Text>)>,
    /// The hashes of these ids.
    correlated: Tree<Bytes32, ()>,
}

record! {
    /// What the fold needs to go on with an objective; texts stand in the events that
    /// it refers to.
    pub struct ObjectiveRecord {
        /// The offset of its creation.
        created "created" Offset,
        /// The number of events that belong to it.
        events "events" Offset,
        /// The offset of its last event.
        last "last" Offset,
        /// When its last event was recorded.
        updated_at "updatedAt" Millis,
        /// How far it has got.
        status "status" ObjectiveStatus,
        /// The offset of the event that set the status.
        since "since" Offset,
        /// The offset of the first event with each correlation id.
        correlations "correlations" Vec<Offset>,
    } optional {
        /// The offset of the event that says what it waits for.
        waiting "waiting" Offset,
    }
}

impl Objective {
    /// The objective that the event at `offset` creates.
    #[must_use]
    pub fn new(offset: u64, at: Millis, created: Arc<ObjectiveCreated>) -> Self {
        let status = match created.status {
            InitialStatus::Unapproved => ObjectiveStatus::Unapproved,
            InitialStatus::Approved => ObjectiveStatus::Approved,
        };
        Self {
            created,
            counters: Counters::new(offset, at),
            status,
            since: offset,
            waiting_for: None,
            error: None,
            correlations: List::default(),
            correlated: Tree::default(),
        }
    }

    /// Counts an event that belongs to the objective.
    pub fn touch(&mut self, offset: u64, at: Millis) {
        self.counters.touch(offset, at);
    }

    /// Notes the correlation id of an event that belongs to the objective.
    pub fn correlate(&mut self, offset: u64, id: &Arc<Text>) {
        // The events of one action carry one id, so it is nearly always the last one.
        let last = self.correlations.last();
        if last.is_some_and(|(_, last)| last == id) {
            return;
        }
        let hash = leaf_hash(id.as_str().as_bytes());
        if self.correlated.get(&hash).is_none() {
            self.correlations.push((offset, Arc::clone(id)));
            self.correlated.insert(hash, ());
        }
    }

    /// Applies a move; says whether anything changed.
    ///
    /// `by_participant` says whether the sender of a rejection notice is a
    /// participant of the channel that the objective owns. Other notices have no
    /// effect: anybody could send them. It does not matter for other moves.
    pub fn apply(&mut self, offset: u64, change: &ObjectiveMove, by_participant: bool) -> bool {
        use ObjectiveStatus::{Approved, Completed, Failed, Rejected, Unapproved};
        match (self.status, change) {
            (Unapproved | Failed, ObjectiveMove::Approved) => self.enter(Approved, offset),
            (Unapproved | Approved | Failed, ObjectiveMove::Rejected { notice, .. })
                if by_participant || !notice =>
            {
                self.enter(Rejected, offset);
            }
            (Approved, ObjectiveMove::Completed) => self.enter(Completed, offset),
            (Approved, ObjectiveMove::Failed(error)) => {
                self.enter(Failed, offset);
                self.error = Some(Arc::clone(error));
            }
            (Approved, ObjectiveMove::Progressed(waiting_for)) => {
                self.waiting_for = Some((offset, Arc::clone(waiting_for)));
            }
            _ => return false,
        }
        true
    }

    fn enter(&mut self, status: ObjectiveStatus, offset: u64) {
        self.status = status;
        self.since = offset;
        self.waiting_for = None;
        self.error = None;
    }

    /// The event that created it.
    #[must_use]
    pub fn created(&self) -> &Arc<ObjectiveCreated> {
        &self.created
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &Text {
        &self.created.objective_id
    }

    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> ObjectiveKind {
        self.created.kind
    }

    /// The channel that it owns.
    #[must_use]
    pub fn channel_id(&self) -> Option<Bytes32> {
        self.created.channel_id
    }

    /// How far it has got.
    #[must_use]
    pub fn status(&self) -> ObjectiveStatus {
        self.status
    }

    /// The offset of the event that set the status.
    #[must_use]
    pub fn since(&self) -> u64 {
        self.since
    }

    /// What it has counted.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The objective as callers see it.
    #[must_use]
    pub fn view(&self) -> ObjectiveState {
        let text = |text: &Arc<Text>| (**text).clone();
        ObjectiveState {
            objective_id: self.created.objective_id.clone(),
            kind: self.created.kind,
            status: self.status,
            related_channels: self.created.related_channels.clone().unwrap_or_default(),
            source: self.created.source,
            correlation_ids: self.correlations.iter().map(|(_, id)| text(id)).collect(),
            created_at: self.counters.created_at,
            updated_at: self.counters.updated_at,
            event_count: as_offset(self.counters.event_count),
            first_offset: as_offset(self.counters.first_offset),
            last_offset: as_offset(self.counters.last_offset),
            findings: Vec::new(),
            channel_id: self.created.channel_id,
            waiting_for: self.waiting_for.as_ref().map(|(_, waiting)| text(waiting)),
            error: self.error.as_ref().map(text),
        }
    }

    /// What the fold needs to go on.
    #[must_use]
    pub fn record(&self) -> ObjectiveRecord {
        ObjectiveRecord {
            created: as_offset(self.counters.first_offset),
            events: as_offset(self.counters.event_count),
            last: as_offset(self.counters.last_offset),
            updated_at: self.counters.updated_at,
            status: self.status,
            since: as_offset(self.since),
            correlations: self
                .correlations
                .iter()
                .map(|(offset, _)| as_offset(*offset))
                .collect(),
            waiting: self.waiting_for.as_ref().map(|(at, _)| as_offset(*at)),
        }
    }

    /// Goes on from a record of the same log.
    ///
    /// # Errors
    /// [`ResumeError`] if the record refers to an event that is not of the kind that
    /// it needs.
    pub fn resume(record: &ObjectiveRecord, history: &impl History) -> Result<Self, ResumeError> {
        let (at, created) = fact_at(
            history,
            record.created.get(),
            "objective_created",
            |body, fact| match body {
                FactBody::ObjectiveCreated(_, created) => Some((fact.at, Arc::clone(created))),
                _ => None,
            },
        )?;
        let mut objective = Self::new(record.created.get(), at, created);
        objective.counters.event_count = record.events.get();
        objective.counters.last_offset = record.last.get();
        objective.counters.updated_at = record.updated_at;
        objective.status = record.status;
        objective.since = record.since.get();
        if let Some(waiting) = record.waiting {
            let text = text_at(history, waiting, "objective_progressed")?;
            objective.waiting_for = Some((waiting.get(), text));
        }
        if record.status == ObjectiveStatus::Failed {
            objective.error = Some(text_at(history, record.since, "objective_failed")?);
        }
        for offset in &record.correlations {
            let offset = offset.get();
            let expected = "an event with a correlation id";
            let id = fact_at(history, offset, expected, |_, fact| {
                fact.correlation.as_ref()
            })?;
            objective.correlate(offset, id);
        }
        Ok(objective)
    }
}

/// The text of a move that has one.
fn text_at(
    history: &impl History,
    offset: Offset,
    expected: &'static str,
) -> Result<Arc<Text>, ResumeError> {
    fact_at(history, offset.get(), expected, |body, _| match body {
        FactBody::ObjectiveMoved(
            _,
            ObjectiveMove::Progressed(text) | ObjectiveMove::Failed(text),
        ) => Some(Arc::clone(text)),
        _ => None,
    })
}

/// A count or offset as a number of the format. Logs are far shorter than 2^53
/// events, so nothing is ever cut.
pub(super) fn as_offset(value: u64) -> Offset {
    Offset::new(value).unwrap_or(Offset::MAX)
}
