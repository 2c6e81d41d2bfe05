//! The state of the fold at one length.

mod apply;
mod changes;
mod conditions;
mod guarantees;
mod knowledge;
mod project;
mod resume;

use std::sync::Arc;

use super::entity::{Cell, Entity, EntityRecord};
use super::tree::{List, Tree};
use super::{Chain, ChainFact, Channel, Objective};
use crate::canonical::to_bytes;
use crate::event::scalar::{Bytes32, ChainId};
use crate::log::KeyId;
use crate::merkle::{Hash, root_of};
use crate::order;

pub use changes::EntityView;
pub use project::ViewOptions;

/// The version of the fold. It rises with every change of what the fold derives or
/// how an entity's bytes are written; snapshots of another version are discarded.
pub const FOLD_VERSION: u32 = 2;

/// Everything that the events `[0, length)` say. Clones share their contents and cost
/// a few counters.
#[derive(Clone, Debug, Default)]
pub struct FoldState {
    length: u64,
    /// The entities in order of first appearance.
    cells: List<Cell>,
    /// Places of channels and objectives by their key in the log's index.
    by_key: Tree<KeyId, u32>,
    /// Places of channels by id.
    channels: Tree<Bytes32, u32>,
    /// Places of chains by id.
    chains: Tree<ChainId, u32>,
    /// Places of the ledgers that were ever asked or shown to guarantee a channel.
    /// Follows from the ledgers.
    guarantors: Tree<Bytes32, Arc<Vec<u32>>>,
    /// Places of the objectives that own a channel. Follows from the objectives.
    owners: Tree<Bytes32, Arc<Vec<u32>>>,
    /// Facts about channels that were not known when the facts arrived. Follows from
    /// the chains.
    strangers: Tree<Bytes32, Arc<Vec<Arc<ChainFact>>>>,
    /// The chains with facts that have not been folded yet.
    unsettled: Vec<u32>,
}

impl FoldState {
    /// The state of the empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of events folded.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The number of channels, objectives and chains.
    #[must_use]
    pub fn entity_count(&self) -> usize {
        self.cells.len()
    }

    /// The hash of the state: the RFC 6962 root over the bytes of the entities. The
    /// state must be settled.
    #[must_use]
    pub fn state_hash(&self) -> Hash {
        root_of(self.cells.iter().map(Cell::leaf))
    }

    /// Whether the hash of both states is the same. Entities that they share cost a
    /// glance. The states must be settled.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let mut cells = self.cells.iter().zip(other.cells.iter());
        self.cells.len() == other.cells.len()
            && cells.all(|(one, other)| std::ptr::eq(one, other) || one.leaf() == other.leaf())
    }

    /// The bytes of the entities, whose root the state hash is, in order.
    pub fn entity_bytes(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.cells
            .iter()
            .map(|cell| to_bytes(&cell.entity().record()))
    }

    /// A channel by the key of its id.
    #[must_use]
    pub fn channel(&self, key: KeyId) -> Option<&Channel> {
        channel_at(&self.cells, *self.by_key.get(&key)?)
    }

    /// A channel by its id.
    #[must_use]
    pub fn channel_by_id(&self, id: &Bytes32) -> Option<&Channel> {
        channel_at(&self.cells, *self.channels.get(id)?)
    }

    /// An objective by the key of its id.
    #[must_use]
    pub fn objective(&self, key: KeyId) -> Option<&Objective> {
        self.objective_at(*self.by_key.get(&key)?)
    }

    fn objective_at(&self, place: u32) -> Option<&Objective> {
        match self.cells.get(place as usize)?.entity() {
            Entity::Objective(objective) => Some(objective),
            _ => None,
        }
    }

    /// A chain by its id.
    #[must_use]
    pub fn chain(&self, id: ChainId) -> Option<&Chain> {
        match self.cells.get(*self.chains.get(&id)? as usize)?.entity() {
            Entity::Chain(chain) => Some(chain),
            _ => None,
        }
    }

    /// The channels in order of creation.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.cells.iter().filter_map(|cell| match cell.entity() {
            Entity::Channel(channel) => Some(channel),
            _ => None,
        })
    }

    /// The objectives in order of creation.
    pub fn objectives(&self) -> impl Iterator<Item = &Objective> {
        self.cells.iter().filter_map(|cell| match cell.entity() {
            Entity::Objective(objective) => Some(objective),
            _ => None,
        })
    }

    /// The chains in order of first appearance. They are few, whatever else there is.
    pub fn chains(&self) -> impl Iterator<Item = &Chain> {
        let mut places: Vec<u32> = self.chains.values().copied().collect();
        order::sort(&mut places);
        let entities = places
            .into_iter()
            .filter_map(|place| self.cells.get(place as usize));
        entities.filter_map(|cell| match cell.entity() {
            Entity::Chain(chain) => Some(chain),
            _ => None,
        })
    }

    /// Adds an entity; gives its place.
    fn add(&mut self, entity: Entity) -> u32 {
        // Entities are fewer than events, which fit 32 bits.
        let place = self.cells.len() as u32;
        self.cells.push(Cell::new(entity));
        place
    }

    fn entity_mut(&mut self, place: u32) -> Option<&mut Entity> {
        self.cells.get_mut(place as usize).map(Cell::entity_mut)
    }

    fn channel_mut(&mut self, place: u32) -> Option<&mut Channel> {
        match self.entity_mut(place)? {
            Entity::Channel(channel) => Some(channel),
            _ => None,
        }
    }

    fn chain_mut(&mut self, place: u32) -> Option<&mut Chain> {
        match self.entity_mut(place)? {
            Entity::Chain(chain) => Some(chain),
            _ => None,
        }
    }

    /// The records of the entities, in order.
    pub fn records(&self) -> impl Iterator<Item = EntityRecord> + '_ {
        self.cells.iter().map(|cell| cell.entity().record())
    }
}

/// The channel at a place, if there is one.
fn channel_at(cells: &List<Cell>, place: u32) -> Option<&Channel> {
    match cells.get(place as usize)?.entity() {
        Entity::Channel(channel) => Some(channel),
        _ => None,
    }
}
