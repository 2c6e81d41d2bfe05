//! Where the fold of the domain meets the mechanism that replays it.

use super::facts::Facts;
use crate::replay::{Fold, Source};
use crate::state::{Fact, FoldState};

impl Fold for FoldState {
    type Fact = Fact;

    fn length(&self) -> u64 {
        Self::length(self)
    }

    fn apply(&mut self, offset: u64, fact: &Fact) {
        Self::apply(self, offset, fact);
    }

    fn settle(&mut self) {
        Self::settle(self);
    }

    fn entity_count(&self) -> usize {
        Self::entity_count(self)
    }

    fn is_same(&self, other: &Self) -> bool {
        Self::is_same(self, other)
    }
}

impl Source<FoldState> for Facts {
    fn facts_from(&self, offset: u64) -> impl Iterator<Item = &Fact> {
        self.iter_from(offset)
    }
}
