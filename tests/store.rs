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
        assert!(report.ok, "{name}: {:?}", report.problems);
        for at in 0..=store.len() {
            let state = store.reconstruct(Some(at)).unwrap();
            assert_eq!(state.length.get(), at);
        }
    }
}
