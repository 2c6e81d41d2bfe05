//! Logs leave as text and come back: verbatim, cut, bare, damaged.

use crate::support::store::{
    LOG_ID, NOW, append, append_batch, empty, file, import, import_after, is_sound, note, options,
    samples, state_json, with,
};
use crate::support::test;
use serde_json::{Value as Json, json};
use statelog::store::ImportOptions;
use statelog::{Error, ErrorKind, EventStore, LogId};

/// Two commits, of one and of three events.
fn store() -> EventStore {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    append_batch(&mut store, &[note(1), note(2), note(3)]).unwrap();
    store
}

fn marked(text: &[u8]) -> Vec<u8> {
    let store = import(text).unwrap();
    let mut text = text.to_vec();
    statelog::journal::write_mark(&mut text, store.len(), store.root(None).unwrap());
    text
}

fn salvage(text: &[u8]) -> Result<EventStore, Error> {
    let salvage = ImportOptions {
        salvage: true,
        ..ImportOptions::default()
    };
    EventStore::import(text, options(1), &salvage, NOW)
}

fn is_torn(error: &Error) -> bool {
    matches!(&error.kind, ErrorKind::CorruptLog(damage) if damage.torn)
}

#[test]
fn a_sample_written_by_other_code_imports_and_exports_to_the_same_bytes() {
    for (name, text) in samples() {
        let store = import(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(store.export(None), text, "{name}");
        let report = store.verify();
        assert_eq!(report.ok, is_sound(&name), "{name}: {:?}", report.problems);
        for at in 0..=store.len() {
            let state = store.reconstruct(Some(at)).unwrap();
            assert_eq!(state.length.get(), at);
        }
    }
}

#[test]
fn commits_and_marks_survive_an_import() {
    let text = marked(&store().export(None));
    let mut again = import(&text).unwrap();
    assert_eq!(again.export(None), text);
    append(&mut again, &note(4)).unwrap();
    let longer = again.export(None);
    assert!(longer.starts_with(&text));
    assert_eq!(import(&longer).unwrap().export(None), longer);
}

#[test]
fn an_export_that_cuts_a_commit_frames_it_anew() {
    let text = marked(&store().export(None));
    let store = import(&text).unwrap();
    for (to, lines) in [(0, 1), (1, 2), (2, 3), (3, 3), (4, 4), (9, 4)] {
        let cut = store.export(Some(to));
        assert_eq!(
            cut.split_inclusive(|byte| *byte == b'\n').count(),
            lines,
            "{to}"
        );
        let again = import(&cut).unwrap();
        let to = to.min(4);
        assert_eq!(again.len(), to);
        assert_eq!(again.root(None).unwrap(), store.root(Some(to)).unwrap());
        assert_eq!(state_json(&again, None), state_json(&store, Some(to)));
        assert!(text.starts_with(&cut) || to == 2 || to == 3);
    }
}

#[test]
fn bare_events_are_read_like_input() {
    let upper = with(&note(1), &json!({ "payload": "0xAB", "timestamp": null }));
    let text = format!("\n{}\r\n{upper}\n\n{}\n", note(0), note(0));
    let store = import(text.as_bytes()).unwrap();
    assert_eq!(store.len(), 2);
    let bare = store.export_events(None, None).unwrap();
    let expected = with(&note(1), &json!({ "payload": "0xab" }));
    let got: Json = serde_json::from_str(bare.lines().nth(1).unwrap()).unwrap();
    assert_eq!(got, expected);
    // Each is a commit of its own.
    assert_eq!(
        store.export(None),
        import(bare.as_bytes()).unwrap().export(None)
    );
    assert_eq!(
        store
            .export(None)
            .split_inclusive(|byte| *byte == b'\n')
            .count(),
        3
    );
    assert_eq!(
        store
            .export_events(Some(1), Some(9))
            .unwrap()
            .lines()
            .count(),
        1
    );
    assert_eq!(
        store.export_events(Some(2), Some(1)).unwrap_err().code(),
        "INVALID_ARGUMENT"
    );
}

#[test]
fn places_of_bare_events_are_checked_and_dropped() {
    let id = store().id(0).unwrap().to_string();
    let place = |offset: u64, id: &str| with(&note(0), &json!({ "offset": offset, "eventId": id }));
    let text = place(0, &id).to_string();
    assert_eq!(
        import(text.as_bytes()).unwrap().id(0).unwrap().to_string(),
        id
    );
    let wrong = [
        ("offset", place(1, &id)),
        ("eventId", place(0, &format!("0x{}", "11".repeat(32)))),
    ];
    for (path, event) in wrong {
        let error = import(event.to_string().as_bytes()).unwrap_err();
        assert_eq!((error.code(), error.index), ("INVALID_EVENT", Some(0)));
        assert!(
            error.details().contains(&format!(r#""path":"/{path}""#)),
            "{error:?}"
        );
    }
}

#[test]
fn every_cut_is_torn_and_salvaged_up_to_the_last_whole_commit() {
    let text = store().export(None);
    let ends: Vec<_> = [0, 1, 4].map(|to| store().export(Some(to)).len()).into();
    for cut in 1..text.len() {
        let part = &text[..cut];
        // A commit that lacks only its line feed is whole.
        if ends.contains(&cut) || ends[1..].contains(&(cut + 1)) {
            assert!(import(part).is_ok(), "{cut}");
            continue;
        }
        let error = import(part).unwrap_err();
        assert!(is_torn(&error), "{cut}: {error}");
        let whole = ends.iter().rposition(|end| *end <= cut);
        let length = whole.map_or(0, |place| [0, 1, 4][place]);
        assert_eq!(salvage(part).unwrap().len(), length, "{cut}");
    }
}

#[test]
fn damage_is_refused_and_salvaged_up_to_it() {
    let text = marked(&store().export(None));
    let at = store().export(Some(1)).len();
    for place in at..text.len() - 1 {
        let mut damaged = text.clone();
        damaged[place] ^= 1;
        let error = import(&damaged).unwrap_err();
        assert_eq!(error.code(), "CORRUPT_LOG", "{place}");
        assert!(!is_torn(&error), "{place}: {error}");
        let kept = salvage(&damaged).unwrap();
        assert!([1, 4].contains(&kept.len()), "{place}");
        assert_eq!(
            kept.export(None),
            store().export(Some(kept.len())),
            "{place}"
        );
    }
    let repeated = file(
        &[0, 0].map(|number| crate::support::examples::event(&note(number))),
        &[1],
    );
    assert_eq!(import(&repeated).unwrap_err().code(), "CORRUPT_LOG");
    assert_eq!(salvage(&repeated).unwrap().len(), 1);
}

#[test]
fn a_file_keeps_its_log_id() {
    let text = store().export(None);
    let other = LogId::new([8; 16]);
    let mut import = ImportOptions {
        log_id: Some(other),
        ..ImportOptions::default()
    };
    let open = |import: &ImportOptions| EventStore::import(&text, options(1), import, NOW);
    assert_eq!(open(&import).unwrap_err().code(), "INVALID_ARGUMENT");
    import.log_id = Some(LOG_ID);
    assert_eq!(open(&import).unwrap().log_id(), LOG_ID);
}

#[test]
fn what_is_no_log_has_an_unknown_format() {
    for text in ["hello", "\u{feff}{}", "[]", " \n{\"crc\""] {
        assert_eq!(
            import(text.as_bytes()).unwrap_err().code(),
            "UNKNOWN_FORMAT",
            "{text}"
        );
        assert_eq!(
            salvage(text.as_bytes()).unwrap_err().code(),
            "UNKNOWN_FORMAT",
            "{text}"
        );
    }
    assert_eq!(import(b"").unwrap().len(), 0);
}

#[test]
fn verify_finds_nothing_in_intact_logs_and_names_a_false_snapshot() {
    for (name, text) in samples().into_iter().filter(|(name, _)| is_sound(name)) {
        let mut store = import(&text).unwrap();
        store.create_snapshot(0).unwrap();
        let report = store.verify();
        assert!(
            report.ok && report.problems.is_empty(),
            "{name}: {:?}",
            report.problems
        );
        let lie = json!({
            "type": "snapshot_created",
            "length": 1,
            "stateHash": format!("0x{}", "11".repeat(32)),
            "foldVersion": statelog::state::FOLD_VERSION,
        });
        let other = with(&lie, &json!({ "foldVersion": 999 }));
        append(&mut store, &other).unwrap();
        assert!(store.verify().ok, "{name}");
        let error = append(&mut store, &lie).unwrap_err();
        assert_eq!(error.code(), "RULE_VIOLATION", "{name}");
        let (store, offset) = import_after(&store, &lie);
        let report = store.verify();
        assert!(!report.ok);
        assert_eq!(report.problems.len(), 1, "{name}");
        assert_eq!(report.problems[0].code.as_str(), "WRONG_SNAPSHOT");
        assert_eq!(report.problems[0].offset.unwrap().get(), offset);
        assert_eq!(report.root, store.root(None).unwrap());
        assert_eq!(report.state_hash, store.state_hash(None).unwrap());
    }
}

/// Rule L5 is for the writer; of a log that was written otherwise it is only a remark.
#[test]
fn verify_goes_on_past_a_timestamp_that_is_lower_than_the_one_before() {
    let at = |number: usize, timestamp: u64| {
        crate::support::examples::event(&with(&note(number), &json!({ "timestamp": timestamp })))
    };
    let events = [at(0, NOW), at(1, NOW - 1), at(2, NOW + 1), at(3, 0)];
    let store = import(&file(&events, &[1])).unwrap();
    let report = store.verify();
    assert!(report.ok, "{:?}", report.problems);
    assert_eq!(report.length.get(), 4);
    assert_eq!(report.root, store.root(None).unwrap());
    assert_eq!(report.state_hash, store.state_hash(None).unwrap());
    // What is wrong behind it is still found.
    let lie = json!({
        "type": "snapshot_created",
        "length": 1,
        "stateHash": format!("0x{}", "11".repeat(32)),
        "foldVersion": statelog::state::FOLD_VERSION,
    });
    let (store, _) = import_after(&store, &lie);
    let offsets: Vec<_> = (store.verify().problems.iter())
        .map(|problem| problem.offset.unwrap().get())
        .collect();
    assert_eq!(offsets, [4]);
}
