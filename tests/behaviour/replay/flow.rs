//! The whole way: append, derive, take a snapshot, lose everything but the text, go on.

use serde_json::{Value as Json, json};
use statelog::event::EventType;
use statelog::replay::{Fold, Source, StateReconstructor};
use statelog::state::view::ObjectiveStatus;

use crate::support::store::{
    NOW, append, empty, example, file, import_with, note, state_json, with,
};
use crate::support::test;
use crate::support::workload::{Realistic, Shape};

/// The event of a type about an objective of ours.
fn of(event_type: EventType, id: &str) -> Json {
    let own = json!({ "objectiveId": id, "correlationId": null });
    let event = with(&example(event_type), &own);
    match event_type {
        EventType::ObjectiveCreated => json!({
            "type": "objective_created",
            "objectiveId": id,
            "kind": "other",
            "source": "local_request",
            "status": "unapproved",
            "timestamp": NOW,
        }),
        _ => event,
    }
}

#[test]
fn an_empty_log_has_an_empty_state() {
    let store = empty();
    let state = store.reconstruct(None).unwrap();
    assert_eq!(state.length.get(), 0);
    assert!(state.objectives.is_empty() && state.channels.is_empty() && state.chains.is_empty());
    assert_eq!(store.reconstruct_objective("a", None).unwrap(), None);
    assert_eq!(store.reconstruct(Some(0)).unwrap(), state);
    assert!(store.reconstruct(Some(1)).is_err());
    assert!(store.verify().ok);
}

#[test]
fn an_objective_is_created_approved_and_completed_whatever_happens_around_it() {
    use EventType::{ObjectiveApproved, ObjectiveCompleted, ObjectiveCreated};
    let mut store = empty();
    let life = [ObjectiveCreated, ObjectiveApproved, ObjectiveCompleted];
    for (step, event_type) in life.into_iter().enumerate() {
        append(&mut store, &note(step)).unwrap();
        append(&mut store, &of(event_type, "a")).unwrap();
        if event_type == ObjectiveCreated {
            append(&mut store, &of(event_type, "b")).unwrap();
        }
    }
    let at = |length| {
        let state = store.reconstruct_objective("a", Some(length)).unwrap();
        state.map(|state| (state.status, state.event_count.get()))
    };
    use ObjectiveStatus::{Approved, Completed, Unapproved};
    let expected = [
        None,
        None,
        Some((Unapproved, 1)),
        Some((Unapproved, 1)),
        Some((Unapproved, 1)),
        Some((Approved, 2)),
        Some((Approved, 2)),
        Some((Completed, 3)),
    ];
    let states: Vec<_> = (0..=store.len()).map(at).collect();
    assert_eq!(states, expected);
    assert_eq!(store.objective_offsets("a", 0..u64::MAX), [1, 4, 6]);
    let state = store.reconstruct_objective("a", None).unwrap().unwrap();
    assert_eq!(state.objective_id.as_str(), "a");
    assert_eq!((state.first_offset.get(), state.last_offset.get()), (1, 6));
    let other = store.reconstruct_objective("b", None).unwrap().unwrap();
    assert_eq!((other.status, other.event_count.get()), (Unapproved, 1));
}

/// A thousand events, a snapshot, five hundred more; then only the text and the
/// snapshot are left.
#[test]
fn a_snapshot_and_the_text_bring_everything_back() {
    let events: Vec<_> = Realistic::new(7, Shape::default()).take(1_500).collect();
    let (before, after) = events.split_at(1_000);
    let mut store = import_with(&file(before, &[1, 7]), 0);
    let snapshot = store.create_snapshot(0).unwrap();
    assert_eq!((snapshot.length, snapshot.offset), (1_000, Some(1_000)));
    let committed = store.read(0..u64::MAX).map(|recorded| recorded.event);
    let all: Vec<_> = committed.chain(after.iter().cloned()).collect();
    let whole = import_with(&file(&all, &[5, 1]), 0);
    assert_eq!(whole.len(), 1_501);

    let mut recovered = import_with(&whole.export(None), 0);
    recovered.restore(&snapshot).unwrap();
    for at in [1_000, 1_001, 1_250, 1_501] {
        assert_eq!(
            state_json(&recovered, Some(at)),
            state_json(&whole, Some(at)),
            "length {at}"
        );
    }
    assert_eq!(recovered.export(None), whole.export(None));
    assert!(recovered.verify().ok);
}

/// A fold that counts what is applied to it and to its copies.
#[derive(Clone, Default)]
struct Counting {
    length: u64,
    applied: std::rc::Rc<std::cell::Cell<u64>>,
}

impl Fold for Counting {
    type Fact = ();

    fn length(&self) -> u64 {
        self.length
    }

    fn apply(&mut self, offset: u64, (): &()) {
        assert_eq!(offset, self.length, "facts come in order");
        self.length += 1;
        self.applied.set(self.applied.get() + 1);
    }

    fn settle(&mut self) {}

    fn entity_count(&self) -> usize {
        0
    }

    fn is_same(&self, other: &Self) -> bool {
        self.length == other.length
    }
}

struct Facts(Vec<()>);

impl Source<Counting> for Facts {
    fn facts_from(&self, offset: u64) -> impl Iterator<Item = &()> {
        self.0.iter().skip(offset as usize)
    }
}

#[test]
fn replay_from_a_snapshot_applies_only_what_came_after_it() {
    let facts = Facts(vec![(); 1_500]);
    let mut states = StateReconstructor::<Counting>::new(1_000);
    let counter = states.live().applied.clone();
    for fact in &facts.0 {
        states.apply(fact);
        states.settle();
    }
    assert_eq!(counter.replace(0), 1_500);
    assert_eq!(states.snapshots().len(), 1);
    assert_eq!(states.at(1_499, &facts).length, 1_499);
    assert_eq!(counter.replace(0), 499, "from the snapshot at 1,000");
    assert_eq!(states.at(1_500, &facts).length, 1_500);
    assert_eq!(counter.replace(0), 0, "the live state");
    assert_eq!(states.at(1_000, &facts).length, 1_000);
    assert_eq!(counter.replace(0), 0, "the snapshot itself");
    let from_start = StateReconstructor::from_start(1_499, &facts);
    assert_eq!(from_start.length, 1_499);
    assert_eq!(from_start.applied.get(), 1_499);
}
