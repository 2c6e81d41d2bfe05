//! Offsets are dense, and nothing is lost between threads.

use serde_json::json;
use statelog::AppendOptions;
use statelog::event::EventType;

use crate::support::examples;
use crate::support::store::{
    LOG_ID, NOW, Observed, append, append_batch, empty, example, import, note, with,
};
use crate::support::test;

#[test]
fn every_append_adds_one_event_at_the_next_offset() {
    let mut store = empty();
    assert!(store.is_empty());
    for number in 0..200 {
        let appended = append(&mut store, &note(number)).unwrap();
        assert_eq!(appended.offset, number as u64);
        assert!(!appended.duplicate);
        assert_eq!(store.len(), number as u64 + 1);
        let recorded = store.get(appended.offset).unwrap();
        assert_eq!(recorded.event_id, appended.event_id);
        assert_eq!(recorded.event, examples::event(&note(number)));
    }
    assert_eq!(store.get(200), None);
    assert_eq!(store.bytes(200), None);
    assert_eq!(store.id(200), None);
    let offsets: Vec<_> = store.read(0..u64::MAX).map(|event| event.offset).collect();
    assert_eq!(offsets, (0..200).collect::<Vec<_>>());
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn ten_threads_lose_and_repeat_nothing() {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    let store = Mutex::new(empty());
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..10usize)
            .map(|thread| {
                let store = &store;
                scope.spawn(move || {
                    let append_one = |number| {
                        let mut store = store.lock().unwrap();
                        append(&mut store, &note(thread * 100 + number)).unwrap()
                    };
                    (0..100).map(append_one).collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.collect()
    });
    for of_thread in &results {
        assert!(of_thread.is_sorted_by(|one, next| one.offset < next.offset));
    }
    let results: Vec<_> = results.into_iter().flatten().collect();
    assert!(results.iter().all(|result| !result.duplicate));
    let offsets: BTreeSet<_> = results.iter().map(|result| result.offset).collect();
    assert_eq!(offsets, (0..1_000).collect());
    let store = store.into_inner().unwrap();
    assert_eq!(store.len(), 1_000);
    for result in results {
        assert_eq!(store.id(result.offset), Some(result.event_id));
    }
    assert!(store.verify().ok);
}

#[test]
fn the_expected_length_is_that_before_the_call() {
    let mut store = empty();
    let expecting = |expected_length| AppendOptions {
        expected_length: Some(expected_length),
    };
    let [first, second, third] = [0, 1, 2].map(|number| examples::event(&note(number)));
    store.append(first.clone(), NOW, expecting(0)).unwrap();
    let error = store.append(second.clone(), NOW, expecting(0)).unwrap_err();
    assert_eq!(error.code(), "CONFLICT");
    assert_eq!(error.details(), r#"{"actual":1,"expected":0}"#);
    assert_eq!(store.len(), 1);
    // What would write nothing never conflicts.
    let repeated = store.append(first.clone(), NOW, expecting(7)).unwrap();
    assert!(repeated.duplicate);
    assert_eq!(
        store.append_batch(Vec::new(), NOW, expecting(7)).unwrap(),
        []
    );
    let batch = vec![first, second, third];
    let error = store
        .append_batch(batch.clone(), NOW, expecting(2))
        .unwrap_err();
    assert_eq!((error.code(), error.index), ("CONFLICT", Some(1)));
    let appended = store.append_batch(batch, NOW, expecting(1)).unwrap();
    let offsets: Vec<_> = appended.iter().map(|result| result.offset).collect();
    assert_eq!(offsets, [0, 1, 2]);
}

#[test]
fn every_type_is_appended_read_back_exported_and_imported() {
    let mut store = empty();
    for (place, event_type) in EventType::ALL.iter().enumerate() {
        // Chain facts of one log would contradict each other, so each gets its own.
        let mut event = example(*event_type);
        if EventType::DepositDetected <= *event_type && *event_type <= EventType::ReclaimDetected {
            event["chain"]["logIndex"] = place.into();
        }
        let appended = append(&mut store, &event).unwrap();
        assert!(!appended.duplicate, "{event_type:?}");
        let recorded = store.get(place as u64).unwrap();
        assert_eq!(recorded.event, examples::event(&event));
        assert_eq!(recorded.event.event_type(), *event_type);
    }
    assert_eq!(store.len(), 28);
    let text = store.export(None);
    let again = import(&text).unwrap();
    assert_eq!(again.export(None), text);
    assert!(again.read(0..28).eq(store.read(0..28)));
    assert_eq!(
        again.reconstruct(None).unwrap(),
        store.reconstruct(None).unwrap()
    );
}

#[test]
fn a_cause_must_be_in_the_log_or_earlier_in_the_batch() {
    let mut store = empty();
    let first = append(&mut store, &note(0)).unwrap();
    let caused_by = |id: &str, number| with(&note(number), &json!({ "causationId": id }));
    let known = first.event_id.to_string();
    append(&mut store, &caused_by(&known, 1)).unwrap();
    let unknown = format!("0x{}", "ca".repeat(32));
    let error = append(&mut store, &caused_by(&unknown, 2)).unwrap_err();
    assert_eq!(error.code(), "RULE_VIOLATION");
    let details: serde_json::Value = serde_json::from_str(&error.details()).unwrap();
    assert_eq!(details["rule"], "L6");
    assert_eq!(details["offsets"], json!([]));
    assert_eq!(details["finding"]["severity"], "error");
    assert_eq!(store.len(), 2);

    let within =
        statelog::merkle::leaf_hash(&statelog::canonical::to_bytes(&examples::event(&note(3))));
    let within = within.to_string();
    let error = append_batch(&mut store, &[caused_by(&within, 4), note(3)]).unwrap_err();
    assert_eq!((error.code(), error.index), ("RULE_VIOLATION", Some(0)));
    assert_eq!(store.len(), 2);
    append_batch(&mut store, &[note(3), caused_by(&within, 4)]).unwrap();
    assert_eq!(store.len(), 4);
}

#[test]
fn a_closed_store_takes_nothing_and_holds_nothing() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let subscription = store.subscribe(0, None, None, None).unwrap();
    store.close();
    store.close();
    let codes = [
        append(&mut store, &note(1)).unwrap_err(),
        append(&mut store, &note(0)).unwrap_err(),
        append_batch(&mut store, &[]).unwrap_err(),
        store
            .append_json("{", NOW, AppendOptions::default())
            .unwrap_err(),
        store.create_snapshot(NOW).unwrap_err(),
        store.subscribe(0, None, None, None).unwrap_err(),
        store.check_open().unwrap_err(),
    ]
    .map(|error| error.code());
    assert_eq!(codes, ["CLOSED"; 7]);
    assert_eq!(Observed::of(&store), Observed::of(&empty()));
    assert_eq!((store.get(0), store.log_id()), (None, LOG_ID));
    assert_eq!(store.next_delivery(), None);
    assert_eq!(store.dispatcher().checkpoint(subscription), None);
}
