//! The chain's internal record: what a fold needs to go on, in canonical form.
//!
//! It names events by offset. Everything that follows from the canonical facts is
//! derived again from the log when a record is resumed; the holdings are written all
//! the same, so that the state's hash commits to them.

use std::sync::Arc;

use super::Chain;
use super::entry::Entry;
use super::heads::HeadEntry;
use super::place::Place;
use crate::canonical::to_bytes;
use crate::event::scalar::{ChainId, Offset};
use crate::record;
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

/// Why a record cannot be resumed: it does not belong to this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResumeError {
    /// The event at this offset is missing or says something else than the record
    /// expects there.
    Mismatch {
        /// The offset.
        offset: u64,
    },
    /// A list of offsets is empty.
    Empty,
}

impl std::fmt::Display for ResumeError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mismatch { offset } => {
                write!(
                    out,
                    "the event at offset {offset} is not what the chain's record says"
                )
            }
            Self::Empty => write!(out, "the chain's record holds an empty list of offsets"),
        }
    }
}

impl std::error::Error for ResumeError {}

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
        reverted.sort_unstable();
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
                let last = list.last().ok_or(ResumeError::Empty)?.get();
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
}

fn read_entry(
    list: &[Offset],
    chain_id: ChainId,
    canonical: bool,
    history: &impl History,
) -> Result<Entry, ResumeError> {
    let (first, later) = list.split_first().ok_or(ResumeError::Empty)?;
    let mut entry = Entry::new(read_fact(first.get(), chain_id, history)?);
    entry.canonical = canonical;
    for offset in later {
        let fact = read_fact(offset.get(), chain_id, history)?;
        if fact.key != entry.fact.key {
            return Err(ResumeError::Mismatch {
                offset: offset.get(),
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
    match history.fact(offset).map(|fact| &fact.body) {
        Some(FactBody::Chain(fact)) if fact.chain_id == chain_id => Ok(fact.clone()),
        _ => Err(ResumeError::Mismatch { offset }),
    }
}

fn read_head(
    offset: u64,
    chain_id: ChainId,
    history: &impl History,
) -> Result<Arc<Head>, ResumeError> {
    match history.fact(offset).map(|fact| &fact.body) {
        Some(FactBody::Head(chain, head)) if *chain == chain_id => Ok(head.clone()),
        _ => Err(ResumeError::Mismatch { offset }),
    }
}

fn read_reverted(
    offset: u64,
    chain_id: ChainId,
    history: &impl History,
) -> Result<LogKey, ResumeError> {
    match history.fact(offset).map(|fact| &fact.body) {
        Some(FactBody::Reverted(chain, key)) if *chain == chain_id => Ok(*key),
        _ => Err(ResumeError::Mismatch { offset }),
    }
}

fn offsets(offsets: impl Iterator<Item = u64>) -> Vec<Offset> {
    offsets
        .map(|offset| Offset::new(offset).unwrap_or(Offset::MAX))
        .collect()
}

fn by_first(mut lists: Vec<Vec<Offset>>) -> Vec<Vec<Offset>> {
    lists.sort_unstable();
    lists
}
