//! The states of the sample logs at every length, kept for review. After a wanted
//! change, `STATELOG_UPDATE_GOLDEN=1` writes the files anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value as Json, json};
use support::store::{assert_same, import_with, samples, state_json};

/// The hash of the state at every length, and the whole state at a third, two thirds
/// and the end of the log.
fn golden(text: &[u8]) -> String {
    let store = import_with(text, 0);
    let length = store.len();
    let hashes: Vec<_> = (0..=length)
        .map(|at| store.state_hash(Some(at)).unwrap().to_string())
        .collect();
    let states: Vec<Json> = [length / 3, length * 2 / 3, length]
        .map(|at| serde_json::from_str(&state_json(&store, Some(at))).unwrap())
        .into();
    let golden = json!({ "stateHashes": hashes, "states": states });
    serde_json::to_string_pretty(&golden).unwrap() + "\n"
}

#[test]
fn the_states_of_the_samples_are_the_golden_ones() {
    for (name, text) in samples() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/samples");
        let path = format!("{folder}/{name}.json");
        let got = golden(&text);
        if std::env::var_os("STATELOG_UPDATE_GOLDEN").is_some() {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(&path, &got).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert_same(&got, &expected, &name);
    }
}
