//! Snapshots as bytes beside a log: they come back as they were, and what is not a
//! snapshot of the log is discarded.

use crate::support::store::{Observed, append, import, is_sound, note, samples, state_json, with};
use serde_json::json;
use statelog::EventStore;
use statelog::state::FOLD_VERSION;
use statelog::store::{Discarded, Snapshot};

/// The log of a sample.
fn log(name: &str) -> EventStore {
    let (_, text) = samples()
        .into_iter()
        .find(|(held, _)| held == name)
        .unwrap();
    import(&text).unwrap()
}

#[test]
fn a_snapshot_comes_back_from_its_bytes_and_serves_the_log_that_commits_to_it() {
    for (name, text) in samples().into_iter().filter(|(name, _)| is_sound(name)) {
        let mut store = import(&text).unwrap();
        let snapshot = store.create_snapshot(0).unwrap();
        let later = with(&note(0), &json!({ "timestamp": null }));
        append(&mut store, &later).unwrap();
        let bytes = snapshot.to_bytes();
        assert_eq!(
            store.snapshot_bytes(snapshot.length).unwrap(),
            bytes,
            "{name}"
        );
        let read = Snapshot::from_bytes(&bytes).unwrap();
        // Which event commits to it stands in the log alone.
        assert_eq!(
            Snapshot {
                offset: snapshot.offset,
                ..read.clone()
            },
            snapshot
        );

        let mut again = import(&store.export(None)).unwrap();
        again.restore(&read).unwrap();
        assert_eq!(Observed::of(&again), Observed::of(&store), "{name}");
        let at = Some(snapshot.length);
        assert_eq!(state_json(&again, at), state_json(&store, at), "{name}");
    }
}

#[test]
fn the_bytes_at_every_length_say_the_state_at_that_length() {
    let store = log("virtual-fund-pay-defund");
    for length in 0..=store.len() {
        let bytes = store.snapshot_bytes(length).unwrap();
        let snapshot = Snapshot::from_bytes(&bytes).unwrap();
        assert_eq!(snapshot.to_bytes(), bytes);
        assert_eq!(
            (snapshot.length, snapshot.fold_version),
            (length, FOLD_VERSION)
        );
        assert_eq!(snapshot.state_hash, store.state_hash(Some(length)).unwrap());
    }
    let beyond = store.snapshot_bytes(store.len() + 1).unwrap_err();
    assert_eq!(beyond.code(), "INVALID_ARGUMENT");
}

#[test]
fn a_snapshot_that_is_not_the_one_committed_to_is_discarded() {
    let mut store = log("direct-fund-defund");
    let early = Snapshot::from_bytes(&store.snapshot_bytes(5).unwrap()).unwrap();
    assert_eq!(store.restore(&early), Err(Discarded::NotCommitted));
    let snapshot = store.create_snapshot(0).unwrap();
    let other = Snapshot {
        fold_version: FOLD_VERSION + 1,
        ..snapshot.clone()
    };
    let found = FOLD_VERSION + 1;
    assert_eq!(store.restore(&other), Err(Discarded::FoldVersion { found }));
    let other = Snapshot {
        length: snapshot.length - 2,
        ..snapshot.clone()
    };
    assert_eq!(store.restore(&other), Err(Discarded::NotCommitted));
    for place in 0..snapshot.entities.len() {
        let mut other = snapshot.clone();
        other.entities.remove(place);
        let refused = store.restore(&other);
        assert!(
            matches!(refused, Err(Discarded::WrongHash { .. })),
            "{refused:?}"
        );
    }
    store.restore(&snapshot).unwrap();
}

#[test]
fn bytes_that_are_no_snapshot_are_malformed() {
    let store = log("direct-fund-defund");
    let bytes = store.snapshot_bytes(store.len()).unwrap();
    for end in 0..bytes.len() {
        let read = Snapshot::from_bytes(&bytes[..end]);
        assert!(matches!(read, Err(Discarded::Malformed(_))), "cut at {end}");
    }
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    let hash = "00".repeat(32);
    let with = |entities: &str, length: &str, version: &str| {
        let head = format!(r#"{{"entities":{entities},"foldVersion":{version}"#);
        format!(r#"{head},"length":{length},"stateHash":"0x{hash}"}}"#).into_bytes()
    };
    assert!(Snapshot::from_bytes(&with("[]", "0", "1")).is_ok());
    for bytes in [
        b"\xff\xfe".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        deep,
        with("{}", "0", "1"),
        with("[]", "-1", "1"),
        with("[]", "0", "1.5"),
        with("[]", "9007199254740992", "1"),
        with("[]", "\"0\"", "1"),
    ] {
        let read = Snapshot::from_bytes(&bytes);
        assert!(matches!(read, Err(Discarded::Malformed(_))), "{read:?}");
    }
    // A version beyond all others is another version, not a wrong number.
    let far = Snapshot::from_bytes(&with("[]", "0", "9007199254740991")).unwrap();
    assert_ne!(far.fold_version, FOLD_VERSION);
}

#[test]
fn no_flipped_bit_of_a_snapshot_changes_what_the_log_says() {
    let mut store = log("direct-fund-defund");
    let at = 6;
    let cut = import(&store.export(Some(at))).unwrap();
    store = cut;
    let snapshot = store.create_snapshot(0).unwrap();
    let bytes = snapshot.to_bytes();
    let text = store.export(None);
    let before = Observed::of(&store);
    let hash = bytes.len() - r#"0x"}"#.len() - 64..bytes.len();
    let (mut malformed, mut discarded) = (0, 0);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Ok(read) = Snapshot::from_bytes(&flipped) else {
            malformed += 1;
            continue;
        };
        let mut again = import(&text).unwrap();
        match again.restore(&read) {
            Err(_) => discarded += 1,
            // The state hash that counts stands in the log.
            Ok(()) => assert!(hash.contains(&(bit / 8)), "bit {bit}"),
        }
        assert_eq!(again.state_hash(Some(at)).unwrap(), snapshot.state_hash);
        if bit % 97 == 0 {
            assert_eq!(Observed::of(&again), before, "bit {bit}");
        }
    }
    assert!(malformed > 100 && discarded > 100);
}
