//! How large an event, its text and a commit may be.

use serde_json::{Value as Json, json};
use statelog::AppendOptions;
use statelog::canonical::to_bytes;
use statelog::event::EventType;
use statelog::limits::{
    MAX_BODY_BYTES, MAX_BYTES_MEMBER, MAX_EVENT_BYTES, MAX_INPUT_BYTES, MAX_SAFE_INTEGER,
};

use crate::support::examples;
use crate::support::store::{
    NOW, Observed, append, append_batch, empty, example, import, note, with,
};
use crate::support::test;

/// A valid event of exactly `bytes` canonical bytes: a message in which every
/// character takes two.
fn sized(bytes: usize) -> Json {
    let message = |body: String| with(&example(EventType::MessageSent), &json!({ "body": body }));
    let length = |event: &Json| to_bytes(&examples::event(event)).len();
    let empty = length(&message(String::new()));
    // A quote is one byte of the body and two of the event.
    let pairs = MAX_BODY_BYTES - 200;
    let single = bytes - empty - 2 * pairs;
    let event = message(format!(
        "{}{}",
        "\"".repeat(pairs),
        "x".repeat(single.min(200))
    ));
    let missing = bytes - length(&event);
    let correlation = event["correlationId"].as_str().unwrap().to_owned();
    let event = with(
        &event,
        &json!({ "correlationId": correlation + &"y".repeat(missing) }),
    );
    assert_eq!(length(&event), bytes);
    event
}

#[test]
fn an_event_of_65_535_bytes_is_the_largest() {
    let mut store = empty();
    append(&mut store, &sized(MAX_EVENT_BYTES)).unwrap();
    let before = Observed::of(&store);
    let too_large = with(
        &sized(MAX_EVENT_BYTES + 1),
        &json!({ "delivery": "written" }),
    );
    let other = with(
        &too_large,
        &json!({ "messageId": format!("0x{}", "11".repeat(32)) }),
    );
    let error = append(&mut store, &other).unwrap_err();
    assert_eq!(error.code(), "INVALID_EVENT");
    assert!(error.to_string().contains("65536 bytes"), "{error}");
    let error = append_batch(&mut store, &[note(1), other]).unwrap_err();
    assert_eq!((error.code(), error.index), ("INVALID_EVENT", Some(1)));
    assert_eq!(Observed::of(&store), before);
    append(&mut store, &note(1)).unwrap();
    assert_eq!(import(&store.export(None)).unwrap().len(), 2);
}

#[test]
fn an_event_without_a_timestamp_leaves_room_for_the_longest() {
    let unstamped = |bytes: usize| with(&sized(bytes), &json!({ "timestamp": null }));
    let stamp = |timestamp: u64| format!(r#""timestamp":{timestamp},"#).len();
    let longest = stamp(MAX_SAFE_INTEGER);
    let room = longest - stamp(NOW);
    // Whatever the clock says, the same events are too long.
    for now in [0, NOW, MAX_SAFE_INTEGER] {
        let append =
            |event: &Json| empty().append(examples::event(event), now, AppendOptions::default());
        let largest = unstamped(MAX_EVENT_BYTES - room);
        assert_eq!(
            to_bytes(&examples::event(&largest)).len(),
            MAX_EVENT_BYTES - longest
        );
        append(&largest).unwrap();
        let error = append(&unstamped(MAX_EVENT_BYTES - room + 1)).unwrap_err();
        assert_eq!(error.code(), "INVALID_EVENT", "{now}");
        assert!(error.to_string().contains("65536 bytes"), "{error}");
    }
}

#[test]
fn an_event_that_is_too_long_is_refused_for_that_and_nothing_else() {
    let mut store = empty();
    append(&mut store, &example(EventType::MessageSent)).unwrap();
    // It repeats a message, names no cause of the log, and comes too early.
    let long = with(
        &sized(MAX_EVENT_BYTES + 1),
        &json!({ "timestamp": NOW - 1, "causationId": format!("0x{}", "11".repeat(32)) }),
    );
    let conflict = AppendOptions {
        expected_length: Some(9),
    };
    for options in [AppendOptions::default(), conflict] {
        let error = store.append(examples::event(&long), NOW, options);
        let error = error.unwrap_err();
        assert_eq!(error.code(), "INVALID_EVENT", "{error}");
    }
    // One that is not too long is a repeat before it is anything else.
    let repeat = with(
        &example(EventType::MessageSent),
        &json!({ "timestamp": NOW - 1, "causationId": format!("0x{}", "11".repeat(32)) }),
    );
    let repeat = store.append(examples::event(&repeat), NOW, conflict);
    assert!(repeat.unwrap().duplicate);
}

#[test]
fn the_text_of_an_event_has_at_most_a_mebibyte() {
    let mut store = empty();
    let event = note(0).to_string();
    let padded = |bytes: usize| format!("{event}{}", " ".repeat(bytes - event.len()));
    let options = AppendOptions::default();
    let error = store
        .append_json(&padded(MAX_INPUT_BYTES + 1), NOW, options)
        .unwrap_err();
    assert_eq!(error.code(), "INVALID_EVENT");
    store
        .append_json(&padded(MAX_INPUT_BYTES), NOW, options)
        .unwrap();
    assert_eq!(store.len(), 1);
}

#[test]
fn a_batch_that_exceeds_a_commit_is_refused_whole() {
    let large = |number: usize| {
        let payload = format!("0x{}", "00".repeat(MAX_BYTES_MEMBER));
        with(&note(number), &json!({ "payload": payload }))
    };
    let mut store = empty();
    let count = (16 << 20) / to_bytes(&examples::event(&large(0))).len() + 1;
    let events: Vec<_> = (0..count).map(large).collect();
    let error = append_batch(&mut store, &events).unwrap_err();
    assert_eq!(error.code(), "INVALID_ARGUMENT");
    assert_eq!(error.index, Some(count - 1));
    assert_eq!(store.len(), 0);
    append_batch(&mut store, &events[1..]).unwrap();
    assert_eq!(import(&store.export(None)).unwrap().len(), count as u64 - 1);
}
