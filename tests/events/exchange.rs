//! The examples as a file, one event a line, for tests in JavaScript: every type with
//! every member, then every type with the required members only, once for each member
//! of those of which one is required.
//! `STATELOG_UPDATE_GOLDEN=1` writes it anew.

use serde_json::Value as Json;
use statelog::event::EventType;

use crate::support::examples::{all_full, full, minimal};
use crate::support::golden::assert_golden;

const KEPT: &str = include_str!("../golden/events.ndjson");

#[test]
fn the_file_of_examples_is_current() {
    let minimal = EventType::ALL.iter().copied().map(minimal);
    let others = [
        instead(EventType::AllocationUpdated, "assetIndex", "asset"),
        instead(EventType::TransactionResolved, "txHash", "causationId"),
    ];
    let examples = all_full().into_iter().chain(minimal).chain(others);
    let lines =
        examples.map(|example| serde_json_canonicalizer::to_string(&example).unwrap() + "\n");
    let current: String = lines.collect();
    assert_golden("tests/golden/events.ndjson", &current, KEPT);
}

/// The minimal example of a type with one member in place of another.
fn instead(event_type: EventType, dropped: &str, taken: &str) -> Json {
    let mut example = minimal(event_type);
    example.as_object_mut().unwrap().shift_remove(dropped);
    example[taken] = full(event_type)[taken].clone();
    example
}
