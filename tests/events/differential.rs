//! Canonical bytes and ids against implementations that share no code with ours.

use proptest::prelude::*;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use statelog::canonical::{Document, Form, to_bytes};
use statelog::event::Event;

use crate::support::examples;
use crate::support::seed::runner;
use crate::support::strategy;
use crate::support::workload::event_id;

const CASES: u32 = 3000;

#[test]
fn canonical_bytes_are_those_of_an_independent_canonicaliser() {
    let result = runner(CASES).run(&strategy::json(), |json| {
        let bytes = to_bytes(&examples::event(&json));
        let expected = serde_json_canonicalizer::to_vec(&json).unwrap();
        prop_assert_eq!(String::from_utf8(bytes), String::from_utf8(expected));
        Ok(())
    });
    result.unwrap();
}

#[test]
fn reading_canonical_bytes_gives_the_same_event_and_the_same_bytes() {
    let result = runner(CASES / 3).run(&strategy::event(), |event| {
        let bytes = to_bytes(&event);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let document = Document::parse(&text).unwrap();
        let again = Event::read(document.root()).unwrap();
        prop_assert_eq!(to_bytes(&again), bytes);
        prop_assert_eq!(again, event);
        Ok(())
    });
    result.unwrap();
}

#[test]
fn ids_are_those_of_the_published_vectors() {
    let vectors: Json =
        serde_json::from_str(include_str!("../golden/vectors/canonical.json")).unwrap();
    let mut valid = 0;
    for case in vectors["accept"].as_array().unwrap() {
        let canonical = case["canonical"].as_str().unwrap();
        let digest = Sha256::new().chain_update([0]).chain_update(canonical);
        let id = format!(
            "{:#x}",
            statelog::event::scalar::Bytes32::from_slice(&digest.finalize())
        );
        assert_eq!(id, case["eventId"].as_str().unwrap());
        let document = Document::parse(canonical).unwrap();
        if let Ok(event) = Event::read(document.root()) {
            assert_eq!(format!("{:#x}", event_id(&event)), id);
            valid += 1;
        }
    }
    assert_eq!(valid, 4, "all but the first vector are valid events");
}
