//! How large an event, its text and a commit may be.

use serde_json::{Value as Json, json};
use statelog::AppendOptions;
use statelog::canonical::to_bytes;
use statelog::event::EventType;
use statelog::limits::{MAX_BODY_BYTES, MAX_BYTES_MEMBER, MAX_EVENT_BYTES, MAX_INPUT_BYTES};

use crate::support::examples;
use crate::support::store::{
    NOW, Observed, append, append_batch, empty, example, import, note, with,
};

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
