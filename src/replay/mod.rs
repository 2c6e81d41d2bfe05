//! Derives state by replay: for now, or for any past length.
//!
//! It drives any [`Fold`]; it knows lengths and facts, not what they mean. The answer
//! depends only on the facts: snapshots and the cache change the time it takes.

mod compare;

pub use compare::{Comparison, Divergence, Way, compare, places};

use std::sync::{Mutex, PoisonError};

use crate::snapshot::SnapshotManager;

/// A state that facts are applied to, in order.
pub trait Fold: Clone + Default {
    /// What is applied.
    type Fact: 'static;

    /// The number of facts applied.
    fn length(&self) -> u64;

    /// Applies the fact at `offset`, which is the present length.
    fn apply(&mut self, offset: u64, fact: &Self::Fact);

    /// Completes what applying left for later; called before the state is read.
    fn settle(&mut self);

    /// The number of entities that the state has, as a measure of what a snapshot
    /// costs.
    fn entity_count(&self) -> usize;

    /// Whether both states, which are settled and of one length, have one hash.
    fn is_same(&self, other: &Self) -> bool;
}

/// The facts of a log.
pub trait Source<F: Fold> {
    /// The facts from an offset on.
    fn facts_from(&self, offset: u64) -> impl Iterator<Item = &F::Fact>;
}

/// Derives the state at any length from the facts, the live state, snapshots, and the
/// state that was asked for last.
#[derive(Debug)]
pub struct StateReconstructor<F: Fold> {
    live: F,
    snapshots: SnapshotManager<F>,
    recent: Mutex<Option<F>>,
}

impl<F: Fold> StateReconstructor<F> {
    /// A reconstructor for an empty log that takes a snapshot every `interval` events,
    /// or never if that is 0.
    #[must_use]
    pub fn new(interval: u64) -> Self {
        Self {
            live: F::default(),
            snapshots: SnapshotManager::new(interval),
            recent: Mutex::new(None),
        }
    }

    /// The state at the present length, settled.
    #[must_use]
    pub fn live(&self) -> &F {
        &self.live
    }

    /// Applies the next fact to the live state, unsettled.
    pub fn apply(&mut self, fact: &F::Fact) {
        self.live.apply(self.live.length(), fact);
    }

    /// Settles the live state, so that the next event can be judged by it.
    pub fn settle_live(&mut self) {
        self.live.settle();
    }

    /// Settles the live state after the facts of a commit, and takes a snapshot if one
    /// is due.
    pub fn settle(&mut self) {
        self.live.settle();
        self.snapshots.offer(&self.live);
    }

    /// Takes a snapshot of the live state if one is due, settling it only then.
    pub fn snapshot_if_due(&mut self) {
        if self.snapshots.is_due(&self.live) {
            self.settle();
        }
    }

    /// Puts back a live state from before facts that were not committed.
    pub fn restore_live(&mut self, state: F) {
        self.live = state;
    }

    /// The snapshots.
    #[must_use]
    pub fn snapshots(&self) -> &SnapshotManager<F> {
        &self.snapshots
    }

    /// The snapshots, to hand in a proven one.
    pub fn snapshots_mut(&mut self) -> &mut SnapshotManager<F> {
        &mut self.snapshots
    }

    /// The states that are kept to answer faster, ascending by length: snapshots, and the
    /// one that was asked for last.
    #[must_use]
    pub fn kept(&self) -> Vec<F> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept: Vec<F> = self.snapshots.iter().cloned().collect();
        if let Some(recent) = recent.as_ref() {
            let at = kept.partition_point(|held| held.length() <= recent.length());
            kept.insert(at, recent.clone());
        }
        kept
    }

    /// The state after the events `[0, at)`, settled. `at` is at most the length.
    ///
    /// Replays from the nearest state at or below `at` that is at hand.
    #[must_use]
    pub fn at(&self, at: u64, source: &impl Source<F>) -> F {
        if at >= self.live.length() {
            return self.live.clone();
        }
        // A poisoned cache is still only a cache: any state in it is whole.
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.snapshots.at_or_below(at);
        let mut state = match (recent.take().filter(|held| held.length() <= at), snapshot) {
            (Some(held), Some(snapshot)) if snapshot.length() > held.length() => snapshot.clone(),
            (Some(held), _) => held,
            (None, Some(snapshot)) => snapshot.clone(),
            (None, None) => F::default(),
        };
        replay(&mut state, at, source);
        *recent = Some(state.clone());
        state
    }

    /// The state after the events `[0, at)`, folded from the first fact without
    /// snapshots or cache.
    #[must_use]
    pub fn from_start(at: u64, source: &impl Source<F>) -> F {
        let mut state = F::default();
        replay(&mut state, at, source);
        state
    }
}

/// Applies the facts from the length of a state up to `at` and settles.
pub fn replay<F: Fold>(state: &mut F, at: u64, source: &impl Source<F>) {
    for fact in source.facts_from(state.length()) {
        if state.length() >= at {
            break;
        }
        state.apply(state.length(), fact);
    }
    state.settle();
}
