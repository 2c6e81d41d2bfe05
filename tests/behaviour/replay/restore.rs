//! A committed snapshot that comes back is used if it is proven, and only then.

use serde_json::json;
use statelog::merkle::{leaf_hash, root_of};
use statelog::state::FOLD_VERSION;
use statelog::store::Discarded;
use statelog::{EventStore, Snapshot};

use crate::support::seed::Random;
use crate::support::store::{
    NOW, append, assert_same, empty, for_random_logs, import_after, import_with, is_sound, note,
    samples, state_json,
};
use crate::support::test;

/// A store with the first events of a log, then a committed snapshot, then the rest, and
/// a note, so that the state after the rest is replayed, not the one at hand.
fn with_snapshot_at(text: &[u8], at: u64) -> (EventStore, Snapshot) {
    let whole = import_with(text, 0);
    let mut store = import_with(&whole.export(Some(at)), 0);
    let snapshot = store.create_snapshot(0).unwrap();
    let rest: Vec<_> = whole.read(at..u64::MAX).map(|event| event.event).collect();
    let all = store.read(0..u64::MAX).map(|event| event.event);
    let mut all: Vec<_> = all.chain(rest).collect();
    all.push(crate::support::examples::event(&note(0)));
    let store = import_with(&crate::support::store::file(&all, &[2, 1, 3]), 0);
    (store, snapshot)
}

pub(super) fn assert_continues(name: &str, text: &[u8], at: u64) {
    let (store, snapshot) = with_snapshot_at(text, at);
    let context = format!("{name}, snapshot at {at}");
    assert_eq!(
        (snapshot.length, snapshot.offset),
        (at, Some(at)),
        "{context}"
    );
    assert_eq!(
        store.state_hash(Some(at)).unwrap(),
        snapshot.state_hash,
        "{context}"
    );
    // snapshot_created does not disturb the state that it commits to.
    assert_eq!(
        store.state_hash(Some(at + 1)).unwrap(),
        snapshot.state_hash,
        "{context}"
    );

    let mut resumed = import_with(&store.export(None), 0);
    resumed
        .restore(&snapshot)
        .unwrap_or_else(|error| panic!("{context}: {error}"));
    for length in (at..=store.len()).rev() {
        let (got, expected) = (
            state_json(&resumed, Some(length)),
            state_json(&store, Some(length)),
        );
        assert_same(&got, &expected, &format!("{context}, length {length}"));
    }
    let entities: Vec<_> = resumed.state(Some(at)).unwrap().entity_bytes().collect();
    assert_eq!(entities, snapshot.entities, "{context}");
}

#[test]
fn a_snapshot_of_a_sample_is_restored_at_every_length_and_continues_like_the_fold() {
    // A page that is busy for half a minute is taken for dead, so it restores fewer.
    let step = if cfg!(target_arch = "wasm32") { 5 } else { 1 };
    for (name, text) in samples() {
        for at in (0..=import_with(&text, 0).len()).step_by(step) {
            assert_continues(&name, &text, at);
        }
    }
}

#[test]
fn a_snapshot_of_a_random_log_is_restored_and_continues_like_the_fold() {
    for_random_logs(200, |seed, text| {
        let length = import_with(text, 0).len();
        for part in [1, 2, 3] {
            assert_continues(&format!("seed {seed}"), text, length * part / 4);
        }
    });
}

#[test]
fn a_committed_snapshot_is_found_again_as_the_latest() {
    // A commitment further behind would be false after another one comes in before it.
    let holds_none = |text: &[u8]| import_with(text, 0).latest_snapshot(None) == Ok(None);
    for (name, text) in samples().into_iter().filter(|(_, text)| holds_none(text)) {
        let at = import_with(&text, 0).len() / 2;
        let (store, snapshot) = with_snapshot_at(&text, at);
        let found = store.latest_snapshot(None).unwrap().unwrap();
        let looked_up = Snapshot {
            entities: Vec::new(),
            ..snapshot
        };
        assert_eq!(found, looked_up, "{name}");
        assert_eq!(
            store.latest_snapshot(Some(at)).unwrap(),
            Some(looked_up),
            "{name}"
        );
        assert_eq!(store.latest_snapshot(Some(at - 1)).unwrap(), None, "{name}");
        assert!(
            store.latest_snapshot(Some(store.len() + 1)).is_err(),
            "{name}"
        );
        assert_eq!(store.verify().ok, is_sound(&name), "{name}");
    }
}

/// The middle of a sample with a snapshot.
fn sample() -> (EventStore, Snapshot) {
    let (_, text) = samples().remove(0);
    let at = import_with(&text, 0).len() / 2;
    with_snapshot_at(&text, at)
}

#[test]
fn a_snapshot_of_another_fold_version_is_discarded() {
    let (mut store, mut snapshot) = sample();
    snapshot.fold_version = FOLD_VERSION + 1;
    let found = FOLD_VERSION + 1;
    assert_eq!(
        store.restore(&snapshot),
        Err(Discarded::FoldVersion { found })
    );
}

#[test]
fn a_snapshot_that_the_log_does_not_commit_to_is_discarded() {
    let (mut store, snapshot) = sample();
    let other = Snapshot {
        length: snapshot.length + 1,
        ..snapshot.clone()
    };
    assert_eq!(store.restore(&other), Err(Discarded::NotCommitted));
    let mut elsewhere = empty();
    append(&mut elsewhere, &note(0)).unwrap();
    assert_eq!(elsewhere.restore(&snapshot), Err(Discarded::NotCommitted));
}

#[test]
fn a_snapshot_whose_entities_were_changed_is_discarded() {
    let (mut store, snapshot) = sample();
    let committed = snapshot.state_hash;
    assert!(!snapshot.entities.is_empty());
    for place in 0..snapshot.entities.len() {
        let mut changed = snapshot.clone();
        changed.entities[place].push(b' ');
        let mut missing = snapshot.clone();
        missing.entities.remove(place);
        // What the snapshot says of its own hash is not believed.
        missing.state_hash = root_of(missing.entities.iter().map(|bytes| leaf_hash(bytes)));
        for snapshot in [changed, missing] {
            let found = root_of(snapshot.entities.iter().map(|bytes| leaf_hash(bytes)));
            let expected = Discarded::WrongHash { committed, found };
            assert_eq!(store.restore(&snapshot), Err(expected));
        }
    }
    store.restore(&snapshot).unwrap();
}

/// A log that commits to entities that never were a state, and these as a snapshot.
fn forged(length: u64, entities: &[&[u8]]) -> (EventStore, Snapshot) {
    let state_hash = root_of(entities.iter().map(|bytes| leaf_hash(bytes)));
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let event = json!({
        "type": "snapshot_created",
        "length": length,
        "stateHash": state_hash.to_string(),
        "foldVersion": FOLD_VERSION,
        "timestamp": NOW,
    });
    let (store, offset) = import_after(&store, &event);
    let snapshot = Snapshot {
        length,
        state_hash,
        fold_version: FOLD_VERSION,
        offset: Some(offset),
        entities: entities.iter().map(|bytes| bytes.to_vec()).collect(),
    };
    (store, snapshot)
}

#[test]
fn entities_that_cannot_be_read_are_discarded() {
    let entities: [&[u8]; 4] = [b"\xff", b"{", b"{}", br#"{"type":"nothing"}"#];
    for entity in entities {
        let (mut store, snapshot) = forged(1, &[entity]);
        let discarded = store.restore(&snapshot).unwrap_err();
        assert!(matches!(discarded, Discarded::Malformed(_)), "{discarded}");
        assert!(
            store
                .latest_snapshot(None)
                .unwrap()
                .is_none_or(|held| held.offset.is_none())
        );
    }
    // Entities of another log name events that this one does not have.
    let (_, foreign) = sample();
    let entities: Vec<_> = foreign.entities.iter().map(Vec::as_slice).collect();
    let (mut store, snapshot) = forged(1, &entities);
    let before = state_json(&store, Some(1));
    let discarded = store.restore(&snapshot).unwrap_err();
    assert!(matches!(discarded, Discarded::Malformed(_)), "{discarded}");
    assert_eq!(state_json(&store, Some(1)), before);
}

#[test]
fn a_commitment_to_a_length_behind_itself_commits_to_nothing() {
    // The event at offset 1 cannot know the state after itself.
    let (mut store, snapshot) = forged(2, &[]);
    assert_eq!(store.restore(&snapshot), Err(Discarded::NotCommitted));
    let committed = store.latest_snapshot(None).unwrap();
    assert!(committed.is_none_or(|held| held.offset.is_none()));
    let report = store.verify();
    assert_eq!(report.problems.len(), 1);
}

#[test]
fn a_false_commitment_does_not_hide_a_true_one() {
    let (_, text) = samples().remove(0);
    let at = import_with(&text, 0).len();
    let store = import_with(&text, 0);
    let lie = json!({
        "type": "snapshot_created",
        "length": at,
        "stateHash": format!("0x{}", "11".repeat(32)),
        "foldVersion": FOLD_VERSION,
    });
    let state = store.state(None).unwrap();
    let (mut store, _) = import_after(&store, &lie);
    let truth = json!({
        "type": "snapshot_created",
        "length": at,
        "stateHash": state.state_hash().to_string(),
        "foldVersion": FOLD_VERSION,
    });
    append(&mut store, &truth).unwrap();
    let snapshot = Snapshot {
        length: at,
        state_hash: state.state_hash(),
        fold_version: FOLD_VERSION,
        offset: Some(at + 1),
        entities: state.entity_bytes().collect(),
    };
    assert_eq!(store.restore(&snapshot), Ok(()));
}

#[test]
fn the_latest_snapshot_is_the_longest_that_is_true_among_any_others() {
    let (_, text) = samples().remove(0);
    let mut random = Random::new();
    for _ in 0..20 {
        let mut store = import_with(&text, 0);
        let mut truths: Vec<(u64, u64)> = Vec::new();
        for _ in 0..12 {
            let length = random.below(store.len() as usize + 3) as u64;
            let is_true = random.below(2) == 0 && length <= store.len();
            let fold_version = FOLD_VERSION + u32::from(random.below(4) == 0);
            let hash = match is_true {
                true => store.state_hash(Some(length)).unwrap().to_string(),
                false => format!("0x{}", "11".repeat(32)),
            };
            let commitment = json!({
                "type": "snapshot_created",
                "length": length,
                "stateHash": hash,
                "foldVersion": fold_version,
                "timestamp": NOW * 2 + store.len(),
            });
            let (longer, offset) = import_after(&store, &commitment);
            store = longer;
            if is_true && fold_version == FOLD_VERSION {
                truths.push((length, offset));
            }
        }
        for before in 0..=store.len() {
            let usable = truths.iter().filter(|(length, _)| *length <= before);
            let found = store.latest_snapshot(Some(before)).unwrap();
            let found = found.map(|held| (held.length, held.offset.unwrap()));
            assert_eq!(found, usable.max().copied(), "up to {before}");
        }
    }
}
