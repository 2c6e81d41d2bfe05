//! What is refused leaves nothing behind: the memory of the WebAssembly instance, which
//! never shrinks, stays as it is.

use statelog::{AppendOptions, EventStore};

use crate::support::store::{LOG_ID, NOW, Observed, append, empty, import, note, options, samples};
use crate::support::test;

/// Bytes by which the memory grows while `work` runs `rounds` times, after a tenth of
/// that to warm up.
fn growth(rounds: usize, mut work: impl FnMut(usize)) -> usize {
    let pages = || core::arch::wasm32::memory_size(0);
    (0..rounds / 10).for_each(&mut work);
    let before = pages();
    (0..rounds).for_each(&mut work);
    (pages() - before) * 65_536
}

fn refuse(store: &mut EventStore, text: &str, code: &str) {
    let refused = store.append_json(text, NOW, AppendOptions::default());
    assert_eq!(refused.unwrap_err().code(), code, "{text}");
}

#[test]
fn a_hundred_thousand_bad_events_leave_no_trace() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let long = "x".repeat(2_000);
    let good = note(1).to_string();
    let cut = |text: &str| text[..text.len() - 1].to_owned();
    let bad = [
        (String::new(), "INVALID_EVENT"),
        (cut(&good), "INVALID_EVENT"),
        (
            good.replace("\"org.example\"", &format!("\"{long}\"")),
            "INVALID_EVENT",
        ),
        (good.replace("namespace", &long), "INVALID_EVENT"),
        (good.replace("extension", &long), "INVALID_EVENT"),
        (good.replace("false", "null"), "INVALID_EVENT"),
        (
            format!("{}{}", "[".repeat(500), "]".repeat(500)),
            "INVALID_EVENT",
        ),
        (
            format!("{},\"eventId\":\"0x\"}}", cut(&good)),
            "INVALID_EVENT",
        ),
        (good.replace(&NOW.to_string(), "1"), "TIMESTAMP_REGRESSION"),
    ];
    let before = Observed::of(&store);
    let grown = growth(100_000, |round| {
        let (text, code) = &bad[round % bad.len()];
        refuse(&mut store, text, code);
    });
    assert_eq!(grown, 0);
    assert_eq!(Observed::of(&store), before);
    let offset = append(&mut store, &note(1)).unwrap().offset;
    assert_eq!(offset, 1);
}

#[test]
fn batches_that_end_badly_leave_no_trace() {
    let mut store = empty();
    let lines: Vec<_> = (0..20).map(|number| note(number).to_string()).collect();
    let lines = format!("{}\n{{}}", lines.join("\n"));
    let before = Observed::of(&store);
    let grown = growth(1_000, |_| {
        let refused = store.append_lines(&lines, NOW, AppendOptions::default());
        assert_eq!(refused.unwrap_err().index, Some(20));
    });
    assert_eq!(grown, 0);
    assert_eq!(Observed::of(&store), before);
}

#[test]
fn damaged_logs_and_closed_stores_leave_no_trace() {
    let (_, text) = samples().remove(0);
    let mut damaged = text.clone();
    let place = damaged.len() / 2;
    damaged[place] ^= 1;
    let mut closed = Vec::new();
    let grown = growth(50, |_| {
        assert_eq!(import(&damaged).unwrap_err().code(), "CORRUPT_LOG");
        let mut store = import(&text).unwrap();
        store.close();
        // It is not dropped, and holds nothing all the same.
        closed.push(store);
    });
    assert_eq!(grown, 0);
    assert_eq!(closed.len(), 55);
    assert_eq!(EventStore::new(options(0)).log_id(), LOG_ID);
}
