//! Rules N1 and N3: what a snapshot commits to. That snapshots change no state, N2, is
//! tested in `tests/behaviour/replay/snapshots.rs`.

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::rules::Severity::{Critical, Info};
use statelog::state::FOLD_VERSION;
use statelog::store::Discarded;

use crate::given::{Channel, appended, found, imported};
use crate::judged::{fault, holds};
use crate::support::store::{NOW, import, import_with, state_json, with};

/// A log with its timestamps, which are part of the state.
fn log() -> Vec<Json> {
    let events = Channel::of(Some(0)).funded().into_iter().enumerate();
    let stamped = events.map(|(place, event)| {
        let timestamp = json!({ "timestamp": NOW + place as u64 });
        with(&event, &timestamp)
    });
    stamped.collect()
}

/// A commitment to a hash at a length.
fn committed(length: u64, hash: impl ToString, fold_version: u32) -> Json {
    json!({
        "type": "snapshot_created",
        "length": length,
        "stateHash": hash.to_string(),
        "foldVersion": fold_version,
    })
}

/// The commitment to the state of a log at a length.
fn right(log: &[Json], length: u64) -> Json {
    let hash = appended(log).state_hash(Some(length)).unwrap();
    committed(length, hash, FOLD_VERSION)
}

fn wrong(length: u64) -> Json {
    committed(length, format!("0x{}", "05".repeat(32)), FOLD_VERSION)
}

#[test]
fn n1_a_snapshot_commits_to_the_state_that_the_events_lead_to() {
    let log = log();
    let offset = log.len() as u64;
    for length in [0, 1, offset - 1, offset] {
        let expected = fault("N1", Critical, "", &[offset]);
        expected.refused(&log, &wrong(length), &right(&log, length));
        // The state of another length is another state.
        if let Some(other) = length.checked_sub(1) {
            let hash = appended(&log).state_hash(Some(other)).unwrap();
            let wrong = committed(length, hash, FOLD_VERSION);
            expected.refused(&log, &wrong, &right(&log, other));
        }
    }
}

#[test]
fn n1_a_snapshot_is_not_ahead_of_its_event() {
    let log = log();
    let offset = log.len() as u64;
    for length in [offset + 1, offset + 2, (1 << 53) - 1] {
        let expected = fault("N1", Critical, "", &[offset]);
        expected.refused(&log, &wrong(length), &right(&log, offset));
    }
}

#[test]
fn n1_what_the_store_commits_to_itself_holds() {
    let mut store = appended(&log());
    store.create_snapshot(NOW * 2).unwrap();
    let text = store.export(None);
    for store in [store, import(&text).unwrap()] {
        assert_eq!(found(&store, "N1"), []);
        assert_eq!(found(&store, "N3"), []);
    }
}

/// The log with a commitment that is wrong, as somebody else wrote it.
fn with_a_wrong_one() -> EventStore {
    let mut log = log();
    log.insert(5, wrong(5));
    imported(&log)
}

#[test]
fn n1_a_wrong_snapshot_is_discarded_and_the_log_folded_from_the_start() {
    let store = with_a_wrong_one();
    let report = store.verify();
    let problems: Vec<_> = (report.problems.iter())
        .map(|problem| (problem.code.as_str(), problem.offset.map(|at| at.get())))
        .collect();
    assert_eq!(problems, [("WRONG_SNAPSHOT", Some(5))]);
    // It gives the states that folding without any snapshot gives.
    let plain = import_with(&store.export(None), 0);
    for at in (0..=store.len()).rev() {
        assert_eq!(state_json(&store, Some(at)), state_json(&plain, Some(at)));
    }
    // Nothing can be resumed from it.
    let mut resumed = with_a_wrong_one();
    let mut snapshot = store.latest_snapshot(None).unwrap().unwrap();
    assert_ne!(snapshot.offset, Some(5));
    snapshot.length = 5;
    let discarded = resumed.restore(&snapshot).unwrap_err();
    assert!(
        matches!(discarded, Discarded::WrongHash { .. }),
        "{discarded}"
    );
    assert_eq!(state_json(&resumed, None), state_json(&plain, None));
}

#[test]
fn n3_a_snapshot_of_another_version_of_the_fold_is_not_used() {
    let log = log();
    let offset = log.len() as u64;
    for version in [0, FOLD_VERSION - 1, FOLD_VERSION + 1, u32::MAX] {
        // What it commits to cannot be compared, nor where.
        for length in [offset, offset + 1] {
            let other = committed(length, format!("0x{}", "05".repeat(32)), version);
            fault("N3", Info, "", &[offset]).recorded(&log, &other);
            let log = [&log[..], std::slice::from_ref(&other)].concat();
            holds("N1", &log);
            let store = imported(&log);
            assert!(store.verify().ok);
            let latest = store.latest_snapshot(None).unwrap();
            assert!(latest.is_none_or(|held| held.offset != Some(offset)));
        }
    }
}

#[test]
fn n3_a_snapshot_of_this_version_is_no_remark() {
    let log = log();
    holds("N3", &[&log[..], &[right(&log, 4)]].concat());
}
