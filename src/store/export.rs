//! Writes the log as text.

use super::EventStore;
use crate::error::Error;
use crate::log::Commit;

impl EventStore {
    /// The text of a `.statelog` file with the events `[0, to)`. Commits and marks are
    /// those of the log; a commit that `to` cuts is framed anew.
    #[must_use]
    pub fn export(&self, to: Option<u64>) -> Vec<u8> {
        let to = to.unwrap_or(u64::MAX).min(self.len());
        let mut out = self.header();
        let mut written = 0;
        for commit in self.log.commits().iter() {
            let is_cut = commit.length > to;
            let length = commit.length.min(to);
            if (commit.mark && !is_cut) || length > written {
                let mark = commit.mark && !is_cut;
                let commit = Commit {
                    length,
                    mark,
                    ..commit
                };
                self.write_line(&mut out, written, commit);
                written = length;
            }
        }
        out
    }

    /// The events `[from, to)` as bare canonical JSON, one a line.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `from` exceeds `to`.
    pub fn export_events(&self, from: Option<u64>, to: Option<u64>) -> Result<String, Error> {
        let from = from.unwrap_or(0);
        if to.is_some_and(|to| from > to) {
            return Err(Error::argument("from must not exceed to"));
        }
        let to = to.unwrap_or(u64::MAX).min(self.len());
        let mut out = Vec::new();
        for bytes in (from..to).filter_map(|offset| self.log.bytes(offset)) {
            out.extend_from_slice(bytes);
            out.push(b'\n');
        }
        Ok(String::from_utf8(out).unwrap_or_default())
    }
}
