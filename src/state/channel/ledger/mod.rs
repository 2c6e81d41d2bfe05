//! What the proposals of a ledger lead to.
//!
//! A proposal does not carry the state that it leads to; that is derived. The
//! *base* is the highest supported, non-final state of ledger form that an event
//! gives whole. From there the leader's proposals are applied turn by turn,
//! countersigned or not. Where the leader signed two for one turn, each is derived
//! from the turn below, and the chain goes on from the countersigned one, else from
//! the first. A turn that cannot be applied is where the chain ends until a later
//! base is known; proposals above a gap wait until it closes.
//!
//! Every turn follows from the base next below it, so that what is known about old
//! states stays known when a later base appears.

mod book;
mod guarantee;

use std::cmp::Reverse;
use std::sync::Arc;

use rpds::VectorSync;

use self::book::Book;
use self::guarantee::Mention;
use super::support::Rank;
use super::{Known, StateKey};
use crate::event::Outcome;
use crate::event::scalar::{Bytes32, Uint48};
use crate::state::ProposalFact;
use crate::state::sorted::Sorted;

/// The place of a ledger's leader among its participants.
const LEADER: u8 = 0;

/// The proposals of a ledger and what follows from them. Copies share their
/// contents.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Every proposal, by the state that it leads to.
    entries: Sorted<StateKey, Entry>,
    /// Per turn the state that may serve as base.
    bases: Sorted<Uint48, Base>,
    /// Per turn the proposal that the chain follows.
    steps: Sorted<Uint48, Step>,
    /// Every channel for which a guarantee was ever proposed or shown.
    mentions: Sorted<Bytes32, Mention>,
    /// The same in order of first appearance.
    targets: VectorSync<Bytes32>,
}

/// A proposal and the book that it leads to.
#[derive(Clone, Debug)]
struct Entry {
    fact: Arc<ProposalFact>,
    /// The offset of the event that `fact` is from.
    source: u64,
    /// The book, if the chain reaches the proposal and it can be applied.
    book: Option<Book>,
    /// Whether `book` does not take `fact` into account yet.
    pending: bool,
}

/// A state from which proposals can be applied.
#[derive(Clone, Debug)]
struct Base {
    rank: Rank,
    book: Book,
}

/// Says which of the proposals at one turn the chain follows: a supported one before
/// others, then the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    supported: bool,
    first: Reverse<u64>,
    hash: Reverse<Bytes32>,
}

/// The states of the channel that the ledger belongs to.
type States = Sorted<StateKey, Known>;

impl Ledger {
    /// Adds a proposal; says whether it is news. What follows from it is derived by
    /// [`Ledger::review`].
    pub(super) fn add(&mut self, offset: u64, fact: &Arc<ProposalFact>) -> bool {
        let key = (fact.turn_num, fact.state_hash);
        match self.entries.get_mut(&key) {
            // One hash stands for one change. Of two that claim it the leader's counts,
            // for it is the leader who proposes.
            Some(entry) => {
                if fact.signer != LEADER || entry.fact.signer == LEADER {
                    return false;
                }
                entry.pending |= fact.proposal != entry.fact.proposal;
                entry.fact = Arc::clone(fact);
                entry.source = offset;
            }
            None => {
                let entry = Entry {
                    fact: Arc::clone(fact),
                    source: offset,
                    book: None,
                    pending: true,
                };
                self.entries.insert(key, entry);
            }
        }
        self.mention_add(key, fact);
        true
    }

    /// Derives again what depends on a state that has changed.
    pub(super) fn review(&mut self, states: &States, key: &StateKey) {
        let Some(known) = states.get(key) else {
            return;
        };
        self.mention_content(key, known);
        let (turn, hash) = *key;
        let before = self.book_at(turn).cloned();
        self.review_base(states, key, known);
        if let Some(entry) = self.entries.get(key) {
            if entry.pending {
                self.derive(key);
            }
            self.review_step(states, turn, hash);
        }
        if self.book_at(turn) != before.as_ref() {
            self.follow(states, turn);
        }
    }

    /// Derives the turns above one whose book has changed.
    fn follow(&mut self, states: &States, from: Uint48) {
        let mut turn = from;
        loop {
            let Some(next) = Uint48::new(turn.get() + 1) else {
                return;
            };
            turn = next;
            let keys: Vec<StateKey> = self.entries_at(turn).map(|(key, _)| *key).collect();
            let before = self.book_at(turn).cloned();
            for key in &keys {
                self.derive(key);
            }
            self.select_step(states, turn);
            if self.book_at(turn) == before.as_ref() {
                return;
            }
        }
    }

    /// Derives the book of a proposal from the turn below.
    ///
    /// Once state hashes can be computed, a book whose state has another hash than
    /// the proposal gives is dropped here.
    fn derive(&mut self, key: &StateKey) {
        let below = key.0.get().checked_sub(1).and_then(Uint48::new);
        let parent = below.and_then(|turn| self.book_at(turn)).cloned();
        if let Some(entry) = self.entries.get_mut(key) {
            entry.book = parent.and_then(|book| book.apply(&entry.fact.proposal));
            entry.pending = false;
        }
    }

    /// The book of the state that the turn above is applied to.
    fn book_at(&self, turn: Uint48) -> Option<&Book> {
        if let Some(base) = self.bases.get(&turn) {
            return Some(&base.book);
        }
        let step = self.steps.get(&turn)?;
        self.entries.get(&(turn, step.hash.0))?.book.as_ref()
    }

    /// The book of a state, if it is a base or a proposal leads to it.
    fn book_of(&self, key: &StateKey) -> Option<&Book> {
        match self.bases.get(&key.0) {
            Some(base) if base.rank.key() == *key => Some(&base.book),
            _ => self.entries.get(key)?.book.as_ref(),
        }
    }

    fn review_base(&mut self, states: &States, key: &StateKey, known: &Known) {
        let turn = key.0;
        let held = self.bases.get(&turn).map(|base| &base.rank);
        let is_held = held.is_some_and(|rank| rank.key() == *key);
        if is_held && !known.supported {
            self.bases.remove(&turn);
            for (_, known) in at_turn(states, turn) {
                self.offer_base(turn, known);
            }
        } else {
            self.offer_base(turn, known);
        }
    }

    /// Takes a state as base of its turn if it can be one and none before it is later.
    fn offer_base(&mut self, turn: Uint48, known: &Known) {
        if !known.supported || known.content.is_final {
            return;
        }
        let rank = Rank::of(known);
        let held = self.bases.get(&turn);
        if held.is_some_and(|base| base.rank >= rank) {
            return;
        }
        let same = held.filter(|base| base.rank.key() == rank.key());
        let book = match same {
            Some(base) => Some(base.book.clone()),
            None => known.content.outcome.as_deref().and_then(Book::parse),
        };
        if let Some(book) = book {
            self.bases.insert(turn, Base { rank, book });
        }
    }

    /// Reconsiders the step of a turn after one of its proposals has changed.
    fn review_step(&mut self, states: &States, turn: Uint48, hash: Bytes32) {
        let step = self.step_of(states, &(turn, hash));
        let held = self.steps.get(&turn);
        if held == step.as_ref() {
            return;
        }
        let falls = held.is_some_and(|held| held.hash.0 == hash && Some(held) > step.as_ref());
        if falls {
            self.select_step(states, turn);
        } else if held < step.as_ref()
            && let Some(step) = step
        {
            self.steps.insert(turn, step);
        }
    }

    fn select_step(&mut self, states: &States, turn: Uint48) {
        let keys = self.entries_at(turn).map(|(key, _)| key);
        match keys.filter_map(|key| self.step_of(states, key)).max() {
            Some(step) => self.steps.insert(turn, step),
            None => self.steps.remove(&turn),
        }
    }

    /// A proposal as a step: any that is supported, else one that the leader signed
    /// and that can be applied.
    fn step_of(&self, states: &States, key: &StateKey) -> Option<Step> {
        let known = states.get(key)?;
        let applied = self.entries.get(key)?.book.is_some();
        let follows = known.supported || applied && known.signers.contains(LEADER);
        follows.then_some(Step {
            supported: known.supported,
            first: Reverse(known.first),
            hash: Reverse(key.1),
        })
    }

    fn entries_at(&self, turn: Uint48) -> impl Iterator<Item = (&StateKey, &Entry)> {
        let entries = self.entries.from(&(turn, Bytes32::ZERO));
        entries.take_while(move |((at, _), _)| *at == turn)
    }

    /// The outcome of a state that proposals lead to.
    pub(super) fn derived_outcome(&self, key: &StateKey) -> Option<Outcome> {
        Some(self.entries.get(key)?.book.as_ref()?.outcome())
    }

    /// The proposals with the offsets of their events, by turn and hash.
    pub(super) fn proposals(&self) -> impl Iterator<Item = (&StateKey, &ProposalFact, u64)> {
        let entries = self.entries.iter();
        entries.map(|(key, entry)| (key, &*entry.fact, entry.source))
    }
}

fn at_turn(states: &States, turn: Uint48) -> impl Iterator<Item = (&StateKey, &Known)> {
    let states = states.from(&(turn, Bytes32::ZERO));
    states.take_while(move |((at, _), _)| *at == turn)
}
