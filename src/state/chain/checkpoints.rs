//! Earlier states of the fold, from which it can be taken up again.

use std::sync::Arc;

use super::place::Place;
use super::settled::Settled;

/// The number of facts between two checkpoints at the tail. A smaller one shortens
/// re-folding after a reorganisation; a larger one lets more of the maps be changed
/// in place, because a checkpoint shares them. No answer depends on it, so debug
/// builds use a small one, with which tests meet many checkpoints.
const SPACING: usize = if cfg!(debug_assertions) { 3 } else { 128 };

/// States of the fold after ascending numbers of facts, the denser the nearer to the
/// tail, so that re-folding costs at most about twice the facts that changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints {
    states: Arc<Vec<Settled>>,
}

impl Checkpoints {
    /// Keeps a state if the last one kept is far enough back.
    pub(super) fn offer(&mut self, state: &Settled) {
        let last = self.states.last().map_or(0, |last| last.count);
        if state.count.saturating_sub(last) >= SPACING {
            let states = Arc::make_mut(&mut self.states);
            states.push(state.clone());
            thin(states);
        }
    }

    /// The last state kept that folded nothing at or above `place`; later ones are
    /// forgotten.
    pub(super) fn rewind(&mut self, place: &Place) -> Settled {
        let states = Arc::make_mut(&mut self.states);
        while states
            .last()
            .is_some_and(|state| state.last.is_some_and(|last| last >= *place))
        {
            states.pop();
        }
        states.last().cloned().unwrap_or_default()
    }
}

/// Drops states that lie closer together than half their distance to the tail.
fn thin(states: &mut Vec<Settled>) {
    let tail = states.last().map_or(0, |last| last.count);
    let counts: Vec<usize> = states.iter().map(|state| state.count).collect();
    let mut before = 0;
    let mut at = 0;
    states.retain(|state| {
        at += 1;
        let keep = match counts.get(at) {
            Some(after) => 2 * (after - before) > tail - after,
            None => true,
        };
        if keep {
            before = state.count;
        }
        keep
    });
}
