//! The event store as a caller sees it: append, read, transfer, reconstruct.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

use statelog::store::ImportOptions;
use statelog::{EventStore, EventStoreOptions, LogId};

fn options() -> EventStoreOptions {
    EventStoreOptions::new(LogId::new([7; 16]))
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/public/samples");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "statelog"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    samples.sort();
    assert!(samples.len() >= 4, "the sample logs are missing");
    samples
}

#[test]
fn a_sample_written_by_other_code_imports_and_exports_to_the_same_bytes() {
    for (name, bytes) in samples() {
        let store = EventStore::import(&bytes, options(), &ImportOptions::default(), 0)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(store.export(None), bytes, "{name}");
        let report = store.verify();
        let wrong_snapshot = name == "e09-wrong-snapshot";
        assert_eq!(report.ok, !wrong_snapshot, "{name}: {:?}", report.problems);
        for at in 0..=store.len() {
            let state = store.reconstruct(Some(at)).unwrap();
            assert_eq!(state.length.get(), at);
        }
    }
}

/// The state hash at every length of a sample, one a line. Equal files on every
/// platform: `tests/wasm.rs` compares the same ones in Node and in a browser.
#[test]
fn the_state_hash_of_every_sample_at_every_length_is_the_golden_one() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/samples");
    for (name, bytes) in samples() {
        let store = EventStore::import(&bytes, options(), &ImportOptions::default(), 0).unwrap();
        let hashes: String = (0..=store.len())
            .map(|at| format!("{}\n", store.state_hash(Some(at)).unwrap()))
            .collect();
        let path = format!("{folder}/{name}.hashes");
        if std::env::var_os("STATELOG_UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&path, &hashes).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            hashes, golden,
            "{name}: a change that is meant raises FOLD_VERSION and is written down with \
             STATELOG_UPDATE_GOLDEN=1"
        );
    }
}
