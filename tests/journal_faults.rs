//! A closed log of 40 events, cut at every byte, with every bit flipped and every
//! sector blanked: whatever is still handed over is what was written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

#[path = "support/journal.rs"]
mod journal;
mod support;

use journal::{Lines, read, take};
use statelog::journal::{
    Difference, Ending, JournalError, Line, LogId, Reader, Recovered, write_commit, write_header,
    write_mark,
};
use statelog::merkle::{Hash, Tree, leaf_hash};
use support::seed::Random;

const SECTOR: usize = 512;

/// A log and what is in it.
struct Log {
    file: Vec<u8>,
    /// The events of each line behind the header; none in a mark.
    lines: Lines,
    /// The file positions `[start, end)` of each line, the header first.
    spans: Vec<(usize, usize)>,
    tree: Tree,
}

impl Log {
    fn new() -> Self {
        let mut file = Vec::new();
        write_header(&mut file, LogId::new([0x5a; 16]));
        let spans = vec![(0, file.len())];
        let (lines, tree) = (Lines::new(), Tree::new());
        Self {
            file,
            lines,
            spans,
            tree,
        }
    }

    fn commit(&mut self, events: Vec<String>, flushed: u64) {
        for event in &events {
            self.tree.push(leaf_hash(event.as_bytes()));
        }
        let bytes = events.iter().map(String::as_bytes);
        let (length, root) = (self.tree.len(), self.tree.root());
        write_commit(&mut self.file, bytes, flushed, length, root).unwrap();
        self.line_written(events);
    }

    fn mark(&mut self) {
        write_mark(&mut self.file, self.tree.len(), self.tree.root());
        self.line_written(Vec::new());
    }

    fn line_written(&mut self, events: Vec<String>) {
        let start = self.spans.last().unwrap().1;
        self.spans.push((start, self.file.len()));
        self.lines.push(events);
    }

    /// 40 events in commits of one to three, closed once in between and at the
    /// end; each commit was durable before the next was written.
    fn closed() -> Self {
        let mut log = Self::new();
        let mut next = 0;
        for size in [1, 1, 1, 2, 3].into_iter().cycle() {
            let until = 40.min(next + size);
            let events = (next..until).map(event).collect();
            log.commit(events, next);
            next = until;
            if next == 40 || log.spans.len() == 10 {
                log.mark();
            }
            if next == 40 {
                return log;
            }
        }
        log
    }

    /// Which line, the header being 0, holds the byte at `position`.
    fn line_at(&self, position: usize) -> usize {
        self.spans
            .iter()
            .position(|(_, end)| position < *end)
            .unwrap()
    }

    /// Asserts that the first `count` lines, the header included, were handed over
    /// as they were written, and nothing else.
    fn assert_kept(&self, count: usize, lines: &Lines, recovered: &Recovered) {
        let commits = &self.lines[..count.saturating_sub(1)];
        assert_eq!(lines, commits);
        assert_eq!(
            recovered.end as usize,
            if count == 0 {
                0
            } else {
                self.spans[count - 1].1
            }
        );
        let length = commits.iter().flatten().count() as u64;
        assert_eq!(recovered.tree.len(), length);
        assert_eq!(Some(recovered.tree.root()), self.tree.root_at(length));
    }
}

/// An event with characters that one flipped bit turns into a line feed, a quote or
/// an invalid byte.
fn event(offset: u64) -> String {
    format!("{{\"n\":{offset},\"text\":\"J* \u{8a} é € and some more text\"}}")
}

fn position_of(recovered: &Recovered) -> u64 {
    match &recovered.ending {
        Err(JournalError::Corrupt(corruption)) => corruption.position,
        other => panic!("expected corruption, got {other:?}"),
    }
}

#[test]
fn l7_every_cut_is_recovered_to_the_last_line_in_front_of_it() {
    let log = Log::closed();
    // Cuts at these positions give a shorter log that nothing tells from a whole
    // one; only a floor kept elsewhere can.
    let line_ends: Vec<usize> = log.spans.iter().map(|(_, end)| *end).collect();
    for cut in 0..=log.file.len() {
        let (lines, recovered) = read(&log.file[..cut]);
        let whole = line_ends.iter().filter(|end| **end <= cut).count();
        let from = whole.checked_sub(1).map_or(0, |line| line_ends[line]);
        let bytes = (cut - from) as u64;
        let lacks_line_feed = line_ends.contains(&(cut + 1));
        let expected = match whole {
            0 => Ending::NeverUsed { bytes },
            _ if from == cut => Ending::Clean,
            _ if lacks_line_feed => Ending::MissingLineFeed,
            _ => Ending::TornTail {
                from: from as u64,
                bytes,
            },
        };
        assert_eq!(recovered.ending, Ok(expected), "cut at {cut}");
        if expected == Ending::MissingLineFeed {
            assert_eq!(lines, log.lines[..whole]);
            assert_eq!(recovered.end, cut as u64);
        } else {
            log.assert_kept(whole, &lines, &recovered);
        }
    }
}

#[test]
fn l2_every_flipped_bit_is_refused_or_costs_only_the_last_mark() {
    let log = Log::closed();
    let last = log.spans.len() - 1;
    // The lines in front of the flip are read once; reading goes on from a copy of
    // the reader, so that the test takes seconds.
    let mut reader = Reader::new();
    let mut before = Lines::new();
    for (number, (start, end)) in log.spans.iter().copied().enumerate() {
        for bit in start * 8..end * 8 {
            let mut rest = log.file[start..].to_vec();
            rest[bit / 8 - start] ^= 1 << (bit % 8);
            let (mut lines, mut reader) = (before.clone(), reader.clone());
            let mut take = |line: &Line<'_>| take(&mut lines, line);
            reader.feed(&rest, &mut take);
            let recovered = reader.finish(&mut take);

            log.assert_kept(number, &lines, &recovered);
            let (from, bytes) = (start as u64, (end - start) as u64);
            if number == last && bit / 8 == end - 1 {
                // Without its line feed and with a byte too many, the mark looks
                // like a write that was cut short. It says nothing new, so nothing
                // is lost.
                let torn = Ending::TornTail { from, bytes };
                assert_eq!(recovered.ending, Ok(torn), "bit {bit}");
            } else if number == 0 && bit / 8 < br#"{"crc":""#.len() {
                let unknown = Err(JournalError::UnknownFormat { found: None });
                assert_eq!(recovered.ending, unknown, "bit {bit}");
            } else {
                assert_eq!(position_of(&recovered), from, "bit {bit}");
            }
        }
        reader.feed(&log.file[start..end], &mut |line| take(&mut before, line));
    }
    assert_eq!(before, log.lines);
}

#[test]
fn every_blanked_sector_that_something_later_vouches_for_is_refused() {
    let log = Log::closed();
    let (mark_start, file_end) = *log.spans.last().unwrap();
    let mut torn = 0;
    for start in (0..log.file.len()).step_by(SECTOR) {
        let end = file_end.min(start + SECTOR);
        let mut file = log.file.clone();
        file[start..end].fill(0);
        let (lines, recovered) = read(&file);
        let kept = log.line_at(start);
        log.assert_kept(kept, &lines, &recovered);
        let from = recovered.end;
        if start == 0 {
            let unknown = Err(JournalError::UnknownFormat { found: None });
            assert_eq!(recovered.ending, unknown);
        } else if end <= mark_start {
            assert_eq!(position_of(&recovered), from, "sector at {start}");
        } else {
            // The mark is gone, and with it what would have told this from a last
            // write that never reached the disk.
            let bytes = file_end as u64 - from;
            assert_eq!(recovered.ending, Ok(Ending::TornTail { from, bytes }));
            torn += 1;
        }
    }
    assert!(torn > 0 && log.file.len() > 10 * SECTOR);
}

#[test]
fn an_interrupted_write_of_several_commits_is_cut_whichever_sectors_are_missing() {
    // Group commit: many lines, one flush. None of them was acknowledged, and any
    // subset of the sectors they touch may have reached the disk.
    let mut log = Log::new();
    log.commit(vec![event(0)], 0);
    let durable = log.file.len();
    for offset in 1..16 {
        log.commit(vec![event(offset)], 1);
    }
    let first = durable / SECTOR;
    let sectors = log.file.len().div_ceil(SECTOR) - first;
    assert!((4..12).contains(&sectors));
    for missing in 1..1u32 << sectors {
        let mut file = log.file.clone();
        for sector in (0..sectors).filter(|sector| missing >> sector & 1 == 1) {
            let start = durable.max((first + sector) * SECTOR);
            let end = file.len().min((first + sector + 1) * SECTOR);
            file[start..end].fill(0);
        }
        let (lines, recovered) = read(&file);
        let blank = durable.max((first + missing.trailing_zeros() as usize) * SECTOR);
        log.assert_kept(log.line_at(blank), &lines, &recovered);
        let from = recovered.end;
        let bytes = file.len() as u64 - from;
        assert_eq!(recovered.ending, Ok(Ending::TornTail { from, bytes }));
    }
}

#[test]
fn a_tail_in_which_something_was_acknowledged_is_never_cut() {
    let mut log = Log::new();
    for offset in 0..30 {
        log.commit(vec![event(offset)], offset);
    }
    // Sectors are missing in the middle, as after an interrupted write, but a later
    // line says that what stood there was durable.
    let mut file = log.file.clone();
    file[4 * SECTOR..5 * SECTOR].fill(0);
    let kept = log.line_at(4 * SECTOR);
    let (lines, recovered) = read(&file);
    log.assert_kept(kept, &lines, &recovered);
    assert_eq!(position_of(&recovered), log.spans[kept].0 as u64);

    // The same if the vouching line is the last and lacks its line feed.
    let damaged = log.spans.len() - 2;
    let mut file = log.file.clone();
    file[log.spans[damaged].0 + 30] ^= 1;
    file.pop();
    let (lines, recovered) = read(&file);
    log.assert_kept(damaged, &lines, &recovered);
    let Err(JournalError::Corrupt(found)) = recovered.ending else {
        panic!("expected corruption");
    };
    assert_eq!((found.start, found.end), (28, Some(29)));
    assert!(matches!(found.difference, Difference::Checksum { .. }));
}

#[test]
fn one_acknowledged_event_is_enough_to_keep_a_tail() {
    // Two commits behind the first event, and the sector that the first of them
    // fills alone is blank. Only the second tells whether it was acknowledged.
    for (flushed, torn) in [(1, true), (2, false)] {
        let mut log = Log::new();
        log.commit(vec![event(0)], 0);
        let long = format!("{{\"n\":\"{}\"}}", "x".repeat(2 * SECTOR));
        log.commit(vec![long], 1);
        log.commit(vec![event(2)], flushed);
        let (from, _) = log.spans[2];
        let mut file = log.file.clone();
        let sector = (from / SECTOR + 1) * SECTOR;
        file[sector..sector + SECTOR].fill(0);
        let (lines, recovered) = read(&file);
        log.assert_kept(2, &lines, &recovered);
        let expected = Ending::TornTail {
            from: from as u64,
            bytes: (file.len() - from) as u64,
        };
        assert_eq!(recovered.ending == Ok(expected), torn, "flushed {flushed}");
        assert_eq!(recovered.ending.is_err(), !torn, "flushed {flushed}");
    }
}

#[test]
fn a_tail_that_holds_an_intact_line_of_another_kind_is_never_cut() {
    let mut log = Log::new();
    log.commit(vec![event(0)], 0);
    let from = log.file.len() as u64;
    let blank = [0; 2 * SECTOR].as_slice();
    let header = &log.file[..log.spans[0].1];
    let behind = |tail: &[u8]| read(&[&log.file, blank, b"\n", tail].concat()).1;
    let bytes = blank.len() as u64 + 1;
    let torn = Ending::TornTail { from, bytes };
    assert_eq!(behind(b"").ending, Ok(torn));
    assert_eq!(position_of(&behind(header)), from);
}

#[test]
fn a_damaged_last_commit_that_nothing_vouches_for_is_refused_too() {
    let mut log = Log::new();
    log.commit(vec![event(0)], 0);
    log.commit(vec![event(1)], 1);
    let (start, end) = log.spans[2];
    for position in start..end - 1 {
        let mut file = log.file.clone();
        file[position] ^= 1;
        let (lines, recovered) = read(&file);
        log.assert_kept(2, &lines, &recovered);
        assert_eq!(position_of(&recovered), start as u64);
    }
}

#[test]
fn l1_lines_written_twice_left_out_or_exchanged_are_refused() {
    let log = Log::closed();
    let text = |order: &[usize]| -> Vec<u8> {
        let lines = order.iter().map(|line| log.spans[*line]);
        lines
            .flat_map(|(start, end)| log.file[start..end].to_vec())
            .collect()
    };
    let order: Vec<usize> = (0..log.spans.len()).collect();
    for line in 1..log.spans.len() - 1 {
        if log.lines[line - 1].is_empty() {
            // A mark holds no event; without it, or with it twice, the log is sound.
            continue;
        }
        let twice: Vec<_> = order.iter().copied().chain([line]).collect();
        let mut without = order.clone();
        without.remove(line);
        for (order, kept) in [(twice, log.spans.len()), (without, line)] {
            let (lines, recovered) = read(&text(&order));
            log.assert_kept(kept, &lines, &recovered);
            assert_eq!(position_of(&recovered), recovered.end);
        }
        if !log.lines[line].is_empty() {
            let mut exchanged = order.clone();
            exchanged.swap(line, line + 1);
            let (lines, recovered) = read(&text(&exchanged));
            log.assert_kept(line, &lines, &recovered);
            assert_eq!(position_of(&recovered), recovered.end);
        }
    }
}

#[test]
fn a_tail_of_nuls_is_torn_with_or_without_a_sector_border() {
    let log = Log::closed();
    for length in [1, 100, SECTOR, 3 * SECTOR + 7] {
        let mut file = log.file.clone();
        file.resize(file.len() + length, 0);
        let (lines, recovered) = read(&file);
        log.assert_kept(log.spans.len(), &lines, &recovered);
        let (from, bytes) = (log.file.len() as u64, length as u64);
        assert_eq!(recovered.ending, Ok(Ending::TornTail { from, bytes }));
    }
}

#[test]
fn stale_text_behind_the_log_is_refused_only_if_it_holds_a_line_feed() {
    let log = Log::closed();
    let with = |tail: &[u8]| [&log.file, tail].concat();
    let end = log.file.len() as u64;
    let torn = Ending::TornTail {
        from: end,
        bytes: 5,
    };
    assert_eq!(read(&with(b"stale")).1.ending, Ok(torn));
    assert_eq!(position_of(&read(&with(b"stale\n")).1), end);
    // A second log glued to the first is not skipped.
    assert_eq!(position_of(&read(&with(&log.file)).1), end);
}

#[test]
fn a_tail_may_hold_lines_of_any_length_and_is_still_searched() {
    let mut log = Log::new();
    log.commit(vec![event(0)], 0);
    let damaged = log.file.len();
    log.commit(vec![event(1)], 1);
    let later = log.file.len();
    log.commit(vec![event(2)], 2);
    // 17 MiB without a line feed, then a line that vouches for the damaged one.
    let mut file = log.file[..later].to_vec();
    file[damaged + 40] ^= 1;
    file.extend(std::iter::repeat_n(b'x', 17 << 20));
    file.push(b'\n');
    file.extend(&log.file[later..]);
    let (lines, recovered) = read(&file);
    log.assert_kept(2, &lines, &recovered);
    let Err(JournalError::Corrupt(found)) = recovered.ending else {
        panic!("expected corruption");
    };
    assert_eq!((found.start, found.end), (1, Some(2)));
}

#[test]
fn random_faults_read_in_random_pieces_give_the_same_verdict_and_no_altered_event() {
    let log = Log::closed();
    let mut random = Random::new();
    for _ in 0..400 {
        let mut file = log.file.clone();
        for _ in 0..=random.below(3) {
            damage(&mut file, &mut random);
        }
        let (lines, recovered) = read(&file);
        let events: Vec<_> = lines.iter().flatten().collect();
        let written: Vec<_> = log.lines.iter().flatten().collect();
        assert!(written.starts_with(&events));

        let mut again = Lines::new();
        let mut take = |line: &Line<'_>| take(&mut again, line);
        let mut reader = Reader::new();
        let mut rest = &file[..];
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(rest.len().min(1 + random.below(700)));
            reader.feed(piece, &mut take);
            rest = behind;
        }
        let in_pieces = reader.finish(&mut take);
        assert_eq!(again, lines);
        assert_eq!(in_pieces.ending, recovered.ending);
        assert_eq!(in_pieces.end, recovered.end);
        assert_eq!(root(&in_pieces), root(&recovered));
    }
}

fn root(recovered: &Recovered) -> Hash {
    recovered.tree.root()
}

/// Blanks, overwrites, cuts or repeats a random part of a file.
fn damage(file: &mut Vec<u8>, random: &mut Random) {
    let start = random.below(file.len() + 1);
    let end = start
        + random
            .below(file.len() - start + 1)
            .min(random.below(1_500));
    match random.below(4) {
        0 => file[start..end].fill(0),
        1 => file[start..end].fill_with(|| random.below(256) as u8),
        2 => drop(file.drain(start..end)),
        _ => file.extend_from_within(start..end),
    }
}
