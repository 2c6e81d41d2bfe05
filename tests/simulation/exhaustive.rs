//! A closed log of 200 real events: cut at every byte, with every bit flipped and every
//! sector blanked. Each is recovered or refused, no event is altered, and none that
//! something later vouches for is dropped.
//!
//! `tests/journal_faults.rs` does this for the lines alone. Here the store takes the
//! events, and one reader follows the file: what it judged is forgotten before the next
//! fault, so that a fault costs a line and not the file.

use std::sync::LazyLock;

use statelog::journal::{Ending, JournalError};
use statelog::store::{StoredLog, Verdict, VerifySignatures};
use statelog::{AppendOptions, ErrorKind, EventStore, EventStoreOptions};

use crate::power::SECTOR;
use crate::support::store::options;
use crate::support::workload::{Realistic, Shape};

const EVENTS: usize = 200;

/// The number of its lines, which decides how many cuts nothing can notice.
const LINES: usize = 142;

/// A line of the log. The header is the first.
struct Line {
    start: usize,
    end: usize,
    /// The length of the log before it, and after it.
    before: u64,
    length: u64,
    /// The durable length when its write began.
    flushed: u64,
}

struct Log {
    file: Vec<u8>,
    lines: Vec<Line>,
}

static LOG: LazyLock<Log> = LazyLock::new(Log::closed);

impl Log {
    /// Commits of one to three events, some of which share a write; closed once in
    /// between, and at the end.
    fn closed() -> Self {
        let mut store = empty();
        let mut log = Self {
            file: Vec::new(),
            lines: Vec::new(),
        };
        log.add(&store.header(), [0], 0);
        store.keep();
        let mut events = Realistic::new(7, Shape::default()).take(EVENTS).peekable();
        for sizes in [&[1][..], &[1], &[3], &[2, 1, 1], &[1]].into_iter().cycle() {
            for size in sizes {
                let batch = events.by_ref().take(*size).collect();
                let options = AppendOptions::default();
                store.append_batch(batch, 0, options).unwrap();
            }
            log.write(&mut store);
            let is_over = events.peek().is_none();
            if is_over || log.lines.len() == 40 {
                store.mark();
                log.write(&mut store);
            }
            if is_over {
                assert_eq!(store.export(None), log.file);
                return log;
            }
        }
        log
    }

    fn write(&mut self, store: &mut EventStore) {
        let flushed = store.durable_length();
        let mut lengths = Vec::new();
        let mut written = Vec::new();
        loop {
            let line = store.unwritten(1);
            if line.is_empty() {
                break;
            }
            lengths.push(store.written_length());
            written.extend(line);
        }
        self.add(&written, lengths, flushed);
        store.flushed(store.written_length());
    }

    fn add(&mut self, written: &[u8], lengths: impl IntoIterator<Item = u64>, flushed: u64) {
        let lines = written.split_inclusive(|byte| *byte == b'\n');
        for (line, length) in lines.zip(lengths) {
            let start = self.file.len();
            self.file.extend_from_slice(line);
            self.lines.push(Line {
                start,
                end: self.file.len(),
                before: self.lines.last().map_or(0, |line| line.length),
                length,
                flushed,
            });
        }
    }

    /// The end of the first line that says that something in the line `number`, or
    /// behind it, was durable: what follows that line changes no verdict any more.
    fn horizon(&self, number: usize) -> usize {
        let before = self.lines[number].before;
        let mut later = self.lines[number + 1..].iter();
        let vouching = later.find(|line| line.flushed > before);
        vouching.map_or(self.file.len(), |line| line.end)
    }
}

fn empty() -> EventStore {
    EventStore::new(EventStoreOptions {
        verify_signatures: VerifySignatures::Never,
        ..options(0)
    })
}

fn open(file: &[u8]) -> (EventStore, Verdict) {
    let mut store = empty();
    let mut stored = StoredLog::new(None);
    stored.feed(&mut store, file);
    let verdict = stored.conclude(&mut store).unwrap();
    (store, verdict)
}

/// Where a verdict says that the log is damaged.
fn damaged_at(verdict: &Verdict) -> u64 {
    match verdict.damage().map(|error| error.kind) {
        Some(ErrorKind::CorruptLog(damage)) => damage.position,
        other => panic!("expected corruption, got {other:?}"),
    }
}

#[test]
fn l7_every_cut_of_a_real_log_is_recovered_to_the_last_line_in_front_of_it() {
    let log = &*LOG;
    let mut store = empty();
    let mut follower = StoredLog::new(None);
    let mut end = 0;
    // Cuts at these positions give a shorter log that nothing tells from a whole one;
    // only a floor kept elsewhere can.
    let mut shorter = Vec::new();
    let mut cuts = 0;
    for line in &log.lines {
        for cut in line.start + 1..=line.end {
            follower.feed(&mut store, &log.file[end..cut]);
            let verdict = follower.conclude(&mut store).unwrap();
            end = verdict.end as usize;
            cuts += 1;
            let is_header = line.start == 0;
            let (from, bytes) = (line.start as u64, (cut - line.start) as u64);
            let expected = match cut {
                _ if cut == line.end => Ending::Clean,
                _ if is_header => Ending::NeverUsed { bytes },
                _ if cut + 1 == line.end => Ending::MissingLineFeed,
                _ => Ending::TornTail { from, bytes },
            };
            assert_eq!(verdict.ending, Ok(expected), "cut at {cut}");
            if expected == Ending::Clean && cut < log.file.len() {
                shorter.push(cut);
            }
            let is_whole = matches!(expected, Ending::Clean | Ending::MissingLineFeed);
            let length = if is_whole { line.length } else { line.before };
            assert_eq!((verdict.length, store.len()), (length, length));

            // What a writer makes of it is the log up to the end of a line.
            let repair = verdict.repair(&store).unwrap();
            let kept = repair.cut.map_or(cut, |at| at as usize);
            let repaired = [&log.file[..kept], &repair.append].concat();
            let whole = if is_whole || is_header {
                line.end
            } else {
                line.start
            };
            assert_eq!(repaired, log.file[..whole], "cut at {cut}");
            if cut == line.end || cut % 509 == 0 {
                let (fresh, same) = open(&log.file[..cut]);
                assert_eq!(same, verdict);
                assert_eq!(fresh.export(None), log.file[..whole]);
            }
        }
    }
    assert_eq!(open(b"").1.ending, Ok(Ending::NeverUsed { bytes: 0 }));
    let line_ends: Vec<_> = log.lines.iter().map(|line| line.end).collect();
    assert_eq!(shorter, line_ends[..line_ends.len() - 1]);
    assert_eq!((shorter.len(), cuts), (LINES - 1, log.file.len()));
    println!(
        "{} cuts, of them {} at the end of a line",
        cuts + 1,
        shorter.len()
    );
}

/// Flips every bit of every fourth line, from the line `part` on.
fn flip_bits(part: usize) {
    let log = &*LOG;
    let mut store = empty();
    let mut follower = StoredLog::new(None);
    let last = log.lines.len() - 1;
    let mut flips = 0;
    for (number, line) in log.lines.iter().enumerate() {
        let (from, bytes) = (line.start as u64, (line.end - line.start) as u64);
        let bits = if number % PARTS == part {
            line.start * 8..line.end * 8
        } else {
            0..0
        };
        let mut rest = log.file[line.start..log.horizon(number)].to_vec();
        for bit in bits {
            if number == 0 {
                // A header that is refused stays refused.
                follower = StoredLog::new(None);
            }
            let (byte, mask) = (bit / 8 - line.start, 1 << (bit % 8));
            rest[byte] ^= mask;
            follower.feed(&mut store, &rest);
            let verdict = follower.conclude(&mut store).unwrap();
            if bit % 4_999 == 0 {
                let mut file = log.file.clone();
                file[bit / 8] ^= mask;
                let (fresh, same) = open(&file);
                assert_eq!(same.ending, verdict.ending, "bit {bit}");
                assert_eq!((fresh.len(), same.end), (line.before, from));
            }
            rest[byte] ^= mask;
            flips += 1;

            let kept = (verdict.end, verdict.length, store.len());
            assert_eq!(kept, (from, line.before, line.before), "bit {bit}");
            if number == last && bit / 8 == line.end - 1 {
                // Without its line feed and with a byte too many, the mark looks like a
                // write that was cut short. It says nothing new, so nothing is lost.
                let torn = Ending::TornTail { from, bytes };
                assert_eq!(verdict.ending, Ok(torn), "bit {bit}");
            } else if number == 0 && bit / 8 < br#"{"crc":""#.len() {
                let unknown = Err(JournalError::UnknownFormat { found: None });
                assert_eq!(verdict.ending, unknown, "bit {bit}");
            } else {
                assert_eq!(damaged_at(&verdict), from, "bit {bit}");
            }
        }
        if number == 0 {
            follower = StoredLog::new(None);
        }
        follower.feed(&mut store, &log.file[line.start..line.end]);
    }
    // What was read between the flips is the whole log.
    assert_eq!(store.export(None), log.file);
    println!("{flips} flipped bits");
}

/// The number of parts in which bits are flipped, in parallel.
const PARTS: usize = 4;

#[test]
fn l2_every_flipped_bit_of_a_real_log_is_refused_0() {
    flip_bits(0);
}

#[test]
fn l2_every_flipped_bit_of_a_real_log_is_refused_1() {
    flip_bits(1);
}

#[test]
fn l2_every_flipped_bit_of_a_real_log_is_refused_2() {
    flip_bits(2);
}

#[test]
fn l2_every_flipped_bit_of_a_real_log_is_refused_3() {
    flip_bits(3);
}

#[test]
fn every_blanked_sector_of_a_real_log_that_something_vouches_for_is_refused() {
    let log = &*LOG;
    let mark = log.lines.last().unwrap();
    let (mut refused, mut torn) = (0, 0);
    for start in (0..log.file.len()).step_by(SECTOR) {
        let end = log.file.len().min(start + SECTOR);
        let mut file = log.file.clone();
        file[start..end].fill(0);
        let (store, verdict) = open(&file);
        let hit = log.lines.iter().position(|line| start < line.end).unwrap();
        let hit = &log.lines[hit];
        assert_eq!((verdict.end, store.len()), (hit.start as u64, hit.before));
        let kept = if start == 0 {
            log.lines[0].end
        } else {
            hit.start
        };
        assert_eq!(store.export(None), log.file[..kept]);
        if start == 0 {
            let unknown = Err(JournalError::UnknownFormat { found: None });
            assert_eq!(verdict.ending, unknown);
            refused += 1;
        } else if end <= mark.start {
            assert_eq!(damaged_at(&verdict), hit.start as u64);
            refused += 1;
        } else {
            // The mark is gone, and with it what would have told this from a last write
            // that never reached the disk.
            let bytes = log.file.len() as u64 - verdict.end;
            let from = verdict.end;
            assert_eq!(verdict.ending, Ok(Ending::TornTail { from, bytes }));
            torn += 1;
        }
    }
    assert!(refused > 100 && torn > 0);
    println!("{refused} blanked sectors refused, {torn} taken for a torn write");
}
