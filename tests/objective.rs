//! The life of an objective: which moves are legal, what it remembers, and that its
//! record is enough to go on.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use std::sync::Arc;

use facts::{Log, key, millis, text};
use statelog::canonical::{Document, Form, to_bytes};
use statelog::event::scalar::Bytes32;
use statelog::event::{InitialStatus, ObjectiveCreated, ObjectiveKind, ObjectiveSource};
use statelog::state::view::ObjectiveStatus::{
    self, Approved, Completed, Failed, Rejected, Unapproved,
};
use statelog::state::{FactBody, Objective, ObjectiveMove, ObjectiveRecord};

fn created(status: InitialStatus) -> Arc<ObjectiveCreated> {
    Arc::new(ObjectiveCreated {
        objective_id: (*text("DirectFunding-0x01")).clone(),
        kind: ObjectiveKind::DirectFund,
        source: ObjectiveSource::LocalRequest,
        status,
        channel_id: Some(Bytes32::repeat_byte(1)),
        related_channels: None,
        role: None,
        peer: None,
        timestamp: None,
        causation_id: None,
        correlation_id: None,
    })
}

/// An objective with the log that it was folded from.
struct Given {
    log: Log,
    objective: Objective,
}

impl Given {
    fn new(status: InitialStatus) -> Self {
        let created = created(status);
        let mut log = Log::default();
        log.push(FactBody::ObjectiveCreated(key(0), Arc::clone(&created)));
        let mut objective = Objective::new(0, millis(1000), created);
        objective.touch(0, millis(1000));
        Self { log, objective }
    }

    fn when(&mut self, change: ObjectiveMove, by_participant: bool, id: Option<&str>) -> bool {
        let body = FactBody::ObjectiveMoved(key(0), change.clone());
        let offset = self.log.push(body);
        let last = self.log.0.last_mut().unwrap();
        last.correlation = id.map(text);
        self.objective.touch(offset, last.at);
        if let Some(id) = &last.correlation {
            self.objective.correlate(offset, id);
        }
        self.objective.apply(offset, &change, by_participant)
    }

    fn in_status(status: ObjectiveStatus) -> Self {
        let mut given = Self::new(InitialStatus::Unapproved);
        let path = match status {
            Unapproved => vec![],
            Approved => vec![ObjectiveMove::Approved],
            Rejected => vec![rejected(false)],
            Completed => vec![ObjectiveMove::Approved, ObjectiveMove::Completed],
            Failed => vec![ObjectiveMove::Approved, failed("no gas")],
        };
        for step in path {
            assert!(given.when(step, false, None));
        }
        assert_eq!(given.objective.status(), status);
        given
    }

    fn resumed(&self) -> Objective {
        let bytes = to_bytes(&self.objective.record());
        let document = Document::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let record = ObjectiveRecord::read(document.root()).unwrap();
        Objective::resume(&record, &self.log).unwrap()
    }

    fn assert_resumable(&self) {
        let resumed = self.resumed();
        assert_eq!(resumed.view(), self.objective.view());
        assert_eq!(resumed.since(), self.objective.since());
        assert_eq!(
            to_bytes(&resumed.record()),
            to_bytes(&self.objective.record())
        );
    }
}

fn rejected(notice: bool) -> ObjectiveMove {
    ObjectiveMove::Rejected { notice, by: None }
}

fn failed(error: &str) -> ObjectiveMove {
    ObjectiveMove::Failed(text(error))
}

fn progressed(waiting_for: &str) -> ObjectiveMove {
    ObjectiveMove::Progressed(text(waiting_for))
}

#[test]
fn o2_every_move_from_every_status_is_either_legal_or_changes_nothing() {
    let legal = |from, change: &ObjectiveMove, by_participant| match (from, change) {
        (Unapproved | Failed, ObjectiveMove::Approved) => Some(Approved),
        (Unapproved | Approved | Failed, ObjectiveMove::Rejected { notice, .. })
            if !notice || by_participant =>
        {
            Some(Rejected)
        }
        (Approved, ObjectiveMove::Completed) => Some(Completed),
        (Approved, ObjectiveMove::Failed(_)) => Some(Failed),
        (Approved, ObjectiveMove::Progressed(_)) => Some(Approved),
        _ => None,
    };
    let moves = [
        ObjectiveMove::Approved,
        rejected(false),
        rejected(true),
        progressed("WaitingForNothing"),
        ObjectiveMove::Completed,
        failed("stuck"),
    ];
    let mut legal_count = 0;
    for from in [Unapproved, Approved, Rejected, Completed, Failed] {
        for change in &moves {
            for by_participant in [false, true] {
                let mut given = Given::in_status(from);
                let before = given.objective.view();
                let since = given.objective.since();
                let changed = given.when(change.clone(), by_participant, None);
                let expected = legal(from, change, by_participant);
                let context = format!("{from:?} {change:?} {by_participant}");
                assert_eq!(changed, expected.is_some(), "{context}");
                let after = given.objective.view();
                assert_eq!(after.status, expected.unwrap_or(from), "{context}");
                if expected.is_none() {
                    assert_eq!(given.objective.since(), since, "{context}");
                    assert_eq!(after.error, before.error, "{context}");
                    assert_eq!(after.waiting_for, before.waiting_for, "{context}");
                } else {
                    legal_count += 1;
                }
                given.assert_resumable();
            }
        }
    }
    // Seven arrows; those without a notice count for both senders, three arrows also
    // exist as a participant's notice, and progress is made once per sender.
    assert_eq!(legal_count, 7 * 2 + 3 + 2);
}

#[test]
fn o3_a_late_rejection_leaves_a_completed_objective_completed() {
    let mut given = Given::in_status(Completed);
    assert!(!given.when(rejected(true), true, None));
    assert_eq!(given.objective.status(), Completed);
}

#[test]
fn o4_a_notice_counts_only_from_a_participant() {
    let mut given = Given::in_status(Approved);
    assert!(!given.when(rejected(true), false, None));
    assert_eq!(given.objective.status(), Approved);
    assert!(given.when(rejected(true), true, None));
    assert_eq!(given.objective.status(), Rejected);
}

#[test]
fn a_pause_point_is_shown_only_while_approved() {
    let mut given = Given::new(InitialStatus::Approved);
    given.when(progressed("WaitingForCompletePrefund"), false, None);
    given.when(progressed("WaitingForCompleteFunding"), false, None);
    let waiting = given.objective.view().waiting_for.unwrap();
    assert_eq!(waiting.as_str(), "WaitingForCompleteFunding");
    given.assert_resumable();
    given.when(failed("no gas"), false, None);
    assert_eq!(given.objective.view().waiting_for, None);
    assert_eq!(given.objective.view().error.unwrap().as_str(), "no gas");
    given.when(ObjectiveMove::Approved, false, None);
    assert_eq!(given.objective.view().waiting_for, None);
    assert_eq!(given.objective.view().error, None);
    given.assert_resumable();
}

#[test]
fn the_offset_that_set_the_status_is_kept_through_illegal_moves() {
    let mut given = Given::new(InitialStatus::Unapproved);
    assert_eq!(given.objective.since(), 0);
    given.when(ObjectiveMove::Completed, false, None);
    given.when(ObjectiveMove::Approved, false, None);
    given.when(ObjectiveMove::Approved, false, None);
    assert_eq!(given.objective.since(), 2);
}

#[test]
fn correlation_ids_are_kept_once_in_order_of_first_appearance() {
    let mut given = Given::new(InitialStatus::Approved);
    for id in ["b", "a", "b", "c", "a"] {
        given.when(progressed("x"), false, Some(id));
    }
    let ids = given.objective.view().correlation_ids;
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["b", "a", "c"]);
    given.assert_resumable();
}

#[test]
fn counters_tell_first_and_last_event() {
    let mut given = Given::new(InitialStatus::Approved);
    given.when(progressed("x"), false, None);
    given.when(ObjectiveMove::Completed, false, None);
    let view = given.objective.view();
    assert_eq!(view.event_count.get(), 3);
    assert_eq!((view.first_offset.get(), view.last_offset.get()), (0, 2));
    assert_eq!(
        (view.created_at, view.updated_at),
        (millis(1000), millis(1002))
    );
}

#[test]
fn a_record_of_another_log_is_refused() {
    let given = Given::in_status(Failed);
    let mut record = given.objective.record();
    record.since = record.created;
    let error = Objective::resume(&record, &given.log).unwrap_err();
    assert_eq!((error.offset, error.expected), (0, "objective_failed"));
    assert!(Objective::resume(&given.objective.record(), &Log::default()).is_err());
}

#[test]
fn a_copy_does_not_see_later_moves() {
    let mut given = Given::new(InitialStatus::Approved);
    given.when(progressed("x"), false, Some("a"));
    let copy = given.objective.clone();
    let before = copy.view();
    given.when(ObjectiveMove::Completed, false, Some("b"));
    assert_eq!(copy.view(), before);
    assert_ne!(given.objective.view(), before);
}
