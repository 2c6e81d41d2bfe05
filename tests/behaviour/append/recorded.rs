//! Recorded events given back to the API: they say where they stood and what their id
//! is, which is checked where it can be, and dropped.

use serde_json::{Value as Json, json};
use statelog::event::{CATALOGUE, EventType};
use statelog::{AppendOptions, AppendResult, Error, EventStore};

use crate::support::sealed::virtual_created;
use crate::support::store::{NOW, Observed, append, empty, example, note, with};
use crate::support::test;

fn append_text(store: &mut EventStore, event: &Json) -> Result<AppendResult, Error> {
    store.append_json(&event.to_string(), NOW, AppendOptions::default())
}

/// The event at an offset as JavaScript sees it.
fn recorded(store: &EventStore, offset: u64) -> Json {
    let event: Json = serde_json::from_slice(store.bytes(offset).unwrap()).unwrap();
    let id = store.id(offset).unwrap().to_string();
    with(&event, &json!({ "offset": offset, "eventId": id }))
}

/// A log with an event of every type; one transaction of a chain has one log each.
fn log() -> EventStore {
    let mut store = empty();
    append(&mut store, &virtual_created()).unwrap();
    for event_type in EventType::ALL {
        let mut event = example(*event_type);
        if event.get("chain").is_some() {
            event["chain"]["logIndex"] = json!(*event_type as u64);
        }
        append(&mut store, &event).unwrap();
    }
    store
}

#[test]
fn no_event_has_a_member_of_its_own_with_the_name_of_one_that_is_dropped() {
    for event_type in CATALOGUE.iter() {
        for member in event_type.members {
            assert!(!["offset", "eventId"].contains(&member.name), "{member:?}");
        }
    }
}

#[test]
fn a_recorded_event_is_a_duplicate_in_its_own_log() {
    let mut store = log();
    let before = Observed::of(&store);
    for offset in 0..store.len() {
        let event = recorded(&store, offset);
        let again = append_text(&mut store, &event).unwrap();
        assert_eq!((again.offset, again.duplicate), (offset, true), "{event}");
        assert_eq!(Some(again.event_id), store.id(offset));
    }
    assert_eq!(Observed::of(&store), before);
}

#[test]
fn a_recorded_event_gets_a_place_of_its_own_in_another_log() {
    let source = log();
    let mut store = empty();
    append(&mut store, &with(&note(0), &json!({ "timestamp": 0 }))).unwrap();
    let lines: Vec<_> = (0..source.len())
        .map(|offset| recorded(&source, offset).to_string())
        .collect();
    let results = store
        .append_lines(&lines.join("\n"), NOW, AppendOptions::default())
        .unwrap();
    for (offset, result) in (0..).zip(results) {
        assert_eq!((result.offset, result.duplicate), (offset + 1, false));
        assert_eq!(Some(result.event_id), source.id(offset));
        assert_eq!(store.bytes(offset + 1), source.bytes(offset));
    }
}

#[test]
fn an_id_that_is_not_that_of_the_event_is_refused() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let event = recorded(&store, 0);
    let wrong = [
        // The event was changed, or the id was.
        ("/eventId", json!({ "name": "changed" })),
        (
            "/eventId",
            json!({ "eventId": format!("0x{}", "11".repeat(32)) }),
        ),
        ("/eventId", json!({ "eventId": "0x11" })),
        ("/eventId", json!({ "eventId": 1 })),
        // It will be stamped, so nobody can know its id.
        ("/eventId", json!({ "timestamp": null })),
        ("/offset", json!({ "offset": -1 })),
        ("/offset", json!({ "offset": "0" })),
        ("/name", json!({ "name": 1 })),
    ];
    let before = Observed::of(&store);
    for (path, members) in wrong {
        let changed = with(&event, &members);
        let error = append_text(&mut store, &changed).unwrap_err();
        assert_eq!(error.code(), "INVALID_EVENT", "{members}");
        let named = format!(r#""path":"{path}""#);
        assert!(error.details().contains(&named), "{members}: {error}");
        let lines = format!("{}\n{changed}", note(1));
        let error = store
            .append_lines(&lines, NOW, AppendOptions::default())
            .unwrap_err();
        assert_eq!((error.code(), error.index), ("INVALID_EVENT", Some(1)));
    }
    assert_eq!(Observed::of(&store), before);
}

#[test]
fn each_of_the_two_members_may_be_left_out() {
    let store = log();
    let event = recorded(&store, 3);
    for left_out in [json!({ "offset": null }), json!({ "eventId": null })] {
        let mut other = empty();
        let appended = append_text(&mut other, &with(&event, &left_out)).unwrap();
        assert_eq!(appended.offset, 0);
        assert_eq!(other.bytes(0), store.bytes(3));
    }
    // Upper-case hex is taken like everywhere.
    let id = store.id(3).unwrap().to_string().to_uppercase();
    let upper = with(&event, &json!({ "eventId": id.replacen("0X", "0x", 1) }));
    assert_eq!(append_text(&mut empty(), &upper).unwrap().offset, 0);
}
