//! What a chain says of channels that are not known yet is kept for their creation, in
//! the order in which it was heard of. A fold that goes on from a snapshot once knew
//! only what each log said in the end, and so when its first record was made; states
//! then seemed to be known since too early.

use serde_json::{Value as Json, json};
use statelog::event::EventType;

use super::restore::assert_continues;
use crate::support::examples;
use crate::support::seed::Random;
use crate::support::store::{NOW, example, file, import_with, with};
use crate::support::test;

/// What a record of a log says.
#[derive(Clone, Copy)]
enum Says {
    Everything,
    /// It leaves out what tells which state the log shows.
    NoState,
    /// Otherwise than another record of the log: the first one stands.
    Otherwise,
}

/// The `number`th event: a record of one of the logs, which show the same state.
fn record(number: u64, log: usize, says: Says) -> Json {
    let types = [
        EventType::ChallengeRegistered,
        EventType::ChallengeCleared,
        EventType::CheckpointRecorded,
        EventType::ChannelConcluded,
    ];
    let event_type = types[log % 4];
    let mut event = with(&example(event_type), &json!({ "timestamp": NOW + number }));
    event["chain"]["logIndex"] = json!(log);
    match says {
        Says::Everything => {}
        Says::Otherwise => event["chain"]["blockTimestamp"] = json!(1),
        Says::NoState if event_type == EventType::ChallengeRegistered => {
            let anonymous = json!({ "stateHash": null, "truncated": null });
            event["candidate"] = with(&event["candidate"], &anonymous);
        }
        Says::NoState => event = with(&event, &json!({ "candidate": null })),
    }
    event
}

fn text(events: &[Json]) -> Vec<u8> {
    let events: Vec<_> = events.iter().map(examples::event).collect();
    file(&events, &[1])
}

#[test]
fn a_state_is_known_since_the_record_that_shows_it_whatever_the_snapshot() {
    let mut events = vec![
        record(0, 1, Says::NoState),
        record(1, 2, Says::NoState),
        record(2, 2, Says::Everything),
        record(3, 1, Says::Everything),
    ];
    events.push(example(EventType::ChannelCreated));
    let text = text(&events);
    let store = import_with(&text, 0);
    let channel = store.reconstruct(None).unwrap().channels.remove(0);
    let first: Vec<_> = channel
        .states
        .iter()
        .map(|known| known.first_offset.get())
        .collect();
    assert_eq!(first, [2]);
    for at in 0..=store.len() {
        assert_continues("enriched", &text, at);
    }
}

#[test]
fn records_of_strangers_in_any_order_continue_from_any_snapshot_like_the_fold() {
    let mut random = Random::new();
    for _ in 0..60 {
        let mut events = Vec::new();
        for number in 0..6 {
            let says = [Says::Everything, Says::NoState, Says::Otherwise][random.below(3)];
            events.push(record(number, random.below(5), says));
        }
        events.push(example(EventType::ChannelCreated));
        let text = text(&events);
        for at in 0..=events.len() as u64 {
            assert_continues("random", &text, at);
        }
    }
}
