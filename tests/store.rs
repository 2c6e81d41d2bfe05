//! The event store as a caller sees it: append, read, transfer, reconstruct.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

use support::store::{import, samples};

#[test]
fn a_sample_written_by_other_code_imports_and_exports_to_the_same_bytes() {
    for (name, bytes) in samples() {
        let store = import(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(store.export(None), bytes, "{name}");
        let report = store.verify();
        assert!(report.ok, "{name}: {:?}", report.problems);
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
        let store = import(&bytes).unwrap();
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
