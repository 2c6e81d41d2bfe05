//! Which entities look otherwise than before, found without showing all of them.
//!
//! States of one fold share the entities that did not change in between, so most of
//! them are compared by where they lie in memory.

use super::FoldState;
use crate::state::entity::Entity;
use crate::state::view::{ChainState, ChannelState, Mode, ObjectiveState};
use crate::state::{Chain, Channel, Fact, Objective, Surroundings, ViewOptions};

/// An entity as callers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "views exist one at a time, while they are written"
)]
pub enum EntityView {
    /// An objective.
    Objective(ObjectiveState),
    /// A channel.
    Channel(ChannelState),
    /// A chain.
    Chain(ChainState),
}

impl FoldState {
    /// The entity at a place in the order of first appearance, as callers see it.
    #[must_use]
    pub fn view_at(&self, place: u32, options: &ViewOptions) -> Option<EntityView> {
        let cell = self.cells.get(place as usize)?;
        Some(match cell.entity() {
            Entity::Objective(objective) => EntityView::Objective(Objective::view(objective)),
            Entity::Channel(channel) => EntityView::Channel(self.show_channel(channel, options)),
            Entity::Chain(chain) => EntityView::Chain(Chain::to_state(chain)),
        })
    }

    /// The places of all entities that may look otherwise than in `earlier`, a state
    /// that this one was folded on from, ascending. Costs a glance at each entity.
    #[must_use]
    pub fn changed_since(&self, earlier: &Self, options: &ViewOptions) -> Vec<u32> {
        let places = 0..self.cells.len() as u32;
        places
            .filter(|place| self.may_differ(*place, earlier, options))
            .collect()
    }

    /// Those `among` some places, ascending, whose entities may look otherwise than in
    /// `earlier`, the state before the last fact. Only what moves a chain can reach
    /// entities that the fact does not name.
    #[must_use]
    pub fn changed_by(
        &self,
        fact: &Fact,
        earlier: &Self,
        among: &[u32],
        options: &ViewOptions,
    ) -> Vec<u32> {
        let is_chain_moved = (self.chains.iter()).any(|(_, place)| !self.shares(*place, earlier));
        let mut places = match is_chain_moved {
            true => among.to_vec(),
            false => self.named_by(fact),
        };
        places.retain(|place| {
            among.binary_search(place).is_ok() && self.may_differ(*place, earlier, options)
        });
        places
    }

    /// The places of the entities that a fact names, and of the channels that the
    /// ledgers among them may guarantee.
    fn named_by(&self, fact: &Fact) -> Vec<u32> {
        let keys = fact.touched.iter();
        let mut places: Vec<u32> = keys
            .filter_map(|key| self.by_key.get(&key).copied())
            .collect();
        let named = places.clone().into_iter();
        let ledgers = named.filter_map(|place| super::channel_at(&self.cells, place));
        let targets = ledgers.flat_map(|ledger| ledger.targets_from(0));
        places.extend(targets.filter_map(|target| self.channels.get(target).copied()));
        places
    }

    /// Whether the entity at a place is the same in memory as in `earlier`.
    fn shares(&self, place: u32, earlier: &Self) -> bool {
        let place = place as usize;
        match (self.cells.get(place), earlier.cells.get(place)) {
            (Some(now), Some(before)) => std::ptr::eq(now, before),
            (now, before) => now.is_none() && before.is_none(),
        }
    }

    /// Whether an entity may look otherwise than in `earlier`.
    fn may_differ(&self, place: u32, earlier: &Self, options: &ViewOptions) -> bool {
        if !self.shares(place, earlier) {
            return true;
        }
        super::channel_at(&self.cells, place).is_some_and(|channel| {
            self.seen_around(channel, options) != earlier.seen_around(channel, options)
        })
    }

    /// What a view of a channel shows of what is around it: of the time only the mode.
    fn seen_around(&self, channel: &Channel, options: &ViewOptions) -> (Mode, Surroundings) {
        let mut around = self.shown_around(channel, options);
        let mode = channel.mode(std::mem::take(&mut around.time));
        (mode, around)
    }
}
