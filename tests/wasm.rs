//! The store inside WebAssembly: the same answers as native, in Node, on a browser's
//! main thread and in a worker. The runner chooses where by environment variable.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

use statelog::store::ImportOptions;
use statelog::{AppendOptions, EventStore, EventStoreOptions, LogId};
use wasm_bindgen_test::wasm_bindgen_test;

macro_rules! sample {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("../www/public/samples/", $name, ".statelog")).as_slice(),
            include_str!(concat!("golden/samples/", $name, ".hashes")),
        )
    };
}

const SAMPLES: [(&str, &[u8], &str); 18] = [
    sample!("challenge-clear"),
    sample!("challenge-timeout-withdraw"),
    sample!("direct-fund-defund"),
    sample!("e01-equivocation"),
    sample!("e02-dual-sign"),
    sample!("e03-reorged-deposit"),
    sample!("e04-shuffled-logs"),
    sample!("e05a-zombie-challenge"),
    sample!("e05b-drain"),
    sample!("e06-silent-credit"),
    sample!("e07-late-rejection"),
    sample!("e08-late-voucher"),
    sample!("e09-wrong-snapshot"),
    sample!("e10-unlogged-signature"),
    sample!("e11-guarantee-type"),
    sample!("e12-lost-message"),
    sample!("virtual-fund-pay-defund"),
    sample!("virtual-intermediary"),
];

fn options() -> EventStoreOptions {
    EventStoreOptions::new(LogId::new([7; 16]))
}

#[wasm_bindgen_test]
fn the_state_hash_of_every_sample_at_every_length_is_the_golden_one() {
    for (name, bytes, golden) in SAMPLES {
        let store = EventStore::import(bytes, options(), &ImportOptions::default(), 0).unwrap();
        let mut lengths = 0..=store.len();
        for (line, at) in golden.lines().zip(&mut lengths) {
            let hash = store.state_hash(Some(at)).unwrap().to_string();
            assert_eq!(hash, line, "{name} at {at}");
        }
        assert_eq!(lengths.next(), None, "{name}: the golden file is short");
    }
}

#[wasm_bindgen_test]
fn a_sample_exports_to_the_bytes_that_it_was_imported_from() {
    for (name, bytes, _) in SAMPLES {
        let store = EventStore::import(bytes, options(), &ImportOptions::default(), 0).unwrap();
        assert_eq!(store.export(None), bytes, "{name}");
        assert_eq!(store.verify().ok, name != "e09-wrong-snapshot", "{name}");
    }
}

#[wasm_bindgen_test]
fn a_refused_event_leaves_the_store_as_it_was() {
    let mut store = EventStore::new(options());
    let good = r#"{"type":"objective_approved","objectiveId":"o","by":"api"}"#;
    let bad = r#"{"type":"objective_approved","objectiveId":"o","by":"nobody"}"#;
    for round in 0..100 {
        let refused = store.append_json(bad, round, AppendOptions::default());
        assert_eq!(refused.unwrap_err().code(), "INVALID_EVENT");
    }
    assert!(store.is_empty());
    let appended = store
        .append_json(good, 1, AppendOptions::default())
        .unwrap();
    assert_eq!((appended.offset, appended.duplicate), (0, false));
}
