//! Which of the recorded facts are canonical.
//!
//! Recording a fact makes it canonical, reverting it undoes that, recording it again
//! reinstates it. A block has one hash and a transaction is in one block, so a record
//! that says otherwise than an earlier one replaces it, whatever it replaces with.
//! At any time the canonical facts of one block number, and those of one
//! transaction, therefore share one block hash.

use std::sync::Arc;

use super::entry::{Acquaintance, Entry, Reception, Recording};
use super::merge;
use super::place::{Identity, Place};
use crate::event::scalar::Bytes32;
use crate::order;
use crate::state::tree::Tree;
use crate::state::{ChainFact, LogKey};

/// The facts of one chain.
#[derive(Clone, Debug, Default)]
pub(super) struct Canon {
    entries: Tree<Identity, Entry>,
    order: Tree<Place, Arc<ChainFact>>,
    /// The same facts by channel, then place.
    of_channels: Tree<(Bytes32, Place), Arc<ChainFact>>,
    /// The logs that are not canonical, by channel and offset of the first record.
    fallen: Tree<(Bytes32, u64), Identity>,
    /// The same by block.
    fallen_in: Tree<(u64, u64), Identity>,
    /// The logs that are reverted now, with the offset of the event that says so.
    reverted: Tree<Identity, u64>,
}

/// A fact that has just left or entered the order.
pub(super) type Moved = (Place, Bytes32);

impl Canon {
    pub(super) fn order(&self) -> &Tree<Place, Arc<ChainFact>> {
        &self.order
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// What was recorded about a log.
    pub(super) fn entry(&self, key: &LogKey) -> Option<&Entry> {
        self.entries.get(&Identity::of(key))
    }

    /// The canonical facts of a channel from a place on, in chain order.
    pub(super) fn of_channel(
        &self,
        channel: Bytes32,
        from: Place,
    ) -> impl Iterator<Item = &Arc<ChainFact>> {
        let facts = self.of_channels.from(&(channel, from));
        facts
            .take_while(move |((of, _), _)| *of == channel)
            .map(|(_, fact)| fact)
    }

    /// The last canonical fact of a channel before a place.
    pub(super) fn before(&self, channel: Bytes32, place: Place) -> Option<&Arc<ChainFact>> {
        let ((of, _), fact) = self.of_channels.before(&(channel, place))?;
        (*of == channel).then_some(fact)
    }

    /// The channels with facts, canonical or not, ascending, some of them twice.
    pub(super) fn channels(&self) -> impl Iterator<Item = Bytes32> + '_ {
        let canonical = self.of_channels.keys().map(|(channel, _)| *channel);
        canonical.chain(self.fallen.keys().map(|(channel, _)| *channel))
    }

    /// The logs of a channel that are not canonical.
    pub(super) fn fallen_of(&self, channel: Bytes32) -> impl Iterator<Item = &Entry> {
        let fallen = self.fallen.from(&(channel, 0));
        fallen
            .take_while(move |((of, _), _)| *of == channel)
            .filter_map(|(_, identity)| self.entries.get(identity))
    }

    /// Every log of a transaction, canonical or not.
    pub(super) fn of_transaction(&self, tx_hash: Bytes32) -> impl Iterator<Item = &Entry> {
        self.entries
            .from(&Identity::first_of(tx_hash))
            .take_while(move |(identity, _)| identity.tx_hash == tx_hash)
            .map(|(_, entry)| entry)
    }

    /// Every log of a block number, canonical or not.
    pub(super) fn of_block(&self, block: u64) -> impl Iterator<Item = &Entry> {
        let canonical = self.order.from(&Place::first_of(block));
        let canonical = canonical
            .take_while(move |(place, _)| place.block == block)
            .map(|(_, fact)| Identity::of(&fact.key));
        let fallen = self.fallen_in.from(&(block, 0));
        let fallen = fallen
            .take_while(move |((at, _), _)| *at == block)
            .map(|(_, identity)| *identity);
        canonical
            .chain(fallen)
            .filter_map(|identity| self.entries.get(&identity))
    }

    pub(super) fn reverted(&self) -> impl Iterator<Item = u64> + '_ {
        self.reverted.values().copied()
    }

    pub(super) fn reverted_by(&self, key: &LogKey) -> Option<u64> {
        self.reverted.get(&Identity::of(key)).copied()
    }

    pub(super) fn acquaintance(&self, fact: &ChainFact) -> Acquaintance {
        let Some(entry) = self.entries.get(&Identity::of(&fact.key)) else {
            return Acquaintance::Unknown;
        };
        let first = entry.fact.offset;
        if merge::contradicts(&entry.fact, fact) {
            Acquaintance::Conflicts { first }
        } else if !entry.canonical {
            Acquaintance::Fallen { first }
        } else if merge::enriched(&entry.fact.body, &fact.body).is_some() {
            Acquaintance::Enriches { first }
        } else {
            Acquaintance::Same { first }
        }
    }

    /// Records a fact; gives what is held of the log from now on too. `moved` hears of
    /// every fact that enters, leaves or changes.
    pub(super) fn record(
        &mut self,
        fact: &Arc<ChainFact>,
        moved: &mut impl FnMut(Moved),
    ) -> (Recording, Arc<ChainFact>) {
        let identity = Identity::of(&fact.key);
        if self.entries.get(&identity).is_none() {
            let mut recording = Recording::new(Reception::New);
            recording.fallen = self.supersede(fact, moved);
            self.entries.insert(identity, Entry::new(fact.clone()));
            self.reinstate(fact, identity, moved);
            return (recording, fact.clone());
        }
        self.repeat(fact, identity, moved)
    }

    /// Records a fact about a log that was recorded before.
    fn repeat(
        &mut self,
        fact: &Arc<ChainFact>,
        identity: Identity,
        moved: &mut impl FnMut(Moved),
    ) -> (Recording, Arc<ChainFact>) {
        let Some(entry) = self.entries.get_mut(&identity) else {
            return (Recording::new(Reception::Repeated), fact.clone());
        };
        let contradicts = merge::contradicts(&entry.fact, fact);
        let enriched = !contradicts && entry.enrich(fact);
        let reception = match (entry.canonical, enriched) {
            (false, _) => Reception::Reinstated,
            (true, true) => Reception::Enriched,
            (true, false) => Reception::Repeated,
        };
        let mut recording = Recording::new(reception);
        recording.contradicts = contradicts;
        let held = entry.fact.clone();
        if reception == Reception::Repeated {
            return (recording, held);
        }
        entry.note(fact.offset);
        entry.canonical = true;
        if reception == Reception::Reinstated {
            recording.fallen = self.supersede(&held, moved);
        }
        self.reinstate(&held, identity, moved);
        (recording, held)
    }

    fn reinstate(
        &mut self,
        fact: &Arc<ChainFact>,
        identity: Identity,
        moved: &mut impl FnMut(Moved),
    ) {
        self.enter(fact);
        if !self.reverted.is_empty() {
            self.reverted.remove(&identity);
        }
        moved((Place::of(fact), fact.channel_id));
    }

    /// Puts a canonical fact into the tables that find it.
    fn enter(&mut self, fact: &Arc<ChainFact>) {
        let place = Place::of(fact);
        self.order.insert(place, fact.clone());
        self.of_channels
            .insert((fact.channel_id, place), fact.clone());
        if !self.fallen.is_empty() {
            self.fallen.remove(&(fact.channel_id, fact.offset));
            self.fallen_in
                .remove(&(fact.block_number.get(), fact.offset));
        }
    }

    /// Takes a fact that is not canonical any more out of the tables.
    fn leave(&mut self, fact: &ChainFact, identity: Identity) {
        let place = Place::of(fact);
        self.order.remove(&place);
        self.of_channels.remove(&(fact.channel_id, place));
        self.note_fallen(fact, identity);
    }

    fn note_fallen(&mut self, fact: &ChainFact, identity: Identity) {
        let (block, first) = (fact.block_number.get(), fact.offset);
        self.fallen.insert((fact.channel_id, first), identity);
        self.fallen_in.insert((block, first), identity);
    }

    /// Lets fall what names another hash for the block or transaction of a fact.
    fn supersede(&mut self, fact: &ChainFact, moved: &mut impl FnMut(Moved)) -> Vec<u64> {
        let of_transaction: Vec<LogKey> = self
            .of_transaction(fact.key.tx_hash)
            .filter(|entry| entry.canonical)
            .map(|entry| entry.fact.key)
            .filter(|key| key.block_hash != fact.key.block_hash)
            .collect();
        let mut fallen = self.drop_all(of_transaction, moved);
        let block = fact.block_number.get();
        fallen.extend(self.supersede_block(block, fact.key.block_hash, moved));
        order::sort(&mut fallen);
        fallen
    }

    /// Lets fall the facts of a block that name another hash than this.
    pub(super) fn supersede_block(
        &mut self,
        block: u64,
        block_hash: Bytes32,
        moved: &mut impl FnMut(Moved),
    ) -> Vec<u64> {
        let is_above = self.order.last().is_none_or(|(last, _)| last.block < block);
        if is_above {
            return Vec::new();
        }
        let of_block: Vec<LogKey> = self
            .order
            .from(&Place::first_of(block))
            .take_while(|(place, _)| place.block == block)
            .map(|(_, fact)| fact.key)
            // They share one hash, so the first one tells for all.
            .take_while(|key| key.block_hash != block_hash)
            .collect();
        self.drop_all(of_block, moved)
    }

    fn drop_all(&mut self, keys: Vec<LogKey>, moved: &mut impl FnMut(Moved)) -> Vec<u64> {
        keys.iter()
            .filter_map(|key| self.let_fall(&Identity::of(key), moved))
            .collect()
    }

    /// Takes a fact out of the canonical set; gives the offset of its first record if
    /// it was in it.
    fn let_fall(&mut self, identity: &Identity, moved: &mut impl FnMut(Moved)) -> Option<u64> {
        let entry = self
            .entries
            .get_mut(identity)
            .filter(|entry| entry.canonical)?;
        entry.canonical = false;
        let fact = entry.fact.clone();
        self.leave(&fact, *identity);
        moved((Place::of(&fact), fact.channel_id));
        Some(fact.offset)
    }

    /// Reverts a log, known or not; gives the offset of its first record if it was
    /// canonical.
    pub(super) fn revert(
        &mut self,
        key: &LogKey,
        offset: u64,
        moved: &mut impl FnMut(Moved),
    ) -> Option<u64> {
        let identity = Identity::of(key);
        if self.reverted.get(&identity).is_none() {
            self.reverted.insert(identity, offset);
        }
        self.let_fall(&identity, moved)
    }

    /// Puts back an entry of a record that was written earlier.
    pub(super) fn restore(&mut self, entry: Entry) {
        let identity = Identity::of(&entry.fact.key);
        if entry.canonical {
            self.enter(&entry.fact);
        } else {
            self.note_fallen(&entry.fact, identity);
        }
        self.entries.insert(identity, entry);
    }

    /// Puts back that a log is reverted.
    pub(super) fn restore_reverted(&mut self, key: &LogKey, offset: u64) {
        self.reverted.insert(Identity::of(key), offset);
    }

    /// Where folding must start again if the fact at `place` entered, left or
    /// changed: there, or at the first fact of the transaction before it if the
    /// change extends, cuts or joins that one, because the facts of one transaction
    /// are folded as one.
    pub(super) fn restart(&self, place: &Place) -> Place {
        let Some(mut first) = self.order.before(place).map(|(before, _)| *before) else {
            return *place;
        };
        let next = self.order.from(place).find(|(next, _)| *next != place);
        let spans = next.is_some_and(|(next, _)| next.shares_transaction(&first));
        if !spans && !place.shares_transaction(&first) {
            return *place;
        }
        while let Some((before, _)) = self.order.before(&first)
            && before.shares_transaction(&first)
        {
            first = *before;
        }
        first
    }
}
