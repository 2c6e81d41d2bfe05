//! The wide error of the crate, with stable codes.

use std::fmt;

use crate::canonical::{Form, Invalid, Writer};
use crate::journal::{Corruption, JournalError};
use crate::rules::Finding;

/// What went wrong in a call, and which event of a batch it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// The place of the event in the batch; `None` outside batches.
    pub index: Option<usize>,
}

/// What went wrong. A failed call has changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An argument is not what the call takes.
    InvalidArgument(String),
    /// A part of an argument does not have the form that the call takes. The path
    /// begins with the name of the argument.
    InvalidArgumentPart(Invalid),
    /// An event does not have the form of the catalogue.
    InvalidEvent(Invalid),
    /// The given timestamp is lower than that of the last event.
    TimestampRegression {
        /// The timestamp of the last event, in milliseconds.
        last: u64,
        /// The one given.
        got: u64,
    },
    /// The log has another length than the caller expected.
    Conflict {
        /// The length expected.
        expected: u64,
        /// The length it has.
        actual: u64,
    },
    /// The log holds something else under the same identity.
    IdentityConflict {
        /// What the identity is of.
        what: &'static str,
        /// The offset of the event that is there.
        offset: u64,
    },
    /// A rule refuses the event.
    RuleViolation(Box<Finding>),
    /// The text is no `.statelog` file that this version reads.
    UnknownFormat {
        /// The format number found, where there is one.
        found: Option<u64>,
    },
    /// A stored log is damaged.
    CorruptLog(Box<Damage>),
    /// The store was closed.
    Closed,
}

/// Where and how a stored log is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The byte at which the damaged line begins.
    pub position: u64,
    /// The number of commits before it.
    pub commit: u64,
    /// The first offset that is lost.
    pub start: u64,
    /// The offset behind the lost ones, where an intact line tells it.
    pub end: Option<u64>,
    /// Whether only an unfinished write is at stake, nothing that was acknowledged.
    pub torn: bool,
    /// What differs.
    pub message: String,
}

impl Damage {
    pub(crate) fn of(corruption: &Corruption) -> Self {
        Self {
            position: corruption.position,
            commit: corruption.commit,
            start: corruption.start,
            end: corruption.end,
            torn: false,
            message: corruption.difference.to_string(),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            position,
            commit,
            start,
            end,
            torn,
            message,
        } = self;
        if *torn {
            return write!(
                f,
                "the log ends in an unfinished write at byte {position}, behind {start} events: \
                 {message}; nothing in it was acknowledged, and salvage reads what is before it"
            );
        }
        write!(
            f,
            "the log is damaged at byte {position} (commit {commit}, "
        )?;
        match end {
            Some(end) => write!(f, "offsets [{start}, {end})")?,
            None => write!(f, "offsets from {start} on")?,
        }
        write!(
            f,
            "): {message}; restore it from a copy, or read the {start} events before the damage \
             with salvage"
        )
    }
}

impl Error {
    /// The stable code, part of the public API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            ErrorKind::InvalidArgument(_) | ErrorKind::InvalidArgumentPart(_) => "INVALID_ARGUMENT",
            ErrorKind::InvalidEvent(_) => "INVALID_EVENT",
            ErrorKind::TimestampRegression { .. } => "TIMESTAMP_REGRESSION",
            ErrorKind::Conflict { .. } => "CONFLICT",
            ErrorKind::IdentityConflict { .. } => "IDENTITY_CONFLICT",
            ErrorKind::RuleViolation(_) => "RULE_VIOLATION",
            ErrorKind::UnknownFormat { .. } => "UNKNOWN_FORMAT",
            ErrorKind::CorruptLog(_) => "CORRUPT_LOG",
            ErrorKind::Closed => "CLOSED",
        }
    }

    /// The same error about the event at `index` of a batch.
    #[must_use]
    pub fn at(mut self, index: usize) -> Self {
        self.index = Some(index);
        self
    }

    /// An argument that is not what the call takes.
    pub fn argument(message: impl Into<String>) -> Self {
        ErrorKind::InvalidArgument(message.into()).into()
    }

    /// Writes the error as it is told to callers: its code, its details and its message.
    pub fn write(&self, out: &mut Writer) {
        out.object(|out| {
            text(out, "code", self.code());
            out.member("details");
            out.object(|out| self.write_details(out));
            text(out, "message", &self.to_string());
        });
    }

    /// The details of the error as a canonical JSON object.
    #[must_use]
    pub fn details(&self) -> String {
        let mut out = Writer::new();
        out.object(|out| self.write_details(out));
        // The writer writes UTF-8 only.
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }

    fn write_details(&self, out: &mut Writer) {
        match &self.kind {
            ErrorKind::InvalidEvent(invalid) | ErrorKind::InvalidArgumentPart(invalid) => {
                text(out, "expected", &invalid.expected);
                text(out, "got", &invalid.got);
                self.write_index(out);
                text(out, "path", &invalid.path);
                return;
            }
            ErrorKind::TimestampRegression { last, got } => {
                number(out, "got", *got);
                self.write_index(out);
                number(out, "last", *last);
                return;
            }
            ErrorKind::Conflict { expected, actual } => {
                number(out, "actual", *actual);
                number(out, "expected", *expected);
            }
            ErrorKind::RuleViolation(finding) => {
                out.member("finding");
                finding.write(out);
                self.write_index(out);
                out.member("offsets");
                finding.offsets.write(out);
                text(out, "rule", finding.rule.as_str());
                return;
            }
            ErrorKind::UnknownFormat { found } => {
                number(out, "expected", crate::journal::FORMAT);
                if let Some(found) = found {
                    number(out, "found", *found);
                }
            }
            ErrorKind::CorruptLog(damage) => {
                number(out, "commit", damage.commit);
                text(out, "difference", &damage.message);
                if let Some(end) = damage.end {
                    number(out, "end", end);
                }
                number(out, "position", damage.position);
                number(out, "start", damage.start);
                out.member("torn");
                damage.torn.write(out);
            }
            ErrorKind::IdentityConflict { offset, .. } => {
                self.write_index(out);
                number(out, "offset", *offset);
                return;
            }
            ErrorKind::InvalidArgument(_) | ErrorKind::Closed => {}
        }
        self.write_index(out);
    }

    fn write_index(&self, out: &mut Writer) {
        if let Some(index) = self.index {
            number(out, "index", index as u64);
        }
    }
}

fn text(out: &mut Writer, name: &str, value: &str) {
    out.member(name);
    out.string(value);
}

fn number(out: &mut Writer, name: &str, value: u64) {
    out.member(name);
    out.number(value);
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind, index: None }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        ErrorKind::InvalidEvent(invalid).into()
    }
}

impl From<JournalError> for Error {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::UnknownFormat { found } => ErrorKind::UnknownFormat { found },
            JournalError::Corrupt(corruption) => {
                ErrorKind::CorruptLog(Box::new(Damage::of(&corruption)))
            }
        }
        .into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(index) = self.index {
            write!(f, "event {index} of the batch: ")?;
        }
        match &self.kind {
            ErrorKind::InvalidArgument(message) => f.write_str(message),
            ErrorKind::InvalidArgumentPart(invalid) => write!(f, "invalid argument: {invalid}"),
            ErrorKind::InvalidEvent(invalid) => write!(f, "invalid event: {invalid}"),
            ErrorKind::TimestampRegression { last, got } => write!(
                f,
                "the timestamp {got} is lower than that of the last event, {last}; leave it \
                 out to have it stamped"
            ),
            ErrorKind::Conflict { expected, actual } => write!(
                f,
                "the log has {actual} events where {expected} were expected; read what is new \
                 and decide again"
            ),
            ErrorKind::IdentityConflict { what, offset } => write!(
                f,
                "the event at offset {offset} says something else about the same {what}; the \
                 first one stands"
            ),
            ErrorKind::RuleViolation(finding) => {
                write!(
                    f,
                    "rule {}: {}",
                    finding.rule.as_str(),
                    finding.message.as_str()
                )
            }
            ErrorKind::UnknownFormat { found: Some(found) } => write!(
                f,
                "the log has format {found}, and this version reads format {}; use a newer \
                 version",
                crate::journal::FORMAT
            ),
            ErrorKind::UnknownFormat { found: None } => {
                f.write_str("the text is not a .statelog file: its first line is no header")
            }
            ErrorKind::CorruptLog(damage) => damage.fmt(f),
            ErrorKind::Closed => f.write_str("the store was closed; open a new one to go on"),
        }
    }
}

impl std::error::Error for Error {}
