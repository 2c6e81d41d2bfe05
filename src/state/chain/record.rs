//! The chain's internal record: what a fold needs to go on, in canonical form.
//!
//! It names events by offset. Everything that follows from the canonical facts is
//! derived again from the log when a record is resumed; the holdings are written all
//! the same, so that the state's hash commits to them.

use std::sync::Arc;

use super::Chain;
use super::entry::Entry;
use super::heads::HeadEntry;
use super::merge;
use super::place::Place;
use crate::canonical::to_bytes;
use crate::event::scalar::{Bytes32, ChainId, Offset};
use crate::order;
use crate::record;
use crate::state::resume::{ResumeError, fact_at};
use crate::state::view::Holding;
use crate::state::{ChainFact, FactBody, Head, History, LogKey};

record! {
    /// A chain in canonical form. Lists of records are ascending by the first offset.
    pub struct ChainRecord {
        /// The chain.
        chain_id "chainId" ChainId,
        /// For each canonical log the offsets of the events that make up what is held
        /// of it: the first one, and later ones that added or reinstated something.
        canonical "canonical" Vec<Vec<Offset>>,
        /// The same for each log that is not canonical.
        fallen "fallen" Vec<Vec<Offset>>,
        /// The offsets of the events that revert a log now.
        reverted "reverted" Vec<Offset>,
        /// For each head that is not contradicted the offsets of the observations
        /// that had an effect; the last one is in force.
        heads "heads" Vec<Vec<Offset>>,
        /// The same for each contradicted head.
        contradicted "contradicted" Vec<Vec<Offset>>,
        /// What is held for whom, by contract, asset and destination.
        holdings "holdings" Vec<Holding>,
    }
}

impl Chain {
    /// The internal record. It is the same for every way to the same state; the chain
    /// must be settled.
    #[must_use]
    pub fn to_record(&self) -> ChainRecord {
        let logs = |canonical: bool| {
            let entries = self.canon.entries();
            let chosen = entries.filter(|entry| entry.canonical == canonical);
            by_first(chosen.map(|entry| offsets(entry.offsets())).collect())
        };
        let heads = |contradicted: bool| {
            let entries = self.heads.entries();
            let chosen = entries.filter(|entry| entry.contradicted == contradicted);
            by_first(
                chosen
                    .map(|entry| offsets(entry.offsets.iter().copied()))
                    .collect(),
            )
        };
        let mut reverted = offsets(self.canon.reverted());
        order::sort(&mut reverted);
        ChainRecord {
            chain_id: self.chain_id(),
            canonical: logs(true),
            fallen: logs(false),
            reverted,
            heads: heads(false),
            contradicted: heads(true),
            holdings: self.holdings(),
        }
    }

    /// The canonical bytes of the internal record; the chain must be settled.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_bytes(&self.to_record())
    }

    /// Takes up a chain from its record and the log that it was made from. It must be
    /// settled before it is read.
    ///
    /// # Errors
    /// [`ResumeError`] if the record refers to events that the log does not have.
    pub fn resume(record: &ChainRecord, history: &impl History) -> Result<Self, ResumeError> {
        let mut chain = Self::new(record.chain_id);
        let logs = |lists: &[Vec<Offset>], canonical: bool, chain: &mut Self| {
            for list in lists {
                let entry = read_entry(list, record.chain_id, canonical, history)?;
                chain.canon.restore(entry);
            }
            Ok(())
        };
        logs(&record.canonical, true, &mut chain)?;
        logs(&record.fallen, false, &mut chain)?;
        for offset in &record.reverted {
            let key = read_reverted(offset.get(), record.chain_id, history)?;
            chain.canon.restore_reverted(&key, offset.get());
        }
        for (lists, contradicted) in [(&record.heads, false), (&record.contradicted, true)] {
            for list in lists {
                let last = list.last().ok_or_else(no_offset)?.get();
                let head = read_head(last, record.chain_id, history)?;
                let offsets = Arc::new(list.iter().map(|offset| offset.get()).collect());
                chain.heads.restore(HeadEntry {
                    head,
                    offsets,
                    contradicted,
                });
            }
        }
        chain.pending.lowest = Some(Place::first_of(0));
        Ok(chain)
    }

    /// The records of logs about these channels, as they were made: those that added
    /// or reinstated something and do not contradict the first.
    ///
    /// # Errors
    /// [`ResumeError`] if `history` is not that of the log that the chain is from.
    pub fn facts_about(
        &self,
        is_meant: impl Fn(&Bytes32) -> bool,
        history: &impl History,
    ) -> Result<Vec<Arc<ChainFact>>, ResumeError> {
        let mut facts = Vec::new();
        let entries = self.canon.entries();
        for entry in entries.filter(|entry| is_meant(&entry.fact.channel_id)) {
            for offset in entry.offsets() {
                let fact = read_fact(offset, self.chain_id(), history)?;
                if !merge::contradicts(&entry.fact, &fact) {
                    facts.push(fact);
                }
            }
        }
        Ok(facts)
    }
}

fn read_entry(
    list: &[Offset],
    chain_id: ChainId,
    canonical: bool,
    history: &impl History,
) -> Result<Entry, ResumeError> {
    let (first, later) = list.split_first().ok_or_else(no_offset)?;
    let mut entry = Entry::new(read_fact(first.get(), chain_id, history)?);
    entry.canonical = canonical;
    for offset in later {
        let fact = read_fact(offset.get(), chain_id, history)?;
        if fact.key != entry.fact.key {
            return Err(ResumeError {
                offset: offset.get(),
                expected: "a repeat of the same log",
            });
        }
        entry.take(&fact);
    }
    Ok(entry)
}

fn read_fact(
    offset: u64,
    chain_id: ChainId,
    history: &impl History,
) -> Result<Arc<ChainFact>, ResumeError> {
    fact_at(
        history,
        offset,
        "a fact of the chain",
        |body, _| match body {
            FactBody::Chain(fact) if fact.chain_id == chain_id => Some(fact.clone()),
            _ => None,
        },
    )
}

fn read_head(
    offset: u64,
    chain_id: ChainId,
    history: &impl History,
) -> Result<Arc<Head>, ResumeError> {
    fact_at(
        history,
        offset,
        "a head of the chain",
        |body, _| match body {
            FactBody::Head(chain, head) if *chain == chain_id => Some(head.clone()),
            _ => None,
        },
    )
}

fn read_reverted(
    offset: u64,
    chain_id: ChainId,
    history: &impl History,
) -> Result<LogKey, ResumeError> {
    fact_at(
        history,
        offset,
        "a reversal on the chain",
        |body, _| match body {
            FactBody::Reverted(chain, key) if *chain == chain_id => Some(*key),
            _ => None,
        },
    )
}

/// A record that lists no event for something was not made by a fold.
fn no_offset() -> ResumeError {
    ResumeError {
        offset: 0,
        expected: "the first of a list of events that is empty",
    }
}

fn offsets(offsets: impl Iterator<Item = u64>) -> Vec<Offset> {
    offsets
        .map(|offset| Offset::new(offset).unwrap_or(Offset::MAX))
        .collect()
}

fn by_first(mut lists: Vec<Vec<Offset>>) -> Vec<Vec<Offset>> {
    order::sort(&mut lists);
    lists
}
