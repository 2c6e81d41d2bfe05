//! What was recorded about one log, and how a record was received.

use std::sync::Arc;

use super::merge;
use crate::state::ChainFact;

/// All that was recorded about one log.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The first record with what later ones added.
    pub(super) fact: Arc<ChainFact>,
    /// The offsets of later records that added or reinstated something, ascending.
    pub(super) later: Option<Arc<Vec<u64>>>,
    /// Whether the fact is canonical.
    pub(super) canonical: bool,
}

impl Entry {
    pub(super) fn new(fact: Arc<ChainFact>) -> Self {
        Self {
            fact,
            later: None,
            canonical: true,
        }
    }

    /// The offsets of the records that make up the entry, ascending.
    pub(super) fn offsets(&self) -> impl Iterator<Item = u64> + '_ {
        let later = self.later.iter().flat_map(|later| later.iter());
        std::iter::once(self.fact.offset).chain(later.copied())
    }

    /// Takes over what a later record of the same log adds; whether that is anything.
    pub(super) fn enrich(&mut self, given: &ChainFact) -> bool {
        let Some(body) = merge::enriched(&self.fact.body, &given.body) else {
            return false;
        };
        self.fact = Arc::new(merge::with_body(&self.fact, body));
        true
    }

    pub(super) fn note(&mut self, offset: u64) {
        Arc::make_mut(self.later.get_or_insert_default()).push(offset);
    }

    /// Takes over a later record of the same log that had an effect.
    pub(super) fn take(&mut self, given: &ChainFact) {
        if !merge::contradicts(&self.fact, given) {
            self.enrich(given);
        }
        self.note(given.offset);
    }
}

/// How a fact was received into the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// The log was not known.
    New,
    /// The log was known, and is canonical again.
    Reinstated,
    /// The log was canonical; the record adds members that come from calldata.
    Enriched,
    /// The log was canonical; the record adds nothing.
    Repeated,
}

/// What recording a fact or a head did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// How it was received.
    pub reception: Reception,
    /// Whether the record says otherwise than the first one of the same log; the
    /// first one stands.
    pub contradicts: bool,
    /// The offsets of the facts that are not canonical any more, because the record
    /// names another block hash for their block or transaction, ascending.
    pub fallen: Vec<u64>,
    /// The offset of the head that the record contradicts.
    pub contradicted_head: Option<u64>,
}

impl Recording {
    pub(super) fn new(reception: Reception) -> Self {
        Self {
            reception,
            contradicts: false,
            fallen: Vec::new(),
            contradicted_head: None,
        }
    }
}

/// How far a fact that might be recorded is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// No record of the log.
    Unknown,
    /// The log is canonical and the fact adds nothing: a duplicate.
    Same {
        /// The offset of the first record.
        first: u64,
    },
    /// The log is canonical and the fact adds members that come from calldata.
    Enriches {
        /// The offset of the first record.
        first: u64,
    },
    /// The log was recorded but is not canonical: recording reinstates it.
    Fallen {
        /// The offset of the first record.
        first: u64,
    },
    /// The log was recorded with other content than this: an identity conflict.
    Conflicts {
        /// The offset of the first record.
        first: u64,
    },
}
