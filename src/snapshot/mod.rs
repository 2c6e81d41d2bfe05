//! Keeps earlier states of a fold, so that replay need not start at the first event.
//!
//! A snapshot is a cache: deleting all of them changes no answer. They share what did
//! not change in between, and their number is bounded: when there is one too many, the
//! one whose neighbours are nearest to each other goes. So any length keeps one not far
//! below it, and the gaps grow with the log.

use crate::replay::Fold;

/// The largest number of snapshots kept.
pub const MAX_SNAPSHOTS: usize = 128;

/// The states of a fold at some lengths, ascending.
#[derive(Debug)]
pub struct SnapshotManager<F> {
    /// The least number of events before the next snapshot; 0 if none are taken.
    interval: u64,
    taken: Vec<F>,
}

impl<F: Fold> SnapshotManager<F> {
    /// A manager that takes a snapshot at least `interval` events after the last one;
    /// 0 takes none.
    #[must_use]
    pub fn new(interval: u64) -> Self {
        Self {
            interval,
            taken: Vec::new(),
        }
    }

    /// Whether a snapshot is due: the interval has passed, and as many events as would
    /// change half of the entities.
    #[must_use]
    pub fn is_due(&self, state: &F) -> bool {
        let last = self.taken.last().map_or(0, Fold::length);
        let passed = state.length().saturating_sub(last);
        let dear = state.entity_count() as u64 / 2;
        self.interval > 0 && passed >= self.interval.max(dear)
    }

    /// Takes a snapshot of a settled state if one is due.
    pub fn offer(&mut self, state: &F) {
        if self.is_due(state) {
            self.insert(state.clone());
        }
    }

    /// Takes in a settled state of this log. It replaces one of the same length, which
    /// can only be equal.
    pub fn insert(&mut self, state: F) {
        let length = state.length();
        let at = self.taken.partition_point(|held| held.length() < length);
        match self.taken.get_mut(at) {
            Some(held) if held.length() == length => *held = state,
            _ => self.taken.insert(at, state),
        }
        if self.taken.len() > MAX_SNAPSHOTS {
            self.thin();
        }
    }

    /// Drops the snapshot whose neighbours are nearest to each other, the first among
    /// equals. The empty log counts as a neighbour; the last snapshot stays.
    fn thin(&mut self) {
        let lengths = || self.taken.iter().map(Fold::length);
        let before = std::iter::once(0).chain(lengths());
        let gaps = before.zip(lengths().skip(1)).map(|(from, to)| to - from);
        if let Some((at, _)) = gaps.enumerate().min_by_key(|(_, gap)| *gap) {
            self.taken.remove(at);
        }
    }

    /// The snapshot with the greatest length up to `length`.
    #[must_use]
    pub fn at_or_below(&self, length: u64) -> Option<&F> {
        let count = self.taken.partition_point(|held| held.length() <= length);
        self.taken.get(..count)?.last()
    }

    /// The snapshots, ascending by length.
    pub fn iter(&self) -> impl Iterator<Item = &F> {
        self.taken.iter()
    }

    /// The number of snapshots kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// Whether no snapshot is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }
}
