//! Resuming entities from their records.

use std::error::Error;
use std::fmt;

use super::History;
use super::fact::{Fact, FactBody};

/// A record refers to an event that does not say what the record needs: it was not
/// made from this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumeError {
    /// The offset that the record names.
    pub offset: u64,
    /// What should be there.
    pub expected: &'static str,
}

impl fmt::Display for ResumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the record refers to offset {} as {}, which it is not; fold the log from the start",
            self.offset, self.expected
        )
    }
}

impl Error for ResumeError {}

/// What `pick` finds in the fact at `offset`.
pub(super) fn fact_at<'h, T>(
    history: &'h impl History,
    offset: u64,
    expected: &'static str,
    pick: impl FnOnce(&'h FactBody, &'h Fact) -> Option<T>,
) -> Result<T, ResumeError> {
    history
        .fact(offset)
        .and_then(|fact| pick(&fact.body, fact))
        .ok_or(ResumeError { offset, expected })
}
