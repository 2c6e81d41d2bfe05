//! Writes the lines of a log.

use super::skeleton::{EVENTS_CLOSE, EVENTS_OPEN, ending};
use super::{LogId, WriteError, checksum, header};
use crate::limits::MAX_COMMIT_BYTES;
use crate::merkle::Hash;

/// Appends the header, the first line of a log.
pub fn write_header(out: &mut Vec<u8>, log_id: LogId) {
    let start = open(out);
    out.extend_from_slice(header::members(log_id).as_bytes());
    seal(out, start);
}

/// Appends a commit line.
///
/// `events` are the canonical bytes of its events in order, `flushed` the durable
/// length of the log when this write begins, `length` the length of the log after
/// the commit and `root` the Merkle root at that length.
///
/// # Errors
/// [`WriteError`]; `out` is as it was then.
pub fn write_commit<'e>(
    out: &mut Vec<u8>,
    events: impl IntoIterator<Item = &'e [u8]>,
    flushed: u64,
    length: u64,
    root: Hash,
) -> Result<(), WriteError> {
    let start = open(out);
    let count = push_events(out, events);
    out.extend_from_slice(&ending(flushed, length, &root));
    let line_bytes = out.len() - start + 1;
    let checked = check(count, flushed, length, line_bytes);
    match checked {
        Ok(()) => seal(out, start),
        Err(_) => out.truncate(start),
    }
    checked
}

/// Appends a mark: everything up to `length`, where the root is `root`, is durable
/// and the writer has closed the log.
pub fn write_mark(out: &mut Vec<u8>, length: u64, root: Hash) {
    let start = open(out);
    out.extend_from_slice(&ending(length, length, &root));
    seal(out, start);
}

/// Begins a line and gives its position in `out`. The digits are filled in by
/// [`seal`].
fn open(out: &mut Vec<u8>) -> usize {
    let start = out.len();
    out.extend_from_slice(checksum::TAG);
    out.extend_from_slice(&[b'0'; checksum::DIGITS]);
    out.push(b'"');
    start
}

/// Ends the line that begins at `start`: fills in its checksum and adds the line
/// feed.
fn seal(out: &mut Vec<u8>, start: usize) {
    let covered = out.get(start + checksum::COVERED_FROM..);
    let digits = checksum::digits(covered.unwrap_or_default());
    let from = start + checksum::TAG.len();
    if let Some(place) = out.get_mut(from..from + checksum::DIGITS) {
        place.copy_from_slice(digits.as_bytes());
    }
    out.push(b'\n');
}

/// Appends the list of events and gives their number.
fn push_events<'e>(out: &mut Vec<u8>, events: impl IntoIterator<Item = &'e [u8]>) -> u64 {
    out.extend_from_slice(EVENTS_OPEN);
    let mut count = 0;
    for event in events {
        if count > 0 {
            out.push(b',');
        }
        out.extend_from_slice(event);
        count += 1;
    }
    out.extend_from_slice(EVENTS_CLOSE);
    count
}

fn check(events: u64, flushed: u64, length: u64, line_bytes: usize) -> Result<(), WriteError> {
    if events == 0 {
        return Err(WriteError::NoEvents);
    }
    if flushed
        .checked_add(events)
        .is_none_or(|least| least > length)
    {
        return Err(WriteError::Lengths {
            flushed,
            events,
            length,
        });
    }
    if line_bytes > MAX_COMMIT_BYTES {
        return Err(WriteError::TooLong { bytes: line_bytes });
    }
    Ok(())
}
