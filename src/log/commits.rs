//! Which events were appended together, and where the log was closed.

use crate::chunked::Chunked;

/// One line of a `.statelog` file behind its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The length of the log after the commit.
    pub length: u64,
    /// The durable length when the commit was written.
    pub flushed: u64,
    /// Whether this is a mark: the log was closed here, and nothing was added.
    pub mark: bool,
}

/// The commits and marks of a log, in order. Positions in between are kept so that
/// an export gives the same bytes that were imported.
#[derive(Debug, Default)]
pub struct Commits {
    list: Chunked<Packed>,
}

/// A commit in half the memory: lengths fit 32 bits.
#[derive(Clone, Copy, Debug)]
struct Packed {
    length: u32,
    flushed: u32,
    mark: bool,
}

impl Commits {
    pub(super) fn push_commit(&mut self, length: u64, flushed: u64) {
        self.list.push(Packed {
            length: length as u32,
            flushed: flushed as u32,
            mark: false,
        });
    }

    pub(super) fn push_mark(&mut self, length: u64) {
        self.list.push(Packed {
            length: length as u32,
            flushed: length as u32,
            mark: true,
        });
    }

    /// The commits and marks, in order.
    pub fn iter(&self) -> impl Iterator<Item = Commit> + '_ {
        self.list.iter().map(|packed| Commit {
            length: u64::from(packed.length),
            flushed: u64::from(packed.flushed),
            mark: packed.mark,
        })
    }
}
