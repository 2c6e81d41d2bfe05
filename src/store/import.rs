//! Reads a log from text: a `.statelog` file, or bare events.

use super::given::Given;
use super::{EventStore, EventStoreOptions, StoredLog};
use crate::canonical::{Form, Invalid, Value, to_bytes};
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::event::scalar::Bytes32;
use crate::journal::{JournalError, Line, LogId, Rejection};

/// How a log is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Read a damaged file up to the damage instead of refusing it.
    pub salvage: bool,
    /// The log id that the caller asks for; another one than that of the file is an
    /// error.
    pub log_id: Option<LogId>,
}

impl EventStore {
    /// A store with the events of a text.
    ///
    /// The text of a `.statelog` file is taken verbatim. Any other text is read as bare
    /// events, one JSON object a line, like API input: each is a commit of its own,
    /// repeats are skipped, left-out timestamps are stamped with `now`.
    ///
    /// # Errors
    /// `UNKNOWN_FORMAT`, `CORRUPT_LOG`, `INVALID_ARGUMENT`; for bare events also what
    /// [`EventStore::append`] fails with, with the index of the line's event.
    pub fn import(
        bytes: &[u8],
        options: EventStoreOptions,
        import: &ImportOptions,
        now: u64,
    ) -> Result<Self, Error> {
        let mut store = Self::new(options);
        if is_bare(bytes) {
            store.import_bare(bytes, now)?;
        } else {
            store.import_file(bytes, import)?;
        }
        Ok(store)
    }

    fn import_bare(&mut self, bytes: &[u8], now: u64) -> Result<(), Error> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Error::from(Invalid::new("UTF-8 text", "other bytes")))?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        for (index, line) in lines.enumerate() {
            self.import_event(line, now)
                .map_err(|error| error.at(index))?;
        }
        Ok(())
    }

    /// Imports a bare event; its `offset`, if it has one, must be the one it gets.
    fn import_event(&mut self, line: &str, now: u64) -> Result<(), Error> {
        let Given { event, offset } = Given::read(line)?;
        let got = self.append_imported(event, now)?.offset;
        match offset {
            Some(offset) if offset.get() != got => {
                let wrong = Invalid::new(format!("offset {got}"), offset.get().to_string());
                Err(wrong.within("offset").into())
            }
            _ => Ok(()),
        }
    }

    fn import_file(&mut self, bytes: &[u8], import: &ImportOptions) -> Result<(), Error> {
        let mut stored = StoredLog::new(import.log_id);
        stored.feed(self, bytes);
        let verdict = stored.conclude(self)?;
        let refusal = verdict.damage().or_else(|| verdict.torn_error());
        // There is nothing to salvage from what is no log.
        let is_foreign = matches!(verdict.ending, Err(JournalError::UnknownFormat { .. }));
        match refusal.filter(|_| is_foreign || !import.salvage) {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// Takes the events of a line that counts. Nothing is refused for a domain reason.
    pub(super) fn take(&mut self, line: &Line<'_>) -> Result<(), Rejection> {
        if line.is_mark() {
            self.log.mark();
            return Ok(());
        }
        // A single event changes nothing before it is accepted, so only several need a state
        // to go back to. A state that is shared is copied where it changes.
        let before =
            (line.events.len() > 1).then(|| (self.states.live().clone(), self.last_timestamp));
        let start = self.log.len();
        for (offset, event) in line.offsets().zip(&line.events) {
            if let Err(reason) = self.take_event(event.value, &event.id) {
                if let Some((state, timestamp)) = before {
                    self.abandon(start, state, timestamp);
                }
                return Err(Rejection { offset, reason });
            }
        }
        self.log.commit_with(line.flushed, line.tree);
        self.known.commit();
        self.states.snapshot_if_due();
        Ok(())
    }

    fn take_event(&mut self, value: Value<'_>, id: &Bytes32) -> Result<(), Invalid> {
        let event = Event::read(value)?;
        if event.timestamp().is_none() {
            return Err(Invalid::missing("timestamp"));
        }
        let bytes = to_bytes(&event);
        if bytes != value.raw().as_bytes() {
            return Err(Invalid::new(
                "the canonical form of the event",
                "another form",
            ));
        }
        if let Some(first) = self.log.offset_of(id) {
            let got = format!("the same bytes as at offset {first}");
            return Err(Invalid::new("an event that is not in the log yet", got));
        }
        let keys = self.fact_keys(&event);
        let judgement = self.judge(&event);
        match self.stage(&event, (&bytes, *id), &keys, judgement) {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.kind {
                ErrorKind::InvalidEvent(invalid) => invalid,
                _ => Invalid::new("room for another event", error.to_string()),
            }),
        }
    }
}

/// Whether a text holds bare events rather than a file. The header of a file begins
/// with a checksum, which no event has; the first bytes of one are no event either.
fn is_bare(bytes: &[u8]) -> bool {
    const HEADER: &[u8] = b"{\"crc\"";
    let text = bytes.trim_ascii_start();
    let is_header = text.starts_with(HEADER) || HEADER.starts_with(bytes);
    text.is_empty() || (text.starts_with(b"{") && !is_header)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::journal::recover;
    use crate::merkle::count::node_hashes;

    #[test]
    fn importing_a_file_hashes_no_node_that_reading_it_does_not() {
        let text = include_bytes!("../../www/public/samples/virtual-intermediary.statelog");
        let read = node_hashes(|| recover(text, &mut |_| Ok(())));
        let mut length = 0;
        let options = EventStoreOptions::new(LogId::new([7; 16]));
        let imported = node_hashes(|| {
            let store = EventStore::import(text, options, &ImportOptions::default(), 0);
            length = store.unwrap().len();
        });
        assert_eq!(imported, read);
        assert!(length > 50 && read > length);
    }
}
