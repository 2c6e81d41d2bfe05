//! Lines of a log: written, read back, refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

#[path = "support/journal.rs"]
mod support;

use statelog::journal::{
    Corruption, Difference, Ending, FORMAT, JournalError, Line, LogId, Reader, WriteError, recover,
    write_commit, write_header, write_mark,
};
use statelog::limits::MAX_COMMIT_BYTES;
use statelog::merkle::{Hash, Tree, leaf_hash};
use support::read;

/// Made by `golden/journal/make.mjs`, which shares no code with the crate.
const GOLDEN: &[u8] = include_bytes!("golden/journal/golden.statelog");

const GOLDEN_EVENTS: [&str; 4] = [
    r#"{"type":"objective_completed"}"#,
    r#"{"n":9007199254740991,"type":"a"}"#,
    r#"{"text":"€ \"\\\n 𝄞","type":"b"}"#,
    r#"{"list":[true,{}],"type":"c"}"#,
];

fn log_id() -> LogId {
    LogId::from_hex("00112233445566778899aabbccddeeff").unwrap()
}

fn root_over(events: &[&str]) -> Hash {
    let ids = events.iter().map(|event| leaf_hash(event.as_bytes()));
    ids.collect::<Tree>().root()
}

fn header() -> Vec<u8> {
    let mut file = Vec::new();
    write_header(&mut file, log_id());
    file
}

/// Appends a commit of the events from offset `from` on.
fn commit(file: &mut Vec<u8>, events: &[&str], from: usize, flushed: u64) {
    let added = events[from..].iter().map(|event| event.as_bytes());
    write_commit(file, added, flushed, events.len() as u64, root_over(events)).unwrap();
}

/// Appends a line with the right checksum for these bytes behind it.
fn sealed(file: &mut Vec<u8>, covered: &str) {
    let crc = crc32c::crc32c(covered.as_bytes());
    file.extend_from_slice(format!("{{\"crc\":\"{crc:08x}\",{covered}\n").as_bytes());
}

fn corruption(file: &[u8]) -> Corruption {
    match read(file).1.ending {
        Err(JournalError::Corrupt(corruption)) => *corruption,
        other => panic!("expected corruption, got {other:?}"),
    }
}

#[test]
fn the_writer_gives_the_golden_file() {
    let mut file = header();
    commit(&mut file, &GOLDEN_EVENTS[..1], 0, 0);
    commit(&mut file, &GOLDEN_EVENTS[..3], 1, 0);
    write_mark(&mut file, 3, root_over(&GOLDEN_EVENTS[..3]));
    commit(&mut file, &GOLDEN_EVENTS, 3, 3);
    write_mark(&mut file, 4, root_over(&GOLDEN_EVENTS));
    assert_eq!(
        String::from_utf8(file).unwrap(),
        String::from_utf8(GOLDEN.to_vec()).unwrap()
    );
}

#[test]
fn the_reader_gives_every_line_of_the_golden_file() {
    let mut seen = Vec::new();
    let recovered = recover(GOLDEN, &mut |line: &Line<'_>| {
        let at = line.position as usize;
        assert!(GOLDEN[at..].starts_with(b"{\"crc\":"));
        assert_eq!(line.root, root_over(&GOLDEN_EVENTS[..line.length as usize]));
        for (event, offset) in line.events.iter().zip(line.offsets()) {
            let expected = GOLDEN_EVENTS[offset as usize];
            assert_eq!(event.value.raw(), expected);
            assert_eq!(event.id, leaf_hash(expected.as_bytes()));
        }
        let numbers = (line.number, line.commit, line.flushed, line.offsets());
        seen.push((numbers, line.is_mark()));
        Ok(())
    });
    let expected = [
        ((2, 0, 0, 0..1), false),
        ((3, 1, 0, 1..3), false),
        ((4, 2, 3, 3..3), true),
        ((5, 2, 3, 3..4), false),
        ((6, 3, 4, 4..4), true),
    ];
    assert_eq!(seen, expected);
    assert_eq!(recovered.ending, Ok(Ending::Clean));
    assert_eq!(recovered.log_id, Some(log_id()));
    assert_eq!(recovered.tree.root(), root_over(&GOLDEN_EVENTS));
    assert_eq!(recovered.end, GOLDEN.len() as u64);
    assert_eq!((recovered.commits, recovered.ends_in_mark), (3, true));
}

#[test]
fn pieces_of_any_size_give_the_same_lines() {
    let (whole, _) = read(GOLDEN);
    for size in 1..GOLDEN.len() {
        let mut lines = support::Lines::new();
        let mut reader = Reader::new();
        let mut take = |line: &Line<'_>| support::take(&mut lines, line);
        for piece in GOLDEN.chunks(size) {
            reader.feed(piece, &mut take);
        }
        assert_eq!(reader.finish(&mut take).ending, Ok(Ending::Clean));
        assert_eq!(lines, whole, "pieces of {size} bytes");
    }
}

#[test]
fn a_log_without_events_is_clean_with_and_without_a_mark() {
    let mut file = header();
    let (lines, recovered) = read(&file);
    assert!(lines.is_empty());
    assert_eq!(recovered.ending, Ok(Ending::Clean));
    assert!(!recovered.ends_in_mark);

    write_mark(&mut file, 0, root_over(&[]));
    let (lines, recovered) = read(&file);
    assert_eq!(lines, [Vec::<String>::new()]);
    assert_eq!(recovered.ending, Ok(Ending::Clean));
    assert!(recovered.ends_in_mark);
}

#[test]
fn a_file_that_was_never_used_is_told_from_one_that_is_no_log() {
    let complete = header();
    for length in 0..complete.len() {
        let (_, recovered) = read(&complete[..length]);
        let bytes = length as u64;
        assert_eq!(recovered.ending, Ok(Ending::NeverUsed { bytes }));
        assert_eq!((recovered.end, recovered.log_id), (0, None));
    }
    let unknown = Err(JournalError::UnknownFormat { found: None });
    let not_logs: [&[u8]; 6] = [b"\n", b"x", b"{\"crc\"\n", b"[]\n", &[0; 96], &[0; 4096]];
    for file in not_logs {
        assert_eq!(read(file).1.ending, unknown, "{file:?}");
    }
    let mut byte_order_mark = "\u{feff}".as_bytes().to_vec();
    byte_order_mark.extend(GOLDEN);
    assert_eq!(read(&byte_order_mark).1.ending, unknown);
}

/// The power failed while a log was created, and the file had its size but not its header.
/// It was refused as no log for ever after, although nobody had ever used it.
#[test]
fn a_header_that_never_reached_the_disk_was_never_used() {
    let complete = header();
    for written in 0..complete.len() {
        for length in written..=complete.len() + 1 {
            let mut file = complete[..written].to_vec();
            file.resize(length, 0);
            let ending = read(&file).1.ending;
            if length <= complete.len() {
                let bytes = length as u64;
                assert_eq!(ending, Ok(Ending::NeverUsed { bytes }));
            } else {
                // A longer file may have held more.
                assert!(ending.is_err(), "{written} of {length}");
            }
        }
    }
    let mut other = complete[..40].to_vec();
    other[3] = b'x';
    other.resize(complete.len(), 0);
    let unknown = Err(JournalError::UnknownFormat { found: None });
    assert_eq!(read(&other).1.ending, unknown);
}

#[test]
fn a_first_line_that_is_longer_than_a_header_and_never_ends_is_corrupt() {
    let mut file = header();
    file.pop();
    file.push(b'}');
    let found = corruption(&file);
    assert_eq!((found.position, found.line), (0, 1));
    assert_eq!(found.difference, Difference::Unterminated);

    file.resize(MAX_COMMIT_BYTES + 1, b' ');
    assert_eq!(corruption(&file).difference, Difference::TooLong);
    file[0] = b' ';
    let unknown = Err(JournalError::UnknownFormat { found: None });
    assert_eq!(read(&file).1.ending, unknown);
}

#[test]
fn the_header_is_judged_by_checksum_then_form_then_format() {
    let id = log_id();
    let ending_of = |covered: String| {
        let mut file = Vec::new();
        sealed(&mut file, &covered);
        read(&file).1.ending
    };
    let newer = ending_of(r#""format":2,"more":[],"type":"statelog"}"#.to_owned());
    let error = newer.unwrap_err();
    assert_eq!(error, JournalError::UnknownFormat { found: Some(2) });
    let message = error.to_string();
    assert!(message.contains("format 2") && message.contains(&format!("format {FORMAT}")));

    for covered in [
        format!(r#""format":1,"logId":"{id}","type":"other"}}"#),
        format!(r#""format":1,"logId":"{id}"}}"#),
        format!(r#""format":"1","logId":"{id}","type":"statelog"}}"#),
        format!(r#""format":1,"logId":"{id}0","type":"statelog"}}"#),
        r#""format":1,"logId":"00112233445566778899AABBCCDDEEFF","type":"statelog"}"#.to_owned(),
        r#""format":1,"type":"statelog"}"#.to_owned(),
        format!(r#""format":1,"logId":"{id}","more":1,"type":"statelog"}}"#),
        format!(r#""e":1,"format":1,"logId":"{id}","type":"statelog"}}"#),
        format!(r#""format":1, "logId":"{id}","type":"statelog"}}"#),
        format!(r#""format":2, "logId":"{id}","type":"statelog"}}"#),
        format!(r#""logId":"{id}","format":1,"type":"statelog"}}"#),
        r#""format":1"#.to_owned(),
    ] {
        let Err(JournalError::Corrupt(found)) = ending_of(covered.clone()) else {
            panic!("{covered} was accepted");
        };
        assert!(matches!(found.difference, Difference::Form(_)), "{covered}");
    }

    // The checksum comes first: a damaged format number is no newer format.
    let text = String::from_utf8(header()).unwrap();
    let damaged = text.replace("\"format\":1", "\"format\":3");
    let found = corruption(damaged.as_bytes()).difference;
    assert!(matches!(found, Difference::Checksum { .. }));
}

#[test]
fn a_line_with_an_intact_checksum_must_still_be_what_it_says() {
    let event = GOLDEN_EVENTS[0];
    let (one, empty) = (root_over(&[event]), root_over(&[]));
    let upper = format!("{one:?}").to_uppercase().replace("0X", "0x");
    let cases = [
        (
            format!(r#""events":[],"flushed":0,"length":0,"root":"{empty:?}"}}"#),
            "/events",
        ),
        (
            format!(r#""events":{{}},"flushed":0,"length":0,"root":"{empty:?}"}}"#),
            "/events",
        ),
        (
            format!(r#""events":["x"],"flushed":0,"length":1,"root":"{one:?}"}}"#),
            "/events/0",
        ),
        (
            format!(r#""events":[{event}],"length":1,"root":"{one:?}"}}"#),
            "/flushed",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"root":"{one:?}"}}"#),
            "/length",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"length":1}}"#),
            "/root",
        ),
        (
            format!(r#""events":[{event}],"flushed":-1,"length":1,"root":"{one:?}"}}"#),
            "/flushed",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"length":1,"root":"0x00"}}"#),
            "/root",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"length":1,"root":"{upper}"}}"#),
            "",
        ),
        (
            format!(r#""events":[ {event}],"flushed":0,"length":1,"root":"{one:?}"}}"#),
            "",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"length":1,"root":"{one:?}"}} "#),
            "",
        ),
        (
            format!(r#""events":[{event}],"flushed":0,"length":1,"root":"{one:?}","x":1}}"#),
            "",
        ),
        (
            format!(r#""flushed":0,"events":[{event}],"length":1,"root":"{one:?}"}}"#),
            "",
        ),
        ("}".to_owned(), ""),
    ];
    for (covered, path) in cases {
        let mut file = header();
        sealed(&mut file, &covered);
        let Difference::Form(invalid) = corruption(&file).difference else {
            panic!("{covered} was refused for another reason");
        };
        assert_eq!(invalid.path, path, "{covered}");
    }
}

#[test]
fn a_line_begins_with_a_checksum_of_8_lower_case_hex_digits() {
    for start in [
        "",
        "{}",
        "{\"crc\":\"5021C848\",",
        "{\"crc\":\"5021c84\",",
        "{\"crc\":5021",
    ] {
        let mut file = header();
        file.extend_from_slice(format!("{start}\n").as_bytes());
        assert_eq!(corruption(&file).difference, Difference::Frame, "{start}");
    }
    let mut file = header();
    file.extend_from_slice(b"{\"crc\":\"00000000\",\"x\":1}\n");
    let difference = corruption(&file).difference;
    let stored = "00000000".to_owned();
    let computed = format!("{:08x}", crc32c::crc32c(b"\"x\":1}"));
    assert_eq!(difference, Difference::Checksum { stored, computed });
}

#[test]
fn a_line_that_is_not_utf_8_is_refused_whatever_its_checksum() {
    let covered = b"\"events\":[{\"a\":\"\xff\"}]}";
    let mut file = header();
    let crc = crc32c::crc32c(covered);
    file.extend_from_slice(format!("{{\"crc\":\"{crc:08x}\",").as_bytes());
    file.extend_from_slice(covered);
    file.push(b'\n');
    let difference = corruption(&file).difference;
    assert_eq!(difference, Difference::Encoding { at: 18 + 16 });
}

#[test]
fn l1_lengths_and_roots_must_continue_the_lines_before() {
    let events = &GOLDEN_EVENTS[..2];
    let (event, root) = (events[1], root_over(events));
    let second = |flushed: u64, length: u64, root: Hash| {
        let mut file = header();
        commit(&mut file, &events[..1], 0, 0);
        let at = file.len() as u64;
        let members = format!(r#""flushed":{flushed},"length":{length},"root":"{root:?}"}}"#);
        sealed(&mut file, &format!(r#""events":[{event}],{members}"#));
        (at, file)
    };
    let (_, sound) = second(1, 2, root);
    assert_eq!(read(&sound).1.ending, Ok(Ending::Clean));

    let (at, file) = second(1, 3, root);
    let found = corruption(&file);
    let numbers = (
        found.position,
        found.line,
        found.commit,
        found.start,
        found.end,
    );
    assert_eq!(numbers, (at, 3, 1, 1, Some(3)));
    assert_eq!(
        found.difference,
        Difference::Length {
            expected: 2,
            got: 3
        }
    );

    let (_, file) = second(2, 2, root);
    let flushed = Difference::Flushed {
        flushed: 2,
        before: 1,
        mark: false,
    };
    assert_eq!(corruption(&file).difference, flushed);

    let (_, file) = second(1, 2, Hash::ZERO);
    let found = corruption(&file);
    let roots = Difference::Root {
        stored: Hash::ZERO,
        computed: root,
    };
    assert_eq!(found.difference, roots);
    let (lines, recovered) = read(&file);
    assert_eq!(lines, [[events[0]]]);
    assert_eq!(recovered.tree.root(), root_over(&events[..1]));
    assert_eq!(recovered.tree.len(), 1);
}

#[test]
fn a_mark_says_that_everything_before_it_is_durable() {
    let root = root_over(&GOLDEN_EVENTS[..1]);
    let marked = |flushed: u64, length: u64| {
        let mut file = header();
        commit(&mut file, &GOLDEN_EVENTS[..1], 0, 0);
        let members = format!(r#""flushed":{flushed},"length":{length},"root":"{root:?}"}}"#);
        sealed(&mut file, &members);
        file
    };
    assert_eq!(read(&marked(1, 1)).1.ending, Ok(Ending::Clean));
    let flushed = Difference::Flushed {
        flushed: 0,
        before: 1,
        mark: true,
    };
    assert_eq!(corruption(&marked(0, 1)).difference, flushed);
    let length = Difference::Length {
        expected: 1,
        got: 2,
    };
    assert_eq!(corruption(&marked(2, 2)).difference, length);
}

#[test]
fn an_event_that_the_decoder_refuses_stops_the_log_in_front_of_its_commit() {
    let events = [GOLDEN_EVENTS[0], GOLDEN_EVENTS[1], r#"{"b":1, "a":2}"#];
    let mut file = header();
    commit(&mut file, &events[..1], 0, 0);
    let position = file.len() as u64;
    commit(&mut file, &events, 1, 1);
    let (lines, recovered) = read(&file);
    assert_eq!(lines, [[events[0]]]);
    assert_eq!(recovered.tree.root(), root_over(&events[..1]));
    assert_eq!((recovered.end, recovered.commits), (position, 1));
    let found = corruption(&file);
    assert_eq!((found.start, found.end), (1, Some(3)));
    let Difference::Event(rejection) = &found.difference else {
        panic!("{found}");
    };
    assert_eq!(rejection.offset, 2);
    assert_eq!(
        found.to_string(),
        format!(
            "the log is damaged at byte {position} (line 3, commit 1, offsets [1, 3)): the event \
             at offset 2 is wrong: the event: expected canonical JSON, got another form; restore \
             the file from a copy, or open it with `salvage` to read the 1 events in front of the \
             damage"
        )
    );
}

#[test]
fn an_event_may_nest_as_deep_in_a_line_as_alone() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(31), "]".repeat(31));
    let mut file = header();
    commit(&mut file, &[&deep], 0, 0);
    assert_eq!(read(&file).1.ending, Ok(Ending::Clean));

    let deeper = format!("{{\"a\":{}{}}}", "[".repeat(32), "]".repeat(32));
    let mut file = header();
    commit(&mut file, &[&deeper], 0, 0);
    assert!(matches!(corruption(&file).difference, Difference::Form(_)));
}

#[test]
fn an_event_has_at_most_65535_bytes() {
    for (length, accepted) in [(65_535, true), (65_536, false)] {
        let event = format!("{{\"a\":\"{}\"}}", "x".repeat(length - 8));
        let mut file = header();
        commit(&mut file, &[&event], 0, 0);
        assert_eq!(read(&file).1.ending.is_ok(), accepted, "{length} bytes");
    }
}

#[test]
fn a_line_has_at_most_16_mib() {
    let event = format!("{{\"a\":\"{}\"}}", "x".repeat(65_030));
    let mut file = header();
    let start = file.len();
    // 257 such events fit, and one more fills the line to the byte.
    let write = |file: &mut Vec<u8>, last: &str| {
        let events: Vec<&[u8]> = std::iter::repeat_n(event.as_bytes(), 257)
            .chain([last.as_bytes()])
            .collect();
        let ids = events.iter().map(|event| leaf_hash(event));
        let root = ids.collect::<Tree>().root();
        write_commit(file, events, 0, 258, root)
    };
    write(&mut file, "{}").unwrap();
    let missing = MAX_COMMIT_BYTES - (file.len() - start);
    file.truncate(start);

    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(missing - 5));
    let bytes = MAX_COMMIT_BYTES + 1;
    assert_eq!(write(&mut file, &long), Err(WriteError::TooLong { bytes }));
    assert_eq!(file.len(), start);

    let fitting = format!("{{\"a\":\"{}\"}}", "x".repeat(missing - 6));
    write(&mut file, &fitting).unwrap();
    assert_eq!(file.len() - start, MAX_COMMIT_BYTES);
    assert_eq!(recover(&file, &mut |_| Ok(())).ending, Ok(Ending::Clean));

    // A line feed behind 16 MiB would be one byte too many, so it is not restored.
    let mut content = file[..start].to_vec();
    let mut ids: Tree = std::iter::repeat_n(leaf_hash(event.as_bytes()), 257).collect();
    ids.push(leaf_hash(long.as_bytes()));
    let list = format!("{}{long}", format!("{event},").repeat(257));
    let root = ids.root();
    let covered = format!(r#""events":[{list}],"flushed":0,"length":258,"root":"{root:?}"}}"#);
    sealed(&mut content, &covered);
    content.pop();
    assert_eq!(content.len() - start, MAX_COMMIT_BYTES);
    let (from, bytes) = (start as u64, MAX_COMMIT_BYTES as u64);
    let torn = Ok(Ending::TornTail { from, bytes });
    assert_eq!(recover(&content, &mut |_| Ok(())).ending, torn);

    // One more byte in the line, and it is refused before anything is parsed.
    file.insert(file.len() - 1, b' ');
    let Err(JournalError::Corrupt(found)) = recover(&file, &mut |_| Ok(())).ending else {
        panic!("a line of more than 16 MiB was accepted");
    };
    assert_eq!(found.difference, Difference::TooLong);
}

#[test]
fn a_commit_that_contradicts_itself_is_not_written() {
    let event = GOLDEN_EVENTS[0].as_bytes();
    let mut out = b"kept".to_vec();
    let none = std::iter::empty();
    assert_eq!(
        write_commit(&mut out, none, 0, 0, Hash::ZERO),
        Err(WriteError::NoEvents)
    );
    for (flushed, length) in [(0, 0), (1, 1), (u64::MAX, 5)] {
        let expected = WriteError::Lengths {
            flushed,
            events: 1,
            length,
        };
        let written = write_commit(&mut out, [event], flushed, length, Hash::ZERO);
        assert_eq!(written, Err(expected));
    }
    assert_eq!(out, b"kept");
}

#[test]
fn log_ids_are_32_lower_case_hex_digits() {
    assert_eq!(LogId::new([0; 16]).to_string(), "0".repeat(32));
    for wrong in [
        "",
        "0",
        "+0112233445566778899aabbccddeeff",
        "g0112233445566778899aabbccddeeff",
    ] {
        assert_eq!(LogId::from_hex(wrong), None, "{wrong}");
    }
}
