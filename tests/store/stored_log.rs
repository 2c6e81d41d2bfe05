//! Logs that are read piece by piece, followed while somebody writes them, and repaired.

use crate::support::store::{
    LOG_ID, Observed, append, append_batch, empty, import, note, options, samples,
};
use statelog::journal::{Ending, LogId};
use statelog::store::{StoredLog, Verdict};
use statelog::{EventStore, EventStoreOptions};

const SECTOR: usize = 512;

/// A log that was closed in between and at the end, with a commit of several events.
fn file() -> Vec<u8> {
    let mut store = empty();
    let mut file = store.header();
    store.keep();
    for (number, is_closed) in [(0, false), (10, true), (20, false), (30, true)] {
        append_batch(&mut store, &[note(number), note(number + 1)]).unwrap();
        append(&mut store, &note(number + 2)).unwrap();
        file.extend(store.unwritten(1 << 20));
        store.flushed(store.written_length());
        if is_closed {
            store.mark();
            file.extend(store.unwritten(1 << 20));
        }
    }
    file
}

fn open(file: &[u8]) -> (EventStore, Verdict) {
    let mut follower = Follower::new();
    let verdict = follower.follow(file);
    (follower.store, verdict)
}

/// Somebody who reads a file while it grows.
struct Follower {
    store: EventStore,
    stored: StoredLog,
    end: usize,
}

impl Follower {
    fn new() -> Self {
        Self {
            store: empty(),
            stored: StoredLog::new(None),
            end: 0,
        }
    }

    /// Reads on to what is the end of the file now.
    fn follow(&mut self, file: &[u8]) -> Verdict {
        self.stored.feed(&mut self.store, &file[self.end..]);
        let verdict = self.stored.conclude(&mut self.store).unwrap();
        self.end = verdict.end as usize;
        assert_eq!(verdict.length, self.store.len());
        verdict
    }
}

#[test]
fn pieces_of_every_size_give_what_an_import_gives() {
    let file = file();
    let imported = Observed::of(&import(&file).unwrap());
    for size in 1..=file.len() {
        let (mut store, mut stored) = (empty(), StoredLog::new(None));
        for piece in file.chunks(size) {
            stored.feed(&mut store, piece);
        }
        let verdict = stored.conclude(&mut store).unwrap();
        assert_eq!(verdict.ending, Ok(Ending::Clean));
        assert_eq!((verdict.commits, verdict.length), (8, 12));
        assert_eq!(Observed::of(&store), imported, "pieces of {size} bytes");
    }
}

#[test]
fn every_sample_read_in_pieces_is_the_log_that_an_import_gives() {
    for (name, text) in samples() {
        let imported = Observed::of(&import(&text).unwrap());
        for size in [1, 511, 512, 4_096] {
            let (mut store, mut stored) = (empty(), StoredLog::new(None));
            for piece in text.chunks(size) {
                stored.feed(&mut store, piece);
            }
            let verdict = stored.conclude(&mut store).unwrap();
            assert_eq!(verdict.ending, Ok(Ending::Clean), "{name}");
            assert_eq!(Observed::of(&store), imported, "{name}, {size}");
        }
    }
}

#[test]
fn a_follower_that_looks_at_every_split_reads_the_same_log() {
    let file = file();
    let imported = Observed::of(&import(&file).unwrap());
    for split in 0..=file.len() {
        let mut follower = Follower::new();
        let early = follower.follow(&file[..split]);
        assert_eq!(early.damage(), None, "{split}");
        let whole = (0..split).rev().find(|at| file[*at] == b'\n');
        let whole = whole.map_or(0, |at| at + 1);
        assert!(follower.end == whole || early.ending == Ok(Ending::MissingLineFeed));
        // Looking again shows nothing else.
        assert_eq!(follower.follow(&file[..split]).length, early.length);
        assert_eq!(follower.follow(&file).ending, Ok(Ending::Clean));
        assert_eq!(Observed::of(&follower.store), imported, "split at {split}");
    }
}

#[test]
fn a_follower_that_looks_after_every_byte_reads_the_same_log() {
    let file = file();
    let mut follower = Follower::new();
    for end in 0..=file.len() {
        let verdict = follower.follow(&file[..end]);
        let (_, fresh) = open(&file[..end]);
        // Only that the last line lacked its line feed is old news to a follower.
        let is_news = fresh.ending != Ok(Ending::MissingLineFeed);
        assert_eq!(
            verdict.ending == fresh.ending,
            is_news || end == follower.end
        );
        assert_eq!(
            (verdict.commits, verdict.length),
            (fresh.commits, fresh.length)
        );
    }
    let imported = import(&file).unwrap();
    assert_eq!(Observed::of(&follower.store), Observed::of(&imported));
}

#[test]
fn a_follower_forgets_the_partial_line_that_a_recovery_cut() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let begun = store.export(None);
    append(&mut store, &note(1)).unwrap();
    let first = store.export(None);
    for cut in begun.len() + 1..first.len() - 1 {
        let mut follower = Follower::new();
        let verdict = follower.follow(&first[..cut]);
        assert_eq!(
            verdict.torn(),
            Some((begun.len() as u64, (cut - begun.len()) as u64))
        );
        // The next writer cuts it and appends something else.
        let mut other = import(&begun).unwrap();
        append(&mut other, &note(2)).unwrap();
        let second = other.export(None);
        assert_eq!(follower.follow(&second).ending, Ok(Ending::Clean));
        assert_eq!(Observed::of(&follower.store), Observed::of(&other));
    }
}

#[test]
fn a_line_feed_that_a_writer_restores_is_no_line() {
    let file = file();
    let mut follower = Follower::new();
    let lacking = &file[..file.len() - 1];
    let verdict = follower.follow(lacking);
    assert_eq!(verdict.ending, Ok(Ending::MissingLineFeed));
    assert_eq!(verdict.end, lacking.len() as u64);
    assert_eq!(verdict.repair(&follower.store).unwrap().append, b"\n");
    assert_eq!(follower.follow(&file).ending, Ok(Ending::Clean));
    // The log goes on behind it.
    let mut longer = import(&file).unwrap();
    append(&mut longer, &note(40)).unwrap();
    let verdict = follower.follow(&longer.export(None));
    assert_eq!((verdict.ending, verdict.length), (Ok(Ending::Clean), 13));
    assert_eq!(Observed::of(&follower.store), Observed::of(&longer));
}

/// A follower that had taken a line without its line feed also took a line that ran on
/// behind it. Whoever read the file from its start found both damaged.
#[test]
fn a_follower_does_not_take_lines_that_run_together() {
    let mut store = empty();
    append(&mut store, &note(0)).unwrap();
    let first = store.export(None);
    let lacking = &first[..first.len() - 1];
    append(&mut store, &note(1)).unwrap();
    let whole = store.export(None);
    let joined = [lacking, &whole[first.len()..]].concat();
    assert!(open(&joined).1.damage().is_some());
    let mut follower = Follower::new();
    assert_eq!(follower.follow(lacking).ending, Ok(Ending::MissingLineFeed));
    // However often it looks.
    for _ in 0..2 {
        assert!(follower.follow(&joined).damage().is_some());
        assert_eq!(follower.store.len(), 1);
    }
    assert_eq!(follower.follow(&whole).ending, Ok(Ending::Clean));
    assert_eq!(follower.store.export(None), whole);
}

#[test]
fn an_empty_file_becomes_a_log() {
    let file = file();
    let other = EventStoreOptions::new(LogId::new([9; 16]));
    let (mut store, mut stored) = (EventStore::new(other), StoredLog::new(None));
    for end in [0, 0, 40, 90] {
        stored.feed(&mut store, &file[..end]);
        let verdict = stored.conclude(&mut store).unwrap();
        let bytes = end as u64;
        assert_eq!(verdict.ending, Ok(Ending::NeverUsed { bytes }));
        assert!(verdict.is_new() && verdict.end == 0);
        assert_eq!(store.log_id(), LogId::new([9; 16]));
    }
    stored.feed(&mut store, &file);
    let verdict = stored.conclude(&mut store).unwrap();
    assert_eq!(verdict.ending, Ok(Ending::Clean));
    // The log has the id that its file says.
    assert_eq!(store.log_id(), LOG_ID);
    assert_eq!(store.export(None), file);
}

#[test]
fn a_file_with_another_log_id_than_the_one_asked_for_is_an_error() {
    let file = file();
    let read = |asked: Option<LogId>, bytes: &[u8]| {
        let (mut store, mut stored) = (EventStore::new(options(1)), StoredLog::new(asked));
        stored.feed(&mut store, bytes);
        stored.conclude(&mut store)
    };
    let other = Some(LogId::new([8; 16]));
    assert_eq!(read(other, &file).unwrap_err().code(), "INVALID_ARGUMENT");
    // While there is no header it is nobody's.
    assert!(read(other, &file[..50]).unwrap().is_new());
    assert_eq!(read(Some(LOG_ID), &file).unwrap().length, 12);
    assert_eq!(read(None, &file).unwrap().length, 12);
}

/// Every way in which a file can end, by the name of its verdict.
fn endings() -> Vec<(&'static str, Vec<u8>)> {
    let whole = file();
    let with = |tail: &[u8]| [&whole, tail].concat();
    let mut flipped = whole.clone();
    flipped[200] ^= 1;
    let mut other_format = whole.clone();
    other_format[0] = b'[';
    let mut all = vec![
        ("clean", whole.clone()),
        ("clean", whole[..91].to_vec()),
        ("line feed", whole[..whole.len() - 1].to_vec()),
        ("new", Vec::new()),
        ("new", vec![0; 91]),
        ("torn", with(b"{\"crc\":\"0")),
        ("torn", with(&[0; SECTOR])),
        (
            "torn",
            with(&[&b"x\n"[..], &[0; 2 * SECTOR], b"\n"].concat()),
        ),
        ("corrupt", flipped),
        ("corrupt", with(b"stale\n")),
        ("corrupt", with(&whole)),
        ("unknown", other_format),
        ("unknown", vec![0; SECTOR]),
    ];
    all.extend((1..91).map(|end| ("new", whole[..end].to_vec())));
    all
}

#[test]
fn every_ending_is_repaired_once_or_refused_for_good() {
    for (name, mut file) in endings() {
        let (store, verdict) = open(&file);
        let repair = match verdict.repair(&store) {
            Ok(repair) => repair,
            Err(error) => {
                let code = match name {
                    "corrupt" => "CORRUPT_LOG",
                    "unknown" => "UNKNOWN_FORMAT",
                    _ => panic!("{name}: {error}"),
                };
                assert_eq!(error.code(), code);
                assert_eq!(verdict.damage().unwrap().code(), code);
                assert_eq!((verdict.torn(), verdict.torn_error()), (None, None));
                continue;
            }
        };
        let is_torn = name == "torn" || (name == "new" && !file.is_empty());
        assert_eq!(repair.cut.is_some(), is_torn, "{name}");
        assert_eq!(verdict.torn_error().is_some(), is_torn, "{name}");
        assert_eq!(verdict.is_new(), name == "new");
        if let Some((from, bytes)) = verdict.torn() {
            assert_eq!(from + bytes, file.len() as u64);
            assert_eq!(repair.cut, Some(from));
            file.truncate(from as usize);
        }
        file.extend(&repair.append);

        let (again, verdict) = open(&file);
        assert_eq!(verdict.ending, Ok(Ending::Clean), "{name}");
        assert_eq!(again.export(None), file);
        assert_eq!(Observed::of(&again), Observed::of(&store));
        let repair = verdict.repair(&again).unwrap();
        assert_eq!((repair.cut, repair.append), (None, Vec::new()));
    }
}

#[test]
fn a_verdict_says_in_json_what_it_is() {
    let said = |name: &str| {
        let (_, file) = endings()
            .into_iter()
            .find(|(held, _)| *held == name)
            .unwrap();
        let json: serde_json::Value = serde_json::from_str(&open(&file).1.to_json()).unwrap();
        (file.len(), json)
    };
    let (length, clean) = said("clean");
    let expected = serde_json::json!({
        "commits": 8, "end": length, "isNew": false, "length": 12, "lineFeedMissing": false,
    });
    assert_eq!(clean, expected);
    let (length, torn) = said("torn");
    let from = length - 9;
    assert_eq!(
        torn["torn"],
        serde_json::json!({ "bytes": 9, "from": from })
    );
    assert_eq!(said("line feed").1["lineFeedMissing"], true);
    assert_eq!(said("new").1["isNew"], true);
    assert_eq!(said("corrupt").1["damage"]["code"], "CORRUPT_LOG");
    assert_eq!(said("unknown").1["damage"]["code"], "UNKNOWN_FORMAT");
}
