//! Rules L3, L5 and L6: what every event of any log has. What the format itself makes sure
//! of is tested where that is: L1 and L7 in `tests/journal.rs` and `tests/journal_faults.rs`,
//! L2 there, L4 in `tests/events/bounds.rs`.

use serde_json::{Value as Json, json};
use statelog::canonical::to_bytes;
use statelog::journal::{write_commit, write_header};
use statelog::merkle::{Tree, leaf_hash};
use statelog::rules::Severity::{Error, Info};
use statelog::{AppendOptions, EventStore};

use crate::given::{Channel, appended, expect, found, imported};
use crate::judged::{fault, holds};
use crate::support::examples;
use crate::support::store::{LOG_ID, NOW, append, append_batch, empty, file, import, note, with};

// L3 -------------------------------------------------------------------------------

/// Something that only a later version understands.
fn critical(members: &Json) -> Json {
    let unknown = json!({ "critical": true, "timestamp": null });
    with(&with(&note(7), &unknown), members)
}

#[test]
fn l3_what_a_critical_extension_is_about_is_not_fully_understood() {
    let channel = Channel::of(Some(0));
    let before = [channel.created()];
    let about = json!({ "channelId": channel.id });
    let expected = fault("L3", Error, "not_fully_understood", &[1]);
    expected.recorded(&before, &critical(&json!({})));
    let expected = fault("L3", Error, "not_fully_understood", &[1]).of(&channel);
    expected.recorded(&before, &critical(&about));
    // The channel's own findings say so, and those of another channel do not.
    let other = Channel::between(3, "virtual", "virtual_payment", Some(0));
    let store = appended(&[channel.created(), critical(&about), other.created()]);
    let seen = [&channel, &other].map(|of| {
        let state = store.reconstruct_channel(&of.id, None).unwrap().unwrap();
        let rules = state.findings.iter().map(|finding| finding.rule.as_str());
        rules.filter(|rule| *rule == "L3").count()
    });
    assert_eq!(seen, [1, 0]);
}

#[test]
fn l3_an_extension_that_is_not_critical_may_be_ignored() {
    let channel = Channel::of(Some(0));
    for members in [json!({}), json!({ "channelId": channel.id })] {
        let extension = with(&critical(&members), &json!({ "critical": false }));
        holds("L3", &[channel.created(), extension]);
    }
}

#[test]
fn l3_the_types_are_a_closed_list() {
    let known = to_bytes(&examples::event(&note(1)));
    let known = String::from_utf8(known).unwrap();
    let unknown = known.replace(r#""extension""#, r#""extension_2""#);
    let mut store = empty();
    let refused = store.append_json(&unknown, NOW, AppendOptions::default());
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), "INVALID_EVENT");
    assert!(refused.details().contains("type"), "{}", refused.details());
    assert_eq!(store.len(), 0);
    // No log holds one either.
    assert_eq!(read(&unknown).unwrap_err().code(), "CORRUPT_LOG");
    assert_eq!(read(&known).unwrap().len(), 1);
}

/// Reads a file with one event, whatever that is.
fn read(event: &str) -> Result<EventStore, statelog::Error> {
    let mut tree = Tree::default();
    tree.push(leaf_hash(event.as_bytes()));
    let mut text = Vec::new();
    write_header(&mut text, LOG_ID);
    let events = std::iter::once(event.as_bytes());
    write_commit(&mut text, events, 0, 1, tree.root()).unwrap();
    import(&text)
}

// L5 -------------------------------------------------------------------------------

/// The notes with these timestamps, in milliseconds after that of the examples.
fn at(times: &[u64]) -> Vec<Json> {
    let notes = times.iter().enumerate();
    notes
        .map(|(number, at)| with(&note(number), &json!({ "timestamp": NOW + at })))
        .collect()
}

/// A log with these timestamps, as somebody else wrote it.
fn written(times: &[u64]) -> EventStore {
    let events: Vec<_> = at(times).iter().map(examples::event).collect();
    import(&file(&events, &[1])).unwrap()
}

#[test]
fn l5_a_timestamp_below_the_last_one_is_refused_and_remarked_in_a_log() {
    let mut store = appended(&at(&[0, 5]));
    let text = store.export(None);
    let early = with(&note(2), &json!({ "timestamp": NOW + 4 }));
    let refused = append(&mut store, &early).unwrap_err();
    assert_eq!(refused.code(), "TIMESTAMP_REGRESSION");
    assert_eq!(store.export(None), text, "nothing was appended");
    // Each event is compared with the one before it, not with the latest of all.
    let found = found(&written(&[0, 5, 4, 3, 4, 1]), "L5");
    let expected = [[1, 2], [2, 3], [4, 5]].map(|offsets| expect(Info, "", &offsets));
    assert_eq!(found, expected);
}

#[test]
fn l5_timestamps_may_stay_the_same() {
    let log = at(&[0, 0, 7, 7]);
    assert_eq!(found(&appended(&log), "L5"), []);
    assert_eq!(found(&written(&[0, 0, 7, 7]), "L5"), []);
}

#[test]
fn l5_a_timestamp_that_is_left_out_is_never_too_low() {
    let mut store = appended(&at(&[9]));
    // The clock of `append` says less.
    append(&mut store, &with(&note(1), &json!({ "timestamp": null }))).unwrap();
    let stamped = store.get(1).unwrap().event.timestamp().unwrap();
    assert_eq!(stamped.get(), NOW + 9);
    assert_eq!(found(&store, "L5"), []);
}

// L6 -------------------------------------------------------------------------------

fn id_of(event: &Json) -> String {
    leaf_hash(&to_bytes(&examples::event(event))).to_string()
}

/// A note that another event led to.
fn caused_by(id: &str) -> Json {
    let members = json!({ "causationId": id, "timestamp": null });
    with(&note(8), &members)
}

#[test]
fn l6_a_cause_is_an_earlier_event() {
    let before = at(&[0]);
    let right = caused_by(&id_of(&before[0]));
    let unknown = format!("0x{}", "0c".repeat(32));
    fault("L6", Error, "", &[1]).refused(&before, &caused_by(&unknown), &right);
    // A deposit of ours that gives a reason needs its cause all the same.
    let channel = Channel::of(Some(0));
    let of = |id: &str| {
        let reason = json!({ "causationId": id, "override": "agreed by telephone" });
        with(&channel.deposit(1, 100, 0), &reason)
    };
    let log = [at(&[0]), vec![channel.created()]].concat();
    let right = of(&id_of(&log[0]));
    fault("L6", Error, "", &[2]).refused_for_any_reason(&log, &of(&unknown), &right);
}

#[test]
fn l6_what_others_did_needs_its_cause_too() {
    let channel = Channel::of(Some(0));
    let deposit = |id: &str| with(&channel.deposited(1, 100), &json!({ "causationId": id }));
    let log = [at(&[0]), vec![channel.created()]].concat();
    let unknown = format!("0x{}", "0c".repeat(32));
    let right = deposit(&id_of(&log[0]));
    fault("L6", Error, "", &[2]).refused(&log, &deposit(&unknown), &right);
}

#[test]
fn l6_a_later_event_is_no_cause() {
    let later = at(&[0, 1]).remove(1);
    let effect = with(&caused_by(&id_of(&later)), &json!({ "timestamp": NOW }));
    let in_order = |events: &[&Json]| {
        let events: Vec<_> = events.iter().map(|event| examples::event(event)).collect();
        found(&import(&file(&events, &[1])).unwrap(), "L6")
    };
    assert_eq!(in_order(&[&effect, &later]), [expect(Error, "", &[0])]);
    let effect = with(&effect, &json!({ "timestamp": NOW + 1 }));
    assert_eq!(in_order(&[&later, &effect]), []);
    // The events of a batch come one after the other.
    let mut store = empty();
    let refused = append_batch(&mut store, &[effect.clone(), later.clone()]).unwrap_err();
    assert_eq!((refused.code(), refused.index), ("RULE_VIOLATION", Some(0)));
    append_batch(&mut store, &[later, effect]).unwrap();
    assert_eq!(found(&store, "L6"), []);
}

#[test]
fn l6_an_event_without_a_cause_needs_none() {
    let log = [note(0), note(1)].map(|event| with(&event, &json!({ "timestamp": null })));
    holds("L6", &log);
    assert_eq!(found(&imported(&log), "L5"), []);
}
