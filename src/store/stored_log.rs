//! Reads the bytes of a stored log into a store, piece by piece, and says how they end.

use super::EventStore;
use crate::canonical::Writer;
use crate::error::{Damage, Error, ErrorKind};
use crate::journal::{Ending, JournalError, LogId, Reader};

/// The bytes of a log as they are read from where they are kept.
///
/// A writer reads them once. One that follows a log that somebody else writes feeds it
/// on: after each verdict with the bytes from [`Verdict::end`] on, once there are more.
///
/// ```
/// use statelog::{EventStore, EventStoreOptions, LogId, store::StoredLog};
/// let options = EventStoreOptions::new(LogId::new([7; 16]));
/// let file = EventStore::new(options.clone()).export(None);
///
/// let mut store = EventStore::new(options);
/// let mut stored = StoredLog::new(None);
/// for piece in file.chunks(10) {
///     stored.feed(&mut store, piece);
/// }
/// let verdict = stored.conclude(&mut store)?;
/// assert_eq!(verdict.end, file.len() as u64);
/// # Ok::<(), statelog::Error>(())
/// ```
#[derive(Debug)]
pub struct StoredLog {
    reader: Reader,
    /// The log id that the caller asks for.
    asked: Option<LogId>,
}

/// How the bytes of a stored log end, and what to do with the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The file position behind the last line that counts, in bytes.
    pub end: u64,
    /// The number of commits that count.
    pub commits: u64,
    /// The number of events that count.
    pub length: u64,
    /// What the bytes behind `end` are, or why the log must not be written to.
    pub ending: Result<Ending, JournalError>,
}

/// What a writer does before anything else, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where it cuts the file, in bytes, having saved what follows; `None` if nothing is
    /// torn.
    pub cut: Option<u64>,
    /// What it appends: a header, a line feed, or nothing. Even then it appends, for a
    /// flush: what stands in the file may never have been flushed, and the next commit
    /// says that it was.
    pub append: Vec<u8>,
}

impl StoredLog {
    /// A log of which nothing was read yet. With a log id, another one in the file is an
    /// error.
    #[must_use]
    pub fn new(asked: Option<LogId>) -> Self {
        let reader = Reader::new();
        Self { reader, asked }
    }

    /// Takes the next bytes. The events of whole commits that count are in `store` then;
    /// it must be given nothing else before the first verdict.
    pub fn feed(&mut self, store: &mut EventStore, bytes: &[u8]) {
        self.reader.feed(bytes, &mut |line| store.take(line));
    }

    /// Judges the log after what are its last bytes for now.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the file has another log id than the one asked for.
    pub fn conclude(&mut self, store: &mut EventStore) -> Result<Verdict, Error> {
        let ending = self.reader.conclude(&mut |line| store.take(line));
        if let Some(found) = self.reader.log_id() {
            if self.asked.is_some_and(|asked| asked != found) {
                return Err(Error::argument(format!(
                    "the file has the log id {found}; leave logId out or give that one"
                )));
            }
            store.options.log_id = found;
        }
        store.states.settle();
        Ok(Verdict {
            end: self.reader.end(),
            commits: self.reader.commits(),
            length: self.reader.tree().len(),
            ending,
        })
    }
}

impl Verdict {
    /// The bytes that an interrupted write left: where they begin and how many they are.
    #[must_use]
    pub fn torn(&self) -> Option<(u64, u64)> {
        match self.ending {
            Ok(Ending::TornTail { from, bytes }) => Some((from, bytes)),
            Ok(Ending::NeverUsed { bytes }) if bytes > 0 => Some((0, bytes)),
            _ => None,
        }
    }

    /// Whether the file was never used, so that a writer creates the log.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self.ending, Ok(Ending::NeverUsed { .. }))
    }

    /// Why the log must not be written to.
    #[must_use]
    pub fn damage(&self) -> Option<Error> {
        self.ending.clone().err().map(Error::from)
    }

    /// The error for a torn end, for those who must not cut it.
    #[must_use]
    pub fn torn_error(&self) -> Option<Error> {
        let (position, _) = self.torn()?;
        let message = if self.is_new() {
            "the file has no whole header"
        } else {
            "the last write was interrupted"
        };
        let damage = Damage {
            position,
            commit: self.commits,
            start: self.length,
            end: None,
            torn: true,
            message: message.to_owned(),
        };
        Some(ErrorKind::CorruptLog(Box::new(damage)).into())
    }

    /// What a writer of `store` does first.
    ///
    /// # Errors
    /// `UNKNOWN_FORMAT` or `CORRUPT_LOG` if the log must not be written to.
    pub fn repair(&self, store: &EventStore) -> Result<Repair, Error> {
        let append = match self.ending.clone()? {
            Ending::NeverUsed { .. } => store.header(),
            Ending::MissingLineFeed => b"\n".to_vec(),
            Ending::Clean | Ending::TornTail { .. } => Vec::new(),
        };
        let cut = self.torn().map(|(from, _)| from);
        Ok(Repair { cut, append })
    }

    /// The verdict as canonical JSON, as the shell reads it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        out.object(|out| {
            number(out, "commits", self.commits);
            if let Some(error) = self.damage() {
                out.member("damage");
                error.write(out);
            }
            number(out, "end", self.end);
            out.member("isNew");
            out.boolean(self.is_new());
            number(out, "length", self.length);
            out.member("lineFeedMissing");
            out.boolean(matches!(self.ending, Ok(Ending::MissingLineFeed)));
            if let Some((from, bytes)) = self.torn() {
                out.member("torn");
                out.object(|out| {
                    number(out, "bytes", bytes);
                    number(out, "from", from);
                });
            }
        });
        String::from_utf8(out.into_bytes()).unwrap_or_default()
    }
}

fn number(out: &mut Writer, name: &str, value: u64) {
    out.member(name);
    out.number(value);
}
