//! Applies facts, one by one, and brings chains up to date afterwards.

use std::sync::Arc;

use super::super::entity::Entity;
use super::FoldState;
use crate::event::scalar::{Bytes20, Bytes32, ChainId};
use crate::event::{ChannelCreated, ObjectiveCreated};
use crate::log::KeyId;
use crate::state::{
    Chain, ChainFact, Channel, Fact, FactBody, Objective, ObjectiveMove, Reception, Recording,
    Resolution,
};

impl FoldState {
    /// Applies the next fact. What follows from chain facts is brought up to date by
    /// [`FoldState::settle`], which must be called before the state is read.
    pub fn apply(&mut self, offset: u64, fact: &Fact) {
        match &fact.body {
            FactBody::ObjectiveCreated(key, created) => {
                self.create_objective(offset, fact, *key, created);
            }
            FactBody::ObjectiveMoved(key, change) => self.move_objective(offset, *key, change),
            FactBody::ChannelCreated(key, created) => {
                self.create_channel(offset, fact, *key, created);
            }
            FactBody::State(key, state) => {
                self.evidence(*key, state.from.as_ref(), &|channel| {
                    channel.add_state(offset, state)
                });
            }
            FactBody::Proposal(key, proposal) => {
                self.evidence(*key, proposal.from.as_ref(), &|channel| {
                    channel.add_proposal(offset, proposal)
                });
            }
            FactBody::Voucher(key, voucher) => {
                if let Some(channel) = self.channel_of_key(*key) {
                    channel.add_voucher(offset, voucher);
                }
            }
            FactBody::Chain(chain_fact) => self.record(chain_fact),
            FactBody::Reverted(chain, key) => self.with_chain(*chain, |chain| {
                chain.revert(key, offset);
            }),
            FactBody::Head(chain, head) => self.with_chain(*chain, |chain| {
                let _: Recording = chain.observe(head);
            }),
            FactBody::Submitted(key, submitted) => self.evidence(*key, None, &|channel| {
                channel.submit(offset, submitted);
                submitted.tx_hash.is_some()
            }),
            FactBody::Resolved(resolution) => self.resolve(resolution, fact),
            FactBody::Sent(_) | FactBody::Inert => {}
        }
        self.count(offset, fact);
        self.length = offset + 1;
    }

    fn create_objective(
        &mut self,
        offset: u64,
        fact: &Fact,
        key: KeyId,
        created: &Arc<ObjectiveCreated>,
    ) {
        if self.by_key.get(&key).is_some() {
            return;
        }
        let objective = Objective::new(offset, fact.at, Arc::clone(created));
        let place = self.add(Entity::Objective(objective));
        self.by_key.insert(key, place);
        self.note_owner(place);
    }

    /// Notes which channel the objective at a place owns.
    pub(super) fn note_owner(&mut self, place: u32) {
        let Some(owned) = self.objective_at(place).and_then(Objective::channel_id) else {
            return;
        };
        let mut owners = self.owners.get(&owned).cloned().unwrap_or_default();
        Arc::make_mut(&mut owners).push(place);
        self.owners.insert(owned, owners);
    }

    fn move_objective(&mut self, offset: u64, key: KeyId, change: &ObjectiveMove) {
        let by_participant = self.is_notice_of_participant(key, change);
        let Some(place) = self.by_key.get(&key).copied() else {
            return;
        };
        if let Some(Entity::Objective(objective)) = self.entity_mut(place) {
            objective.apply(offset, change, by_participant);
        }
    }

    /// Whether a rejection notice names a participant of the channel that the
    /// objective owns.
    fn is_notice_of_participant(&self, key: KeyId, change: &ObjectiveMove) -> bool {
        let ObjectiveMove::Rejected { by: Some(by), .. } = change else {
            return false;
        };
        let owned = self.objective(key).and_then(Objective::channel_id);
        let channel = owned.and_then(|id| self.channel_by_id(&id));
        channel.is_some_and(|channel| channel.has_participant(by))
    }

    fn create_channel(
        &mut self,
        offset: u64,
        fact: &Fact,
        key: KeyId,
        created: &Arc<ChannelCreated>,
    ) {
        if self.by_key.get(&key).is_some() {
            return;
        }
        let id = created.channel_id;
        let channel = Channel::new(offset, fact.at, Arc::clone(created));
        let place = self.add(Entity::Channel(channel));
        self.by_key.insert(key, place);
        self.channels.insert(id, place);
        // Settling hands over what changes; what the chain says already is said once,
        // here.
        if let Some(chain) = self.chain(created.chain_id).cloned() {
            self.hand_over(&chain, &id);
        }
        if let Some(strangers) = self.strangers.get(&id).cloned() {
            self.strangers.remove(&id);
            self.adopt(place, created, &strangers);
        }
        let chains: Vec<(ChainId, u32)> = self.chains.iter().map(|(id, at)| (*id, *at)).collect();
        for (_, at) in chains {
            self.note_knowledge(at, &id, true);
        }
    }

    /// Takes over the states that earlier facts showed of a channel that is new.
    fn adopt(&mut self, place: u32, created: &ChannelCreated, strangers: &[Arc<ChainFact>]) {
        let home = (created.chain_id, created.adjudicator);
        for fact in strangers {
            if (fact.chain_id, fact.contract) == home {
                self.show_candidates(place, fact);
            }
        }
    }

    /// Applies what a message or an act of ours says of a channel. What strangers send
    /// has no effect.
    fn evidence(&mut self, key: KeyId, from: Option<&Bytes20>, add: &dyn Fn(&mut Channel) -> bool) {
        let Some(place) = self.by_key.get(&key).copied() else {
            return;
        };
        let Some(channel) = self.channel_mut(place) else {
            return;
        };
        if from.is_some_and(|from| !channel.has_participant(from)) {
            return;
        }
        let seen = channel.target_count();
        let changed = add(channel);
        self.note_targets(place, seen);
        if changed {
            self.tell_chain(place);
        }
    }

    fn channel_of_key(&mut self, key: KeyId) -> Option<&mut Channel> {
        let place = self.by_key.get(&key).copied()?;
        self.channel_mut(place)
    }

    fn record(&mut self, fact: &Arc<ChainFact>) {
        let mut stands = false;
        self.with_chain(fact.chain_id, |chain| {
            let recording = chain.record(fact);
            stands = !recording.contradicts && recording.reception != Reception::Repeated;
        });
        if !stands {
            // The first record of a log stands. What is not kept of a later one must
            // not have an effect either, or a resumed fold would go on without it.
            return;
        }
        let Some(place) = self.channels.get(&fact.channel_id).copied() else {
            self.remember_stranger(fact);
            return;
        };
        let home = self.channel_by_id(&fact.channel_id).map(|channel| {
            let created = channel.created();
            (created.chain_id, created.adjudicator)
        });
        if home == Some((fact.chain_id, fact.contract)) {
            self.show_candidates(place, fact);
        }
    }

    pub(super) fn remember_stranger(&mut self, fact: &Arc<ChainFact>) {
        if fact.body.candidates().next().is_none() {
            return;
        }
        let known = self.strangers.get(&fact.channel_id);
        let mut strangers = known.cloned().unwrap_or_default();
        Arc::make_mut(&mut strangers).push(Arc::clone(fact));
        self.strangers.insert(fact.channel_id, strangers);
    }

    fn show_candidates(&mut self, place: u32, fact: &ChainFact) {
        let Some(channel) = self.channel_mut(place) else {
            return;
        };
        let seen = channel.target_count();
        let mut changed = false;
        for candidate in fact.body.candidates() {
            changed |= channel.add_candidate(fact.offset, candidate);
        }
        self.note_targets(place, seen);
        if changed {
            self.tell_chain(place);
        }
    }

    fn resolve(&mut self, resolution: &Resolution, fact: &Fact) {
        let Some(submitted) = resolution.submitted else {
            return;
        };
        let places: Vec<u32> = (fact.touched.iter())
            .filter_map(|key| self.by_key.get(&key).copied())
            .collect();
        for place in places {
            let is_channel = super::channel_at(&self.cells, place).is_some();
            if let Some(channel) = is_channel.then(|| self.channel_mut(place)).flatten() {
                channel.resolve(submitted, resolution.result);
            }
        }
    }

    /// Moves the counters of the entities that the event belongs to.
    fn count(&mut self, offset: u64, fact: &Fact) {
        for key in fact.touched.iter() {
            let Some(place) = self.by_key.get(&key).copied() else {
                continue;
            };
            match self.entity_mut(place) {
                Some(Entity::Channel(channel)) => channel.touch(offset, fact.at),
                Some(Entity::Objective(objective)) => {
                    objective.touch(offset, fact.at);
                    if let Some(id) = &fact.correlation {
                        objective.correlate(offset, id);
                    }
                }
                _ => {}
            }
        }
    }

    fn with_chain(&mut self, id: ChainId, change: impl FnOnce(&mut Chain)) {
        let place = match self.chains.get(&id) {
            Some(place) => *place,
            None => {
                let place = self.add(Entity::Chain(Chain::new(id)));
                self.chains.insert(id, place);
                place
            }
        };
        if let Some(chain) = self.chain_mut(place) {
            change(chain);
            self.unsettle(place);
        }
    }

    pub(super) fn unsettle(&mut self, place: u32) {
        if !self.unsettled.contains(&place) {
            self.unsettled.push(place);
        }
    }

    /// Tells the chain of a channel that something else is known about the channel.
    fn tell_chain(&mut self, place: u32) {
        let Some(channel) = super::channel_at(&self.cells, place) else {
            return;
        };
        let created = Arc::clone(channel.created());
        if let Some(at) = self.chains.get(&created.chain_id).copied() {
            self.note_knowledge(at, &created.channel_id, false);
        }
    }

    fn note_knowledge(&mut self, chain: u32, channel: &Bytes32, created: bool) {
        let held = self.cells.get(chain as usize);
        let depends = held.is_some_and(|cell| match cell.entity() {
            Entity::Chain(chain) => chain.depends_on(channel, created),
            _ => false,
        });
        if !depends {
            return;
        }
        if let Some(chain) = self.chain_mut(chain) {
            chain.knowledge_changed(channel);
        }
        self.unsettle(chain);
    }

    /// Folds the chain facts that were recorded or reconsidered since the last time,
    /// and hands what follows to their channels. Does nothing if there are none.
    pub fn settle(&mut self) {
        while let Some(place) = self.unsettled.pop() {
            let Some(Entity::Chain(chain)) = self.cells.get(place as usize).map(|c| c.entity())
            else {
                continue;
            };
            let mut chain = chain.clone();
            let changed = chain.settle(self);
            for id in changed {
                self.hand_over(&chain, &id);
            }
            if let Some(entity) = self.entity_mut(place) {
                *entity = Entity::Chain(chain);
            }
        }
    }

    fn hand_over(&mut self, chain: &Chain, id: &Bytes32) {
        let Some(place) = self.channels.get(id).copied() else {
            return;
        };
        let Some(channel) = super::channel_at(&self.cells, place) else {
            return;
        };
        if channel.created().chain_id != chain.chain_id() {
            return;
        }
        let says = chain.adjudication(&channel.created().adjudicator, id);
        let says = says.unwrap_or_default();
        if **channel.adjudication() == *says {
            return;
        }
        let seen = channel.target_count();
        if let Some(channel) = self.channel_mut(place) {
            channel.set_adjudication(says);
        }
        self.note_targets(place, seen);
    }
}
