//! What can be wrong with a log, and with a line to be written.

use std::fmt;

use super::FORMAT;
use crate::canonical::Invalid;
use crate::limits::MAX_COMMIT_BYTES;
use crate::merkle::Hash;

/// Why a log must not be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalError {
    /// The file is no log, or one of another format. Open it with a version that
    /// knows the format.
    UnknownFormat {
        /// The format number in the header; `None` if there is no header.
        found: Option<u64>,
    },
    /// Something that was written is not what was written. Restore the file from a
    /// copy, or read what is in front of the damage.
    Corrupt(Box<Corruption>),
}

/// Where a log is damaged and how it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corruption {
    /// The file position of the first line that does not count, in bytes.
    pub position: u64,
    /// The number of that line; the header is line 1.
    pub line: u64,
    /// The number of commits in front of it, so that commits count from 0.
    pub commit: u64,
    /// The first offset that is damaged: the number of events that can be read.
    pub start: u64,
    /// The offset behind the damaged ones, where an intact line tells it.
    pub end: Option<u64>,
    /// What differs in that line.
    pub difference: Difference,
}

impl Corruption {
    /// Damage in the first line, which loses the whole log.
    pub(super) fn of_header(difference: Difference) -> Self {
        Self {
            position: 0,
            line: 1,
            commit: 0,
            start: 0,
            end: None,
            difference,
        }
    }
}

impl From<Corruption> for JournalError {
    fn from(corruption: Corruption) -> Self {
        Self::Corrupt(Box::new(corruption))
    }
}

/// Why a line does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The line has more than 16 MiB.
    TooLong,
    /// The line does not end in a line feed.
    Unterminated,
    /// The line does not begin with a checksum.
    Frame,
    /// The bytes of the line do not have its checksum.
    Checksum {
        /// The checksum that stands in the line, 8 hex digits.
        stored: String,
        /// The checksum of its bytes, 8 hex digits.
        computed: String,
    },
    /// The line is not UTF-8.
    Encoding {
        /// The number of bytes in front of the first that is wrong.
        at: usize,
    },
    /// The line is not the canonical JSON of its kind.
    Form(Invalid),
    /// The length in the line does not continue the lines before.
    Length {
        /// The length before the line plus the number of its events.
        expected: u64,
        /// The length that stands in the line.
        got: u64,
    },
    /// The line says that something was durable which cannot have been, or, in a
    /// mark, that something was not.
    Flushed {
        /// The durable length that stands in the line.
        flushed: u64,
        /// The length of the log before the line.
        before: u64,
        /// Whether the line is a mark.
        mark: bool,
    },
    /// The events do not have the root that stands in the line.
    Root {
        /// The root that stands in the line.
        stored: Hash,
        /// The root over the events that were read.
        computed: Hash,
    },
    /// An event is not one that this log can hold.
    Event(Rejection),
}

/// An event that the decoder did not accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The offset of the event.
    pub offset: u64,
    /// What is wrong with it.
    pub reason: Invalid,
}

/// Why a commit cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// A commit holds at least one event.
    NoEvents,
    /// The durable length, the number of events and the length after them
    /// contradict each other.
    Lengths {
        /// The durable length given.
        flushed: u64,
        /// The number of events given.
        events: u64,
        /// The length after the commit given.
        length: u64,
    },
    /// The line would exceed 16 MiB. Split the batch.
    TooLong {
        /// The number of bytes of the line, its line feed included.
        bytes: usize,
    },
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFormat { found: None } => f.write_str(
                "the file is not a log: its first line does not begin with {\"crc\":\"; check the path",
            ),
            Self::UnknownFormat { found: Some(found) } => write!(
                f,
                "the log has format {found}, expected format {FORMAT}; \
                 open it with a version that knows format {found}"
            ),
            Self::Corrupt(corruption) => corruption.fmt(f),
        }
    }
}

impl fmt::Display for Corruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position,
            line,
            commit,
            start,
            ..
        } = self;
        write!(
            f,
            "the log is damaged at byte {position} (line {line}, commit {commit}, "
        )?;
        match self.end {
            Some(end) => write!(f, "offsets [{start}, {end})")?,
            None => write!(f, "offsets from {start} on")?,
        }
        write!(
            f,
            "): {}; restore the file from a copy, or open it with `salvage` \
             to read the {start} events in front of the damage",
            self.difference
        )
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(
                f,
                "expected a line of at most {MAX_COMMIT_BYTES} bytes, got more"
            ),
            Self::Unterminated => {
                f.write_str("expected a line feed at the end of the line, got none")
            }
            Self::Frame => f.write_str(
                "expected a line that begins with {\"crc\":\" and 8 hex digits, got other bytes",
            ),
            Self::Checksum { stored, computed } => {
                write!(f, "expected the checksum {stored}, got {computed}")
            }
            Self::Encoding { at } => write!(
                f,
                "expected UTF-8, got other bytes at byte {at} of the line"
            ),
            Self::Form(invalid) => write_form(f, invalid),
            Self::Length { expected, got } => {
                write!(f, "expected the length {expected}, got {got}")
            }
            Self::Flushed {
                flushed,
                before,
                mark,
            } => {
                let bound = if *mark { "of" } else { "of at most" };
                write!(
                    f,
                    "expected a durable length {bound} {before}, got {flushed}"
                )
            }
            Self::Root { stored, computed } => {
                write!(
                    f,
                    "expected events with the root {stored:?}, got {computed:?}"
                )
            }
            Self::Event(Rejection { offset, reason }) => {
                write!(f, "the event at offset {offset} is wrong: {reason}")
            }
        }
    }
}

/// A mismatch of a line; an empty path stands for the whole line.
fn write_form(f: &mut fmt::Formatter<'_>, invalid: &Invalid) -> fmt::Result {
    let place = if invalid.path.is_empty() {
        "the line"
    } else {
        &invalid.path
    };
    write!(
        f,
        "{place}: expected {}, got {}",
        invalid.expected, invalid.got
    )
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEvents => {
                f.write_str("a commit was refused: expected at least one event, got none")
            }
            Self::Lengths {
                flushed,
                events,
                length,
            } => write!(
                f,
                "a commit was refused: expected a length of at least {flushed} durable and \
                 {events} new events, got {length}"
            ),
            Self::TooLong { bytes } => write!(
                f,
                "a commit was refused: expected a line of at most {MAX_COMMIT_BYTES} bytes, \
                 got {bytes}; split the batch"
            ),
        }
    }
}

impl std::error::Error for JournalError {}
impl std::error::Error for WriteError {}
