//! What a store that is kept in storage has written, and what it still has to write.
//!
//! Nothing is written here: the shell asks for lines, makes them durable, and says so.
//! Appending goes on meanwhile, so that one flush serves everybody who waited.

use super::EventStore;
use crate::journal::{write_commit, write_header, write_mark};
use crate::log::Commit;

/// How much of a log is in storage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stored {
    /// The number of commits and marks whose lines were given out to be written.
    lines: usize,
    /// The durable length of the log.
    length: u64,
}

impl EventStore {
    /// The header line of the log's file.
    #[must_use]
    pub fn header(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_header(&mut out, self.log_id());
        out
    }

    /// From now on the log is kept in storage, which holds and has flushed all of it at
    /// this moment. Nothing is delivered to subscribers before it is durable.
    pub fn keep(&mut self) {
        self.stored = Some(Stored {
            lines: self.log.commits().len(),
            length: self.len(),
        });
    }

    /// The number of events that are durable. All of them are, in a store that is not
    /// kept in storage: there is nothing to wait for.
    #[must_use]
    pub fn durable_length(&self) -> u64 {
        self.stored.map_or(self.len(), |stored| stored.length)
    }

    /// The length of the log after the lines that were given out to be written.
    #[must_use]
    pub fn written_length(&self) -> u64 {
        self.stored
            .map_or(self.len(), |stored| self.length_before(stored.lines))
    }

    /// The lines that have not been given out yet, and counts them as given out: at least
    /// one, and more until they have `most_bytes`; empty if there is none. The log has
    /// [`EventStore::written_length`] after them.
    ///
    /// Each says that what is durable now was durable when its write began.
    pub fn unwritten(&mut self, most_bytes: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(stored) = self.stored else {
            return out;
        };
        let mut next = stored.lines;
        while let Some(commit) = self.log.commits().get(next) {
            if !out.is_empty() && out.len() >= most_bytes {
                break;
            }
            let start = self.length_before(next);
            self.log.set_flushed(next, stored.length.min(start));
            let flushed = stored.length;
            self.write_line(&mut out, start, Commit { flushed, ..commit });
            next += 1;
        }
        self.stored = Some(Stored {
            lines: next,
            ..stored
        });
        out
    }

    /// Storage has flushed the log up to a length, which was given out to be written. What
    /// is durable is delivered next.
    pub fn flushed(&mut self, length: u64) {
        let length = length.min(self.written_length());
        if let Some(stored) = &mut self.stored {
            stored.length = stored.length.max(length);
        }
    }

    /// Adds a mark, unless the last line is one already: everything before it is durable,
    /// and the writer closes the log. While something is not durable it adds nothing.
    pub fn mark(&mut self) {
        if self.durable_length() < self.len() {
            return;
        }
        let commits = self.log.commits();
        let last = commits.get(commits.len().wrapping_sub(1));
        if last.is_none_or(|commit| !commit.mark) {
            self.log.mark();
        }
    }

    /// The length of the log before a commit.
    fn length_before(&self, commit: usize) -> u64 {
        let before = self.log.commits().get(commit.wrapping_sub(1));
        before.map_or(0, |commit| commit.length)
    }

    /// Writes the line of a commit whose events begin at `start`, or of a mark.
    pub(super) fn write_line(&self, out: &mut Vec<u8>, start: u64, commit: Commit) {
        let Commit {
            length,
            flushed,
            mark,
        } = commit;
        let root = self.log.tree().root_at(length).unwrap_or_default();
        if mark {
            return write_mark(out, length, root);
        }
        let events = (start..length).filter_map(|offset| self.log.bytes(offset));
        let line = write_commit(out, events, flushed, length, root);
        debug_assert!(line.is_ok(), "append has bounded every commit");
    }
}
