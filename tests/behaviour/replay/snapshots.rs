//! Snapshots change the time that an answer takes, never the answer.

use statelog::EventStore;
use statelog::store::ImportOptions;

use crate::support::store::{
    NOW, for_random_logs, import, import_with, options, samples, state_json,
};
use crate::support::test;

/// The state at every length, each folded from the first event: the lengths are asked
/// for downwards, so that no earlier answer helps.
fn full_replays(text: &[u8]) -> Vec<String> {
    let store = import_with(text, 0);
    let lengths = (0..=store.len()).rev();
    let mut states: Vec<_> = lengths.map(|at| state_json(&store, Some(at))).collect();
    states.reverse();
    states
}

fn assert_snapshots_change_nothing(name: &str, text: &[u8]) {
    let full = full_replays(text);
    let plain = import_with(text, 0);
    for interval in [1, 3, 7] {
        let store = import_with(text, interval);
        // From every other length on, so that both snapshots and the cache are used.
        let length = store.len();
        let lengths = (0..=length)
            .step_by(2)
            .chain((0..=length).skip(1).step_by(2));
        for at in lengths {
            let context = format!("{name}, interval {interval}, length {at}");
            let state = state_json(&store, Some(at));
            assert_eq!(state, full[at as usize], "{context}");
        }
        if length >= interval {
            let snapshot = store.latest_snapshot(None).unwrap();
            assert!(snapshot.is_some(), "{name}: no snapshot was taken");
        }
        let hash = store.state_hash(None).unwrap();
        assert_eq!(hash, plain.state_hash(None).unwrap(), "{name}");
    }
}

#[test]
fn n2_samples_have_one_state_at_every_length_whatever_the_snapshots() {
    for (name, text) in samples() {
        assert_snapshots_change_nothing(&name, &text);
    }
}

#[test]
fn n2_random_logs_have_one_state_at_every_length_whatever_the_snapshots() {
    for_random_logs(1_000, |seed, text| {
        assert_snapshots_change_nothing(&format!("seed {seed}"), text);
    });
}

#[test]
fn the_state_of_a_prefix_is_that_of_a_log_that_ends_there() {
    let check = |name: &str, text: &[u8]| {
        let store = import_with(text, 3);
        for at in 0..=store.len() {
            let prefix = import(&store.export(Some(at))).unwrap();
            let context = format!("{name}, length {at}");
            assert_eq!(
                state_json(&prefix, None),
                state_json(&store, Some(at)),
                "{context}"
            );
        }
    };
    for (name, text) in samples() {
        check(&name, &text);
    }
    for_random_logs(100, |seed, text| check(&format!("seed {seed}"), text));
}

#[test]
fn an_import_of_an_export_is_the_same_log_with_the_same_state() {
    let check = |name: &str, text: &[u8]| {
        let store = import_with(text, 1);
        assert_eq!(store.export(None), text, "{name}");
        let again = import_with(&store.export(None), 7);
        assert_eq!(again.export(None), text, "{name}");
        assert_eq!(again.root(None), store.root(None), "{name}");
        assert_eq!(again.state_hash(None), store.state_hash(None), "{name}");
        assert!(
            again.read(0..u64::MAX).eq(store.read(0..u64::MAX)),
            "{name}"
        );
        // How events are grouped into commits changes no state.
        let bare = store.export_events(None, None).unwrap();
        let mut regrouped = EventStore::new(options(1));
        if let Ok(results) = regrouped.append_lines(&bare, NOW, Default::default())
            && results.iter().all(|result| !result.duplicate)
        {
            assert_eq!(
                state_json(&regrouped, None),
                state_json(&store, None),
                "{name}"
            );
        }
    };
    for (name, text) in samples() {
        check(&name, &text);
    }
    for_random_logs(300, |seed, text| check(&format!("seed {seed}"), text));
}

#[test]
fn two_runs_are_equal_and_verify_finds_no_other_state() {
    let check = |name: &str, text: &[u8]| {
        let runs = [(); 2].map(|()| {
            let options = options(1);
            EventStore::import(text, options, &ImportOptions::default(), NOW).unwrap()
        });
        let [one, two] = &runs;
        assert_eq!(state_json(one, None), state_json(two, None), "{name}");
        let report = one.verify();
        assert_eq!(report, two.verify(), "{name}");
        let codes: Vec<_> = report
            .problems
            .iter()
            .map(|problem| problem.code.as_str())
            .collect();
        // Random logs hold false snapshots; nothing else may be wrong.
        assert!(
            codes.iter().all(|code| *code == "WRONG_SNAPSHOT"),
            "{name}: {codes:?}"
        );
        assert_eq!(report.state_hash, one.state_hash(None).unwrap(), "{name}");
    };
    for (name, text) in samples() {
        check(&name, &text);
    }
    for_random_logs(300, |seed, text| check(&format!("seed {seed}"), text));
}
