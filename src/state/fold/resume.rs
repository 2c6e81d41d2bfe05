//! Takes the fold up again from the records of its entities.

use super::super::entity::{Cell, Entity, EntityRecord};
use super::FoldState;
use crate::event::scalar::Bytes32;
use crate::log::KeyId;
use crate::order;
use crate::state::{FactBody, History, ResumeError};

impl FoldState {
    /// The state that the records describe, at `length` of the log that `history`
    /// belongs to. The caller compares its hash with the committed one: a record that
    /// does not belong to the log shows there.
    ///
    /// # Errors
    /// [`ResumeError`] if a record names an event that does not say what it expects.
    pub fn resume(
        length: u64,
        records: &[EntityRecord],
        history: &impl History,
    ) -> Result<Self, ResumeError> {
        let mut state = Self {
            length,
            ..Self::default()
        };
        for record in records {
            let entity = record.resume(history)?;
            let place = state.cells.len() as u32;
            state.enter(place, &entity, history)?;
            state.cells.push(Cell::new(entity));
        }
        state.find_again(history)?;
        state.settle();
        Ok(state)
    }

    /// Enters an entity into the tables that find it.
    fn enter(
        &mut self,
        place: u32,
        entity: &Entity,
        history: &impl History,
    ) -> Result<(), ResumeError> {
        match entity {
            Entity::Channel(channel) => {
                let first = channel.counters().first_offset;
                self.by_key.insert(creation_key(first, history)?, place);
                self.channels.insert(channel.created().channel_id, place);
            }
            Entity::Objective(objective) => {
                let first = objective.counters().first_offset;
                self.by_key.insert(creation_key(first, history)?, place);
            }
            Entity::Chain(chain) => {
                self.chains.insert(chain.chain_id(), place);
                self.unsettle(place);
            }
        }
        Ok(())
    }

    /// Finds again what follows from the entities: guarantors, and facts about
    /// channels that are not known, as they arrived.
    fn find_again(&mut self, history: &impl History) -> Result<(), ResumeError> {
        for place in 0..self.cells.len() as u32 {
            self.note_targets(place, 0);
            self.note_owner(place);
        }
        let mut facts = Vec::new();
        for chain in self.chains() {
            let is_unknown = |id: &Bytes32| self.channels.get(id).is_none();
            facts.extend(chain.facts_about(is_unknown, history)?);
        }
        order::sort_by(&mut facts, |left, right| left.offset.cmp(&right.offset));
        for fact in facts {
            self.remember_stranger(&fact);
        }
        Ok(())
    }
}

/// The key of the channel or objective that an event creates.
fn creation_key(offset: u64, history: &impl History) -> Result<KeyId, ResumeError> {
    match history.fact(offset).map(|fact| &fact.body) {
        Some(FactBody::ChannelCreated(key, _) | FactBody::ObjectiveCreated(key, _)) => Ok(*key),
        _ => Err(ResumeError {
            offset,
            expected: "the creation of a channel or an objective",
        }),
    }
}
