//! The entities of the fold and their canonical bytes.

use std::sync::OnceLock;

use super::{
    Chain, ChainRecord, Channel, ChannelRecord, History, Objective, ObjectiveRecord, ResumeError,
};
use crate::canonical::{Form, Invalid, Value, Writer, to_bytes};
use crate::merkle::{Hash, leaf_hash};

/// A channel, an objective or a chain.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "nearly all entities are channels and objectives of similar size"
)]
pub(super) enum Entity {
    Channel(Channel),
    Objective(Objective),
    Chain(Chain),
}

impl Entity {
    pub(super) fn record(&self) -> EntityRecord {
        match self {
            Self::Channel(channel) => EntityRecord::Channel(channel.record()),
            Self::Objective(objective) => EntityRecord::Objective(objective.record()),
            Self::Chain(chain) => EntityRecord::Chain(chain.to_record()),
        }
    }
}

/// An entity with the hash of its bytes, computed when first asked for and forgotten
/// when the entity changes. Snapshots share unchanged entities, hashes included.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    entity: Entity,
    leaf: OnceLock<Hash>,
}

impl Cell {
    pub(super) fn new(entity: Entity) -> Self {
        Self {
            entity,
            leaf: OnceLock::new(),
        }
    }

    pub(super) fn entity(&self) -> &Entity {
        &self.entity
    }

    pub(super) fn entity_mut(&mut self) -> &mut Entity {
        self.leaf = OnceLock::new();
        &mut self.entity
    }

    pub(super) fn leaf(&self) -> Hash {
        *self
            .leaf
            .get_or_init(|| leaf_hash(&to_bytes(&self.entity.record())))
    }
}

/// What the fold needs to go on with an entity: an object with one member, named
/// after the kind of the entity.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "records exist one at a time, while bytes are written or read"
)]
pub enum EntityRecord {
    /// A channel.
    Channel(ChannelRecord),
    /// An objective.
    Objective(ObjectiveRecord),
    /// A chain.
    Chain(ChainRecord),
}

impl EntityRecord {
    pub(super) fn resume(&self, history: &impl History) -> Result<Entity, ResumeError> {
        Ok(match self {
            Self::Channel(record) => Entity::Channel(Channel::resume(record, history)?),
            Self::Objective(record) => Entity::Objective(Objective::resume(record, history)?),
            Self::Chain(record) => Entity::Chain(Chain::resume(record, history)?),
        })
    }
}

impl Form for EntityRecord {
    fn blank() -> Self {
        Self::Objective(ObjectiveRecord::blank())
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        const WHAT: &str = "an object with the one member channel, objective or chain";
        let mut members = value.object()?;
        let (Some((name, record)), None) = (members.next(), members.next()) else {
            return Err(value.mismatch(WHAT));
        };
        let entity = match &*name {
            "channel" => ChannelRecord::read(record).map(Self::Channel),
            "objective" => ObjectiveRecord::read(record).map(Self::Objective),
            "chain" => ChainRecord::read(record).map(Self::Chain),
            _ => Err(value.mismatch(WHAT)),
        };
        *self = entity.map_err(|error| error.within(&name))?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| match self {
            Self::Channel(record) => {
                out.member("channel");
                record.write(out);
            }
            Self::Objective(record) => {
                out.member("objective");
                record.write(out);
            }
            Self::Chain(record) => {
                out.member("chain");
                record.write(out);
            }
        });
    }
}
