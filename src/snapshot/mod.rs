//! Keeps earlier states of a fold, so that replay need not start at the first event.
//!
//! A snapshot is a cache: deleting all of them changes no answer. They share what did
//! not change in between, and their number is bounded: when there are too many, every
//! other one goes and the interval doubles, so that a snapshot's cost stays amortised
//! O(1) per event and any length has one near below it.

use crate::replay::Fold;

/// The largest number of snapshots kept.
const MAX_SNAPSHOTS: usize = 128;

/// The states of a fold at some lengths, ascending.
#[derive(Debug)]
pub struct SnapshotManager<F> {
    /// The least number of events between two snapshots; 0 if none are taken.
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
        if !self.is_due(state) {
            return;
        }
        self.taken.push(state.clone());
        if self.taken.len() > MAX_SNAPSHOTS {
            self.thin();
        }
    }

    /// Drops every other snapshot and doubles the interval.
    fn thin(&mut self) {
        let mut keep = false;
        self.taken.retain(|_| {
            keep = !keep;
            !keep
        });
        self.interval = self.interval.saturating_mul(2);
    }

    /// Takes in a state from elsewhere that was proven to belong to this log.
    pub fn insert(&mut self, state: F) {
        let at = self
            .taken
            .partition_point(|held| held.length() < state.length());
        self.taken.insert(at, state);
    }

    /// The snapshot with the greatest length up to `length`.
    #[must_use]
    pub fn at_or_below(&self, length: u64) -> Option<&F> {
        let count = self.taken.partition_point(|held| held.length() <= length);
        self.taken.get(..count)?.last()
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
