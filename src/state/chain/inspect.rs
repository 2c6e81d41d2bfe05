//! What the rules ask about a chain.

use std::sync::Arc;

use super::Chain;
use super::entry::{Acquaintance, Entry};
use super::irregularity::Irregularity;
use super::place::Place;
use super::settled::Note;
use crate::event::scalar::Bytes32;
use crate::order;
use crate::state::{ChainFact, Head};

/// A log that was canonical once and is not any more.
#[derive(Clone, Copy, Debug)]
pub struct Fall<'a> {
    /// What is held of it.
    pub fact: &'a Arc<ChainFact>,
    /// The offset of the event that took it out: its revert, or the first record of
    /// another hash for its block or transaction.
    pub by: u64,
}

/// What a record of a block hash would replace (rule C2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// The canonical facts that would fall: offset of the first record, and channel;
    /// ascending.
    pub facts: Vec<(u64, Bytes32)>,
    /// The offsets of facts and heads of the same block or transaction, with another hash,
    /// that are not canonical any more or would not be; ascending.
    pub others: Vec<u64>,
}

impl Chain {
    /// The canonical facts of a channel, in chain order.
    pub fn facts_of(&self, channel: Bytes32) -> impl Iterator<Item = &Arc<ChainFact>> {
        self.canon.of_channel(channel, Place::first_of(0))
    }

    /// The canonical facts of the channel of a fact that come after it on the chain.
    pub fn facts_after(&self, fact: &ChainFact) -> impl Iterator<Item = &Arc<ChainFact>> {
        let place = Place::of(fact);
        let facts = self.canon.of_channel(fact.channel_id, place);
        facts.skip_while(move |other| Place::of(other) == place)
    }

    /// The canonical facts of the channel of a fact that come before it on the chain, the
    /// last one first.
    pub fn facts_before(&self, fact: &ChainFact) -> impl Iterator<Item = &Arc<ChainFact>> {
        let before = |fact: &ChainFact| self.canon.before(fact.channel_id, Place::of(fact));
        std::iter::successors(before(fact), move |fact| before(fact))
    }

    /// Every log that was ever recorded of a channel: the canonical ones in chain order, then
    /// the others by their place, whatever order they arrived in.
    #[must_use]
    pub fn ever_of(&self, channel: Bytes32) -> Vec<&Arc<ChainFact>> {
        let mut fallen: Vec<_> = (self.canon.fallen_of(channel))
            .map(|entry| &entry.fact)
            .collect();
        let place = |fact: &ChainFact| (Place::of(fact), fact.key.block_hash);
        order::sort_by(&mut fallen, |left, right| place(left).cmp(&place(right)));
        self.facts_of(channel).chain(fallen).collect()
    }

    /// The offsets of the records that make up what is held of a log, ascending.
    pub fn records_of(&self, fact: &ChainFact) -> impl Iterator<Item = u64> {
        let entry = self.canon.entry(&fact.key);
        entry.into_iter().flat_map(Entry::offsets)
    }

    /// The channels that facts were ever recorded of, ascending.
    #[must_use]
    pub fn channels(&self) -> Vec<Bytes32> {
        let mut channels: Vec<Bytes32> = Vec::new();
        for channel in self.canon.channels() {
            if channels.last() != Some(&channel) {
                channels.push(channel);
            }
        }
        order::sort(&mut channels);
        channels.dedup();
        channels
    }

    /// What the steps of a channel's facts noticed, in chain order. The chain must be
    /// settled.
    pub fn irregularities(
        &self,
        channel: Bytes32,
    ) -> impl Iterator<Item = (&Arc<ChainFact>, &Irregularity)> {
        let first = Note::first_of(channel, &Place::first_of(0));
        let notes = self.settled.notes.from(&first);
        notes
            .take_while(move |(note, _)| note.channel == channel)
            .filter_map(|(_, (place, what))| Some((self.canon.order().get(place)?, what)))
    }

    /// What the step of a canonical fact noticed. The chain must be settled.
    pub fn irregularities_at(&self, fact: &ChainFact) -> impl Iterator<Item = &Irregularity> {
        let place = Place::of(fact);
        let first = Note::first_of(fact.channel_id, &place);
        let notes = self.settled.notes.from(&first);
        let notes = notes.take_while(move |(note, _)| {
            (note.channel, note.block, note.log_index)
                == (first.channel, first.block, first.log_index)
        });
        notes
            .filter(move |(_, (of, _))| *of == place)
            .map(|(_, (_, what))| what)
    }

    /// The logs of a channel that are not canonical any more, by offset of the first record.
    pub fn fallen_of(&self, channel: Bytes32) -> impl Iterator<Item = Fall<'_>> {
        self.canon.fallen_of(channel).filter_map(|entry| {
            let by = self.fell_by(entry)?;
            let fact = &entry.fact;
            Some(Fall { fact, by })
        })
    }

    /// The offset of the event by which a log stopped being canonical. A record that has
    /// an effect makes it canonical, so that event is the first one after the last such
    /// record that says otherwise.
    fn fell_by(&self, entry: &Entry) -> Option<u64> {
        let last = entry.offsets().last()?;
        let key = &entry.fact.key;
        let block = entry.fact.block_number.get();
        let reverted = self.canon.reverted_by(key);
        let facts = self.canon.of_block(block);
        let facts = facts.chain(self.canon.of_transaction(key.tx_hash));
        let facts = facts.filter(|other| other.fact.key.block_hash != key.block_hash);
        let heads = self.heads.ever_at(block);
        let heads = heads.filter(|other| other.head.block_hash != key.block_hash);
        let offsets = facts.flat_map(Entry::offsets);
        let offsets = offsets.chain(heads.flat_map(|head| head.offsets.iter().copied()));
        offsets
            .chain(reverted)
            .filter(|offset| *offset > last)
            .min()
    }

    /// Whether a canonical fact comes from a transaction.
    #[must_use]
    pub fn holds_transaction(&self, tx_hash: Bytes32) -> bool {
        let mut logs = self.canon.of_transaction(tx_hash);
        logs.any(|log| log.canonical)
    }

    /// What would be replaced if a fact was recorded now.
    #[must_use]
    pub fn replaced_by_fact(&self, fact: &ChainFact) -> Replaced {
        if self.is_canonical(fact) {
            return Replaced::default();
        }
        let key = &fact.key;
        self.replaced(fact.block_number.get(), key.block_hash, Some(key.tx_hash))
    }

    /// What would be replaced if a head was observed now.
    #[must_use]
    pub fn replaced_by_head(&self, head: &Head) -> Replaced {
        if self.heads.known(&head.block_hash).is_some() {
            return Replaced::default();
        }
        self.replaced(head.block_number.get(), head.block_hash, None)
    }

    fn replaced(&self, block: u64, hash: Bytes32, tx_hash: Option<Bytes32>) -> Replaced {
        let of_transaction = || {
            let logs = tx_hash.map(|tx_hash| self.canon.of_transaction(tx_hash));
            logs.into_iter().flatten()
        };
        let logs = self.canon.of_block(block).chain(of_transaction());
        let (same, other): (Vec<_>, Vec<_>) = logs.partition(|log| log.fact.key.block_hash == hash);
        let (falling, fallen): (Vec<_>, Vec<_>) = other.into_iter().partition(|log| log.canonical);
        let mut facts: Vec<_> = (falling.iter())
            .map(|log| (log.fact.offset, log.fact.channel_id))
            .collect();
        let mut others: Vec<u64> = Vec::new();
        let head = self.heads.at(block);
        others.extend(
            head.filter(|head| head.block_hash != hash)
                .map(|head| head.offset),
        );
        // Once the new hash is on record, those that it replaced were told already.
        let is_told = same.iter().any(|log| log.canonical)
            || head.is_some_and(|head| head.block_hash == hash);
        if !is_told {
            others.extend(fallen.iter().map(|log| log.fact.offset));
            let heads = self.heads.ever_at(block);
            let heads = heads.filter(|entry| entry.contradicted && entry.head.block_hash != hash);
            others.extend(heads.map(|entry| entry.head.offset));
        }
        order::sort(&mut facts);
        facts.dedup();
        order::sort(&mut others);
        others.dedup();
        Replaced { facts, others }
    }

    fn is_canonical(&self, fact: &ChainFact) -> bool {
        let logs = self.canon.of_transaction(fact.key.tx_hash);
        let mut same = logs.filter(|log| log.fact.key == fact.key);
        same.any(|log| log.canonical)
    }

    /// Whether a fact, recorded now, would come late: below a canonical fact, or in a block
    /// that a head has closed.
    #[must_use]
    pub fn is_late(&self, fact: &ChainFact) -> bool {
        let is_new = matches!(
            self.acquaintance(fact),
            Acquaintance::Unknown | Acquaintance::Fallen { .. }
        );
        let last = self.canon.order().last();
        let closed = self.head().map(|head| head.block_number);
        is_new
            && (last.is_some_and(|(last, _)| Place::of(fact) < *last)
                || closed.is_some_and(|closed| fact.block_number <= closed))
    }

    /// The uncontradicted heads, as they were observed.
    pub fn heads_observed(&self) -> impl Iterator<Item = &Arc<Head>> {
        self.heads.observed()
    }

    /// The head at an offset: the one observed last before it, else the first one after.
    #[must_use]
    pub fn head_around(&self, offset: u64) -> Option<&Arc<Head>> {
        self.heads
            .before(offset)
            .or_else(|| self.heads.after(offset))
    }

    /// The lowest uncontradicted head from a block number on.
    #[must_use]
    pub fn head_from(&self, block: u64) -> Option<&Arc<Head>> {
        self.heads.from(block).next()
    }
}
