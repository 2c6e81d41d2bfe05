//! The states of the sample logs at every length, kept for review. After a wanted
//! change, `STATELOG_UPDATE_GOLDEN=1` writes the files anew.

use crate::support::golden::assert_golden;
use crate::support::samples::{SAMPLES, Sample};
use crate::support::store::{import_with, state_json};
use crate::support::test;
use serde_json::{Value as Json, json};

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
    for Sample { name, text, golden } in SAMPLES {
        let got = self::golden(text.as_bytes());
        assert_golden(&format!("tests/golden/samples/{name}.json"), &got, golden);
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn no_sample_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/public/samples");
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names
        .filter_map(|name| name.strip_suffix(".statelog").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names, SAMPLES.map(|sample| sample.name));
}
