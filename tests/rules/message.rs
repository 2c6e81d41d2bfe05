//! Rules M1–M6: messages, and what came in them.

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use statelog::event::Event;
use statelog::rules::Severity::{Info, Warn};
use statelog::{EventStore, state::view::ChannelState};

use crate::given::{Channel, TOKEN, address, appended, expect, found, imported};
use crate::judged::{fault, holds};
use crate::parties::{add, guaranteeing, ledger, opened, paid, payments, proposed, split};
use crate::support::store::{append, empty, with};

/// By convention the SHA-256 of the body.
fn id_of(body: &str) -> String {
    alloy_primitives::hex::encode_prefixed(Sha256::digest(body.as_bytes()))
}

/// A message arrives from one of Alice, Irene and Bob.
fn arrived(from: usize, body: &str) -> Json {
    json!({
        "type": "message_received",
        "messageId": id_of(body),
        "from": address(from),
        "body": body,
    })
}

/// We send one.
fn sent(to: usize, body: &str, delivery: &str) -> Json {
    json!({
        "type": "message_sent",
        "messageId": id_of(body),
        "to": address(to),
        "body": body,
        "delivery": delivery,
    })
}

fn and(log: &[Json], more: &[Json]) -> Vec<Json> {
    [log, more].concat()
}

/// The same fact, told at another time.
fn again(event: &Json) -> Json {
    with(event, &json!({ "correlationId": "once more" }))
}

// M1 -------------------------------------------------------------------------------

#[test]
fn m1_a_message_is_recorded_once() {
    for event in [arrived(1, "hello"), sent(1, "hello", "queued")] {
        let mut store = appended(std::slice::from_ref(&event));
        let text = store.export(None);
        // Whatever else it says.
        for repeat in [again(&event), with(&event, &json!({ "body": "other" }))] {
            let answer = append(&mut store, &repeat).unwrap();
            assert_eq!((answer.duplicate, answer.offset), (true, 0));
        }
        assert_eq!(store.export(None), text, "nothing was appended");
        assert_eq!(found(&store, "M1"), []);
        fault("M1", Info, "", &[0, 1]).imported(&[event.clone(), again(&event)]);
    }
}

#[test]
fn m1_another_peer_message_or_step_of_delivery_is_news() {
    holds(
        "M1",
        &[
            arrived(1, "hello"),
            arrived(2, "hello"),
            arrived(1, "hello again"),
        ],
    );
    let steps = ["queued", "gave_up", "written"].map(|step| sent(1, "hello", step));
    holds(
        "M1",
        &and(&steps, &[sent(2, "hello", "queued"), arrived(1, "hello")]),
    );
}

// M2 -------------------------------------------------------------------------------

/// What is known of a channel, its counters left out.
fn known(store: &EventStore, channel: &Channel) -> ChannelState {
    let known = store
        .reconstruct_channel(&channel.id, None)
        .unwrap()
        .unwrap();
    ChannelState {
        event_count: Default::default(),
        last_offset: Default::default(),
        updated_at: Default::default(),
        findings: Vec::new(),
        ..known
    }
}

/// A state, a proposal and a voucher that say something new when a participant sends them,
/// each with the log before it.
fn received() -> Vec<(Channel, Vec<Json>, Json)> {
    let (ledgers, target, log) = opened();
    let state = target.received(&split(&target, 2, 9, 1), &[1]);
    let irenes = ledger([0, 1], Some(1));
    let after = guaranteeing(&irenes, 2, &[90, 100], &[(&target, 10)]);
    let proposal = proposed(&irenes, 0, &add(&irenes, &target, 10, 10), &after);
    let bobs = payments(Some(2));
    let voucher = paid(&bobs, 3);
    assert_ne!(ledgers.id, irenes.id);
    let mut open = vec![bobs.created()];
    open.extend([0, 1].map(|turn| bobs.received(&split(&bobs, turn, 10, 0), &[0, 1])));
    vec![
        (target, log, state),
        (irenes.clone(), irenes.funded(), proposal),
        (bobs, open, voucher),
    ]
}

#[test]
fn m2_what_somebody_else_sends_has_no_effect() {
    for (channel, log, event) in received() {
        let strange = with(&event, &json!({ "from": TOKEN }));
        let offset = log.len() as u64;
        let expected = fault("M2", Warn, "", &[offset]).of(&channel);
        expected.recorded(&log, &strange);
        let before = known(&appended(&log), &channel);
        let after = known(
            &appended(&and(&log, std::slice::from_ref(&strange))),
            &channel,
        );
        assert_eq!(after, before, "{strange}");
        // From a participant it has one, whoever signed it.
        let store = appended(&and(&log, std::slice::from_ref(&event)));
        assert_ne!(known(&store, &channel), before, "{event}");
        holds("M2", &and(&log, std::slice::from_ref(&event)));
        // What the stranger sent does not stand in the way of the participant.
        let mut store = appended(&and(&log, std::slice::from_ref(&strange)));
        assert!(!append(&mut store, &event).unwrap().duplicate);
        assert_ne!(known(&store, &channel), before, "{event}");
        assert!(append(&mut store, &event).unwrap().duplicate);
        assert!(append(&mut store, &strange).unwrap().duplicate);
    }
}

#[test]
fn m2_any_participant_may_pass_on_what_another_signed() {
    let (_, target, log) = opened();
    let state = target.received(&split(&target, 2, 9, 1), &[1]);
    for from in 0..3 {
        let from = json!({ "from": address(from) });
        holds("M2", &and(&log, &[with(&state, &from)]));
    }
}

// M3 -------------------------------------------------------------------------------

#[test]
fn m3_what_is_received_cites_the_message_that_it_came_in() {
    for (channel, log, event) in received() {
        let from = (0..3)
            .find(|who| json!(address(*who)) == event["from"])
            .unwrap();
        let offset = log.len() as u64 + 2;
        let messages = [
            arrived(from, "the state"),
            arrived((from + 1) % 3, "something else"),
        ];
        let log = and(&log, &messages);
        let remark = |event: &Json, offset: u64| {
            let store = appended(&and(&log, std::slice::from_ref(event)));
            let replayed = imported(&and(&log, std::slice::from_ref(event)));
            let before = found(&appended(&log), "M3").len();
            let found = found(&store, "M3");
            assert_eq!(found, self::found(&replayed, "M3"));
            assert_eq!(found[before..], [expect(Info, "", &[offset])], "{event}");
        };
        // None, an unknown one, one of another peer.
        remark(&event, offset);
        for other in ["nothing", "something else"] {
            let cites = json!({ "messageId": id_of(other) });
            remark(&with(&event, &cites), offset);
        }
        let cites = json!({ "messageId": id_of("the state") });
        let cited = and(&log, &[with(&event, &cites)]);
        assert_eq!(found(&appended(&cited), "M3"), found(&appended(&log), "M3"));
        assert_eq!(found(&imported(&cited), "M3"), found(&imported(&log), "M3"));
        assert!(channel.me.is_some());
    }
}

#[test]
fn m3_a_message_that_is_recorded_later_cannot_be_cited() {
    let channel = Channel::of(None);
    let state = channel.received(&channel.state(0, &[100, 100]), &[0]);
    let cites = with(&state, &json!({ "messageId": id_of("hello") }));
    let (log, message) = ([channel.created()], arrived(0, "hello"));
    let expected = fault("M3", Info, "", &[1]).of(&channel);
    expected.recorded(&and(&log, std::slice::from_ref(&cites)), &message);
    holds("M3", &and(&log, &[message, cites]));
}

// M4 -------------------------------------------------------------------------------

#[test]
fn m4_a_queued_message_that_a_later_one_overtook_was_lost() {
    let lost = [
        sent(1, "one", "queued"),
        sent(1, "two", "queued"),
        sent(1, "two", "written"),
    ];
    fault("M4", Warn, "", &[0, 2]).recorded(&lost[..2], &lost[2]);
    // It was written in the end, or before.
    holds("M4", &and(&lost, &[sent(1, "one", "written")]));
    holds(
        "M4",
        &[
            sent(1, "one", "written"),
            sent(1, "one", "queued"),
            sent(1, "two", "written"),
        ],
    );
    // One to another peer overtakes nothing.
    let expected = fault("M4", Info, "", &[0]);
    expected.recorded(&lost[..1], &sent(2, "two", "written"));
}

#[test]
fn m4_a_message_that_waits_is_a_remark() {
    let log = [sent(1, "one", "written"), sent(1, "two", "queued")];
    fault("M4", Info, "", &[1]).recorded(&log[..1], &log[1]);
    holds("M4", &and(&log, &[sent(1, "two", "written")]));
    // It is judged by the end of the log.
    let store = appended(&and(&log, &[sent(1, "three", "written")]));
    assert_eq!(found(&store, "M4"), [expect(Warn, "", &[1, 2])]);
    let earlier = store.audit(Some(2), false).unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(earlier[0].severity, Info);
}

#[test]
fn m4_a_message_that_was_given_up_never_arrived() {
    let log = [sent(1, "one", "queued"), sent(1, "one", "gave_up")];
    fault("M4", Warn, "", &[1]).recorded(&log[..1], &log[1]);
    holds("M4", &and(&log, &[sent(1, "one", "written")]));
    fault("M4", Warn, "", &[1]).recorded(&[sent(1, "one", "written")], &log[1]);
}

#[test]
fn m4_each_message_is_found_where_it_was_last_spoken_of() {
    let mut log = Vec::new();
    for number in 0..5 {
        log.push(sent(number % 2, &format!("message {number}"), "queued"));
    }
    log.push(sent(0, "message 2", "gave_up"));
    log.push(sent(0, "message 4", "written"));
    log.push(sent(1, "message 1", "written"));
    let expected = [
        expect(Warn, "", &[0, 6]),
        expect(Warn, "", &[5, 6]),
        expect(Warn, "", &[3, 7]),
    ];
    for store in [appended(&log), imported(&log)] {
        assert_eq!(found(&store, "M4"), expected);
    }
}

// M5 -------------------------------------------------------------------------------

#[test]
fn m5_bodies_are_kept_as_they_are_whatever_they_hold() {
    let bodies = [
        "",
        "\u{0}\u{1f}\u{7f}\u{2028}\u{fffd}",
        "{\"ObjectivePayloads\":[{\"Type\":",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "1e999999 \\ud800 </script> 日本語 🦀",
    ];
    for body in bodies {
        let log = [arrived(1, body), sent(2, body, "written")];
        for store in [appended(&log), imported(&log)] {
            let held = (0..2).map(|offset| match store.get(offset).unwrap().event {
                Event::MessageReceived(event) => event.body.as_str().to_owned(),
                Event::MessageSent(event) => event.body.as_str().to_owned(),
                other => panic!("{other:?}"),
            });
            assert_eq!(held.collect::<Vec<_>>(), [body; 2]);
            assert_eq!(store.audit(None, true).unwrap(), []);
        }
    }
}

#[test]
fn m5_bodies_have_at_most_32768_bytes() {
    // Two bytes a character.
    for (length, is_refused) in [(16_384, false), (16_385, true)] {
        let body = "é".repeat(length);
        for event in [arrived(1, &body), sent(1, &body, "queued")] {
            let mut store = empty();
            let appended = store.append_json(&event.to_string(), 0, Default::default());
            let code = appended.map_err(|error| error.code()).err();
            assert_eq!(code, is_refused.then_some("INVALID_EVENT"), "{length}");
        }
    }
}

// M6 -------------------------------------------------------------------------------

#[test]
fn m6_the_id_of_a_message_is_the_hash_of_its_body() {
    for event in [arrived(1, "hello"), sent(1, "hello", "written")] {
        let wrong = with(&event, &json!({ "messageId": id_of("goodbye") }));
        fault("M6", Info, "", &[0]).recorded(&[], &wrong);
    }
}

#[test]
fn m6_a_body_with_its_hash_is_fine_and_one_that_was_cut_has_none() {
    for event in [arrived(1, "hello"), sent(1, "hello", "written")] {
        holds("M6", &[event]);
    }
    let cut = with(
        &arrived(1, "hello"),
        &json!({ "body": "he", "truncated": true }),
    );
    holds("M6", &[cut]);
}
