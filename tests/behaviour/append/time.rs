//! Timestamps are stamped where they are left out, and never decrease.

use serde_json::{Value as Json, json};
use statelog::{AppendOptions, EventStore};

use crate::support::examples;
use crate::support::store::{NOW, append, append_batch, empty, note, with};
use crate::support::test;

fn unstamped(number: usize) -> Json {
    with(&note(number), &json!({ "timestamp": null }))
}

fn stamps(store: &EventStore) -> Vec<u64> {
    let events = store.read(0..u64::MAX);
    events
        .map(|event| event.event.timestamp().unwrap().get() - NOW)
        .collect()
}

fn append_at(store: &mut EventStore, number: usize, now: u64) {
    let event = examples::event(&unstamped(number));
    store.append(event, now, AppendOptions::default()).unwrap();
}

#[test]
fn a_left_out_timestamp_is_that_of_the_clock_or_of_the_last_event() {
    let mut store = empty();
    append_at(&mut store, 0, NOW + 5);
    append_at(&mut store, 1, NOW + 9);
    // The clock was set back.
    append_at(&mut store, 2, NOW + 1);
    append(
        &mut store,
        &with(&note(3), &json!({ "timestamp": NOW + 20 })),
    )
    .unwrap();
    append_at(&mut store, 4, NOW + 10);
    assert_eq!(stamps(&store), [5, 9, 9, 20, 20]);
}

#[test]
fn a_given_timestamp_may_repeat_the_last_one_but_not_go_below_it() {
    let mut store = empty();
    append(
        &mut store,
        &with(&note(0), &json!({ "timestamp": NOW + 2 })),
    )
    .unwrap();
    append(
        &mut store,
        &with(&note(1), &json!({ "timestamp": NOW + 2 })),
    )
    .unwrap();
    let error = append(
        &mut store,
        &with(&note(2), &json!({ "timestamp": NOW + 1 })),
    )
    .unwrap_err();
    assert_eq!(error.code(), "TIMESTAMP_REGRESSION");
    let details = format!(r#"{{"got":{},"last":{}}}"#, NOW + 1, NOW + 2);
    assert_eq!(error.details(), details);
    assert_eq!(stamps(&store), [2, 2]);
    // A repeat is an answer, even when its time has passed.
    append(
        &mut store,
        &with(&note(3), &json!({ "timestamp": NOW + 9 })),
    )
    .unwrap();
    let repeated = append(
        &mut store,
        &with(&note(0), &json!({ "timestamp": NOW + 2 })),
    )
    .unwrap();
    assert!(repeated.duplicate);
    assert_eq!(repeated.offset, 0);
}

#[test]
fn a_regression_within_a_batch_names_its_place() {
    let mut store = empty();
    let at = |number, at| with(&note(number), &json!({ "timestamp": NOW + at }));
    let error = append_batch(&mut store, &[at(0, 4), at(1, 5), at(2, 3)]).unwrap_err();
    assert_eq!(
        (error.code(), error.index),
        ("TIMESTAMP_REGRESSION", Some(2))
    );
    // What was undone leaves no time behind either.
    append_batch(&mut store, &[at(2, 3), at(0, 4)]).unwrap();
    assert_eq!(stamps(&store), [3, 4]);
}

#[test]
fn a_stamped_twin_is_another_event_a_millisecond_later() {
    let mut store = empty();
    for _ in 0..3 {
        append_at(&mut store, 0, NOW);
    }
    assert_eq!(stamps(&store), [0, 1, 2]);
    let twins = [unstamped(0), unstamped(0), unstamped(1)];
    let results = append_batch(&mut store, &twins).unwrap();
    assert!(results.iter().all(|result| !result.duplicate));
    // One reading of the clock stamps the whole batch.
    assert_eq!(stamps(&store), [0, 1, 2, 3, 4, 4]);
}

#[test]
fn a_clock_that_gives_no_time_is_refused() {
    let mut store = empty();
    let event = examples::event(&unstamped(0));
    let error = store
        .append(event, 1 << 53, AppendOptions::default())
        .unwrap_err();
    assert_eq!(error.code(), "INVALID_ARGUMENT");
    append(
        &mut store,
        &with(&note(0), &json!({ "timestamp": (1u64 << 53) - 1 })),
    )
    .unwrap();
    let twin = append(&mut store, &unstamped(0)).unwrap_err();
    assert_eq!(twin.code(), "INVALID_ARGUMENT");
    append(&mut store, &unstamped(1)).unwrap();
    assert_eq!(store.len(), 2);
}
