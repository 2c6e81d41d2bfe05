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

impl Packed {
    fn unpack(&self) -> Commit {
        Commit {
            length: u64::from(self.length),
            flushed: u64::from(self.flushed),
            mark: self.mark,
        }
    }
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

    /// The number of commits and marks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is no commit and no mark.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Notes the durable length with which the write of a commit begins. Until then it
    /// is only known that it will be no less.
    pub(super) fn set_flushed(&mut self, index: usize, flushed: u64) {
        if let Some(packed) = self.list.get_mut(index) {
            packed.flushed = flushed as u32;
        }
    }

    /// The commit or mark at an index; `None` from the number of them on.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Commit> {
        self.list.get(index).map(Packed::unpack)
    }

    /// The commits and marks, in order.
    pub fn iter(&self) -> impl Iterator<Item = Commit> + '_ {
        self.list.iter().map(Packed::unpack)
    }
}
