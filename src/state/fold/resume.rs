//! Takes the fold up again from the records of its entities.

use super::super::entity::{Cell, Entity, EntityRecord};
use super::FoldState;
use crate::log::KeyId;
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
            state.cells.push_back_mut(Cell::new(entity));
        }
        state.find_again();
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
    /// channels that are not known.
    fn find_again(&mut self) {
        for place in 0..self.cells.len() as u32 {
            self.note_targets(place, 0);
            self.note_owner(place);
        }
        let facts: Vec<_> = (self.chains())
            .flat_map(|chain| chain.facts())
            .filter(|fact| self.channels.get(&fact.channel_id).is_none())
            .cloned()
            .collect();
        for fact in facts {
            self.remember_stranger(&fact);
        }
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
