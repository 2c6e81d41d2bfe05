//! A batch is appended as a whole or not at all.

use serde_json::{Value as Json, json};
use statelog::event::EventType;
use statelog::{EventStore, store::AppendResult};

use crate::support::examples;
use crate::support::store::{
    NOW, Observed, append, append_batch, empty, example, import, note, with,
};
use crate::support::test;

/// A batch that touches every part of the store.
fn batch() -> Vec<Json> {
    let objective = format!("DirectFunding-{}", examples::CHANNEL);
    vec![
        with(
            &example(EventType::ObjectiveCreated),
            &json!({ "objectiveId": objective, "kind": "direct_fund" }),
        ),
        example(EventType::ChannelCreated),
        example(EventType::StateReceived),
        example(EventType::DepositDetected),
        example(EventType::MessageReceived),
    ]
}

/// Events that are refused after the batch's events, each for another reason.
fn bad() -> Vec<(&'static str, Json)> {
    let conflicting = with(
        &example(EventType::DepositDetected),
        &json!({ "nowHeld": "7" }),
    );
    vec![
        (
            "RULE_VIOLATION",
            with(
                &note(9),
                &json!({ "causationId": format!("0x{}", "ca".repeat(32)) }),
            ),
        ),
        (
            "TIMESTAMP_REGRESSION",
            with(&note(9), &json!({ "timestamp": NOW - 1 })),
        ),
        (
            "IDENTITY_CONFLICT",
            with(&conflicting, &json!({ "timestamp": NOW + 5 })),
        ),
    ]
}

fn offsets(results: &[AppendResult]) -> Vec<u64> {
    results.iter().map(|result| result.offset).collect()
}

/// A store that holds something already, with a subscriber that has seen it.
fn store() -> (EventStore, u32) {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    append(&mut store, &example(EventType::DepositDetected)).unwrap();
    let subscription = store.subscribe(0, None, None, None).unwrap();
    while store.next_delivery().is_some() {}
    (store, subscription)
}

#[test]
fn one_bad_event_at_any_place_undoes_the_whole_batch() {
    for (code, bad) in bad() {
        for place in 0..5 {
            let (mut store, subscription) = store();
            let (mut twin, _) = self::store();
            let before = Observed::of(&store);
            let mut events = batch();
            events[place] = bad.clone();
            let error = append_batch(&mut store, &events).unwrap_err();
            let context = format!("{code} at {place}");
            assert_eq!(
                (error.code(), error.index),
                (code, Some(place)),
                "{context}"
            );
            assert!(
                error.details().contains(&format!(r#""index":{place}"#)),
                "{context}"
            );
            assert_eq!(Observed::of(&store), before, "{context}");
            assert_eq!(store.next_delivery(), None, "{context}");
            assert_eq!(
                store.dispatcher().checkpoint(subscription),
                Some(2),
                "{context}"
            );
            assert_eq!(store.id(2), None, "{context}");

            // The log goes on as if nobody had tried, idempotency included.
            let results = append_batch(&mut store, &batch()).unwrap();
            assert_eq!(offsets(&results), [2, 3, 4, 1, 5], "{context}");
            let duplicates: Vec<_> = results.iter().map(|result| result.duplicate).collect();
            assert_eq!(duplicates, [false, false, false, true, false], "{context}");
            append_batch(&mut twin, &batch()).unwrap();
            assert_eq!(Observed::of(&store), Observed::of(&twin), "{context}");
            let report = store.verify();
            assert!(report.ok, "{context}: {:?}", report.problems);
        }
    }
}

#[test]
fn a_line_that_is_no_event_undoes_the_lines_before_it() {
    let (mut store, _) = store();
    let before = Observed::of(&store);
    for bad in ["{", "{}", r#"{"type":"unheard_of"}"#, ""] {
        let lines = format!("{}\n{}\n{bad}\n{}", note(1), note(2), note(3));
        let error = store
            .append_lines(&lines, NOW, Default::default())
            .unwrap_err();
        assert_eq!(
            (error.code(), error.index),
            ("INVALID_EVENT", Some(2)),
            "{bad}"
        );
        assert_eq!(Observed::of(&store), before, "{bad}");
    }
}

#[test]
fn a_batch_is_one_commit_and_one_of_duplicates_is_none() {
    let mut store = empty();
    append_batch(&mut store, &batch()).unwrap();
    let text = String::from_utf8(store.export(None)).unwrap();
    assert_eq!(text.lines().count(), 2);
    store.subscribe(store.len(), None, None, None).unwrap();
    while store.next_delivery().is_some() {}
    let repeated = append_batch(&mut store, &batch()).unwrap();
    assert_eq!(offsets(&repeated), [0, 1, 2, 3, 4]);
    assert!(repeated.iter().all(|result| result.duplicate));
    assert_eq!(append_batch(&mut store, &[]).unwrap(), []);
    assert_eq!(store.export(None), text.as_bytes());
    assert_eq!(store.next_delivery(), None);
}

#[test]
fn every_member_of_a_batch_sees_the_ones_before_it() {
    let later = |event: &Json| with(event, &json!({ "timestamp": NOW + 1 }));
    let mut events = batch();
    events.extend(batch().iter().map(later));
    events.insert(5, note(3));
    events.push(later(&example(EventType::ChainEventReverted)));
    events.push(with(
        &example(EventType::ChainEventReverted),
        &json!({ "timestamp": NOW + 2 }),
    ));
    events.push(with(
        &example(EventType::DepositDetected),
        &json!({ "timestamp": NOW + 3 }),
    ));
    let mut store = empty();
    let results = append_batch(&mut store, &events).unwrap();
    assert_eq!(
        offsets(&results),
        [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 6, 6, 7]
    );

    // One by one, the events are judged alike and lead to the same state.
    let mut one_by_one = empty();
    for (event, result) in events.iter().zip(&results) {
        assert_eq!(append(&mut one_by_one, event).unwrap(), *result, "{event}");
    }
    assert_eq!(
        store.reconstruct(None).unwrap(),
        one_by_one.reconstruct(None).unwrap()
    );
    let again = import(&store.export(None)).unwrap();
    assert_eq!(
        again.state_hash(None).unwrap(),
        store.state_hash(None).unwrap()
    );
}
