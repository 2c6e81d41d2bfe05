//! Canonical bytes and ids against published vectors, an independent
//! canonicaliser, and texts that must be refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

#[path = "canonical/documents.rs"]
mod documents;
#[path = "canonical/foreign.rs"]
mod foreign;
#[path = "canonical/refusals.rs"]
mod refusals;
mod support;

use serde_json::Value as Json;
use statelog::canonical::{Document, to_bytes};

fn vectors() -> Json {
    serde_json::from_str(include_str!("golden/vectors/canonical.json")).unwrap()
}

fn canonicalise(text: &str) -> String {
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    String::from_utf8(to_bytes(&document.root())).unwrap()
}

#[test]
fn published_vectors_have_their_canonical_bytes() {
    for case in vectors()["accept"].as_array().unwrap() {
        let expected = case["canonical"].as_str().unwrap();
        assert_eq!(canonicalise(&case["event"].to_string()), expected);
        assert_eq!(expected.len() as u64, case["bytes"].as_u64().unwrap());
        // Canonical text is a fixed point.
        assert_eq!(canonicalise(expected), expected);
    }
}

#[test]
fn published_vectors_that_must_be_refused_are_refused() {
    for case in vectors()["reject"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let read = Document::parse(text).and_then(|document| {
            use statelog::canonical::Form;
            statelog::event::Event::read(document.root())
        });
        assert!(read.is_err(), "{} was accepted: {text}", case["why"]);
    }
}
