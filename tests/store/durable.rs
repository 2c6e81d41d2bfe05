//! What a store that is kept in storage gives out to be written, and when.

use crate::support::store::{append, append_batch, empty, import, note};
use statelog::EventStore;
use statelog::dispatch::Delivery;

/// A store whose header is in storage.
fn kept() -> EventStore {
    let mut store = empty();
    store.keep();
    store
}

/// The durable length that each line names.
fn flushed_in(lines: &[u8]) -> Vec<u64> {
    let lines = std::str::from_utf8(lines).unwrap().lines();
    let flushed = lines.map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["flushed"].as_u64().unwrap()
    });
    flushed.collect()
}

fn delivered(store: &mut EventStore) -> Vec<u64> {
    let deliveries = std::iter::from_fn(|| store.next_delivery());
    let events = deliveries.filter(|delivery: &Delivery| !delivery.caught_up);
    events.map(|delivery| delivery.offset).collect()
}

#[test]
fn a_store_in_memory_is_durable_and_has_nothing_to_write() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    assert_eq!((store.durable_length(), store.written_length()), (1, 1));
    assert!(store.unwritten(1 << 20).is_empty());
    store.flushed(0);
    assert_eq!(store.durable_length(), 1);
}

#[test]
fn what_was_there_when_a_store_is_kept_is_durable_and_not_written_again() {
    let mut store = empty();
    append_batch(&mut store, &[note(0), note(1)]).unwrap();
    store.keep();
    assert_eq!((store.durable_length(), store.written_length()), (2, 2));
    assert!(store.unwritten(1 << 20).is_empty());
    append(&mut store, &note(2)).unwrap();
    assert_eq!(flushed_in(&store.unwritten(1 << 20)), [2]);
}

#[test]
fn header_and_lines_in_any_portions_are_the_export() {
    for most in (0..1_200).step_by(7).chain([1 << 20]) {
        let mut store = kept();
        let mut file = store.header();
        for round in 0..4 {
            append(&mut store, &note(round * 10)).unwrap();
            append_batch(&mut store, &[note(round * 10 + 1), note(round * 10 + 2)]).unwrap();
            // What the log holds already is no line.
            append(&mut store, &note(round * 10)).unwrap();
            append(&mut store, &note(round * 10 + 3)).unwrap();
            while store.written_length() < store.len() {
                let lines = store.unwritten(most);
                assert!(lines.ends_with(b"\n"));
                let last = lines[..lines.len() - 1]
                    .rsplit(|byte| *byte == b'\n')
                    .next();
                // Without its last line it had room.
                let others = lines.len() - last.unwrap().len() - 1;
                assert!(others == 0 || others < most);
                assert!(store.written_length() == store.len() || lines.len() >= most);
                file.extend(lines);
                if round % 2 == 0 {
                    store.flushed(store.written_length());
                }
            }
            assert_eq!(store.export(None), file, "{most}");
        }
        store.flushed(store.written_length());
        store.mark();
        file.extend(store.unwritten(most));
        assert_eq!(store.export(None), file);
        assert_eq!(import(&file).unwrap().export(None), file);
    }
}

#[test]
fn a_line_says_what_was_durable_when_its_write_began() {
    let mut store = kept();
    append(&mut store, &note(0)).unwrap();
    let first = store.unwritten(1 << 20);
    // Two commits wait while the first is written; what they say is decided later.
    append(&mut store, &note(1)).unwrap();
    append_batch(&mut store, &[note(2), note(3)]).unwrap();
    assert_eq!((store.written_length(), store.durable_length()), (1, 0));
    store.flushed(1);
    let group = store.unwritten(1 << 20);
    assert_eq!((store.written_length(), store.durable_length()), (4, 1));
    // The flush of the group goes on: this write begins with no more durable than that.
    append(&mut store, &note(4)).unwrap();
    let early = store.unwritten(1 << 20);
    store.flushed(4);
    assert_eq!(flushed_in(&first), [0]);
    assert_eq!(flushed_in(&group), [1, 1]);
    assert_eq!(flushed_in(&early), [1]);
    let file = [store.header(), first, group, early].concat();
    assert_eq!(store.export(None), file);
    assert_eq!(import(&file).unwrap().len(), 5);
}

#[test]
fn an_export_reads_back_whatever_is_still_to_be_written() {
    let mut store = kept();
    for number in 0..12 {
        append(&mut store, &note(number)).unwrap();
        match number % 4 {
            1 => drop(store.unwritten(1)),
            2 => store.flushed(store.written_length()),
            3 => store.mark(),
            _ => {}
        }
        let text = store.export(None);
        let again = import(&text).unwrap();
        assert_eq!(again.len(), store.len());
        assert_eq!(again.export(None), text);
    }
    assert!(store.durable_length() < store.len());
}

#[test]
fn subscribers_hear_of_an_event_once_it_is_durable() {
    let mut store = kept();
    store.subscribe(0, None, None, None).unwrap();
    append(&mut store, &note(0)).unwrap();
    append_batch(&mut store, &[note(1), note(2)]).unwrap();
    assert!(delivered(&mut store).is_empty());
    store.unwritten(1);
    assert!(
        delivered(&mut store).is_empty(),
        "it was written, not flushed"
    );
    store.flushed(store.written_length());
    assert_eq!(delivered(&mut store), [0]);
    store.unwritten(1);
    // Who subscribes now hears no more than others.
    store.subscribe(0, None, None, None).unwrap();
    assert_eq!(delivered(&mut store), [0]);
    store.flushed(store.written_length());
    assert_eq!(delivered(&mut store), [1, 1, 2, 2]);
}

#[test]
fn a_mark_is_added_once_and_only_when_everything_is_durable() {
    let mut store = kept();
    append(&mut store, &note(0)).unwrap();
    store.mark();
    store.unwritten(1 << 20);
    store.mark();
    assert!(store.unwritten(1 << 20).is_empty());
    store.flushed(1);
    store.mark();
    store.mark();
    let mark = store.unwritten(1 << 20);
    let text = String::from_utf8(mark).unwrap();
    assert!(text.contains(r#","flushed":1,"length":1,"root":"#) && !text.contains("events"));
    assert_eq!(text.lines().count(), 1);
    store.flushed(store.written_length());
    store.mark();
    assert!(store.unwritten(1 << 20).is_empty());

    // The one that stands at the end of a log that is opened again is enough.
    let text = store.export(None);
    let mut again = import(&text).unwrap();
    again.keep();
    again.mark();
    assert!(again.unwritten(1 << 20).is_empty());
    append(&mut again, &note(1)).unwrap();
    again.unwritten(1 << 20);
    again.flushed(2);
    again.mark();
    assert_eq!(flushed_in(&again.unwritten(1 << 20)), [2]);
}

#[test]
fn a_log_without_events_can_be_closed() {
    let mut store = kept();
    store.mark();
    let file = [store.header(), store.unwritten(1)].concat();
    assert_eq!(store.export(None), file);
    assert_eq!(import(&file).unwrap().export(None), file);
}

/// A length that was not given out yet was taken for durable. The next line would have said
/// more than it may and was left out of the file without a word.
#[test]
fn no_more_is_durable_than_was_given_out() {
    let mut store = kept();
    append(&mut store, &note(0)).unwrap();
    append(&mut store, &note(1)).unwrap();
    store.flushed(2);
    assert_eq!(store.durable_length(), 0);
    let first = store.unwritten(1);
    store.flushed(u64::MAX);
    assert_eq!(store.durable_length(), 1);
    store.flushed(0);
    assert_eq!(store.durable_length(), 1, "what is durable stays so");
    let second = store.unwritten(1);
    assert_eq!(flushed_in(&second), [1]);
    assert_eq!([store.header(), first, second].concat(), store.export(None));
}
