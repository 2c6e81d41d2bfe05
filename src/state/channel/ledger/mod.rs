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
mod inspect;
mod share;
mod walk;

use std::cmp::Reverse;
use std::sync::Arc;

use self::book::Book;
pub use self::inspect::{LedgerAt, SeenProposal};
use self::walk::Walk;
use super::support::Rank;
use super::{Known, StateKey};
use crate::event::scalar::{Bytes32, Uint48};
use crate::state::ProposalFact;
use crate::state::tree::{List, Tree};

/// The place of a ledger's leader among its participants.
const LEADER: u8 = 0;

/// The proposals of a ledger and what follows from them. Copies share their
/// contents.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Every proposal, by the state that it leads to.
    entries: Tree<StateKey, Entry>,
    /// Per turn the state that serves as base.
    bases: Tree<Uint48, Rank>,
    /// Per turn the proposal that the chain follows.
    steps: Tree<Uint48, Step>,
    /// Books along the chain, so that deriving a turn need not start at its base.
    walk: Walk,
    /// Every proposal to guarantee a channel, by channel.
    additions: Tree<(Bytes32, StateKey), ()>,
    /// For each channel that a supported, whole state guaranteed, one such state.
    shown: Tree<Bytes32, StateKey>,
    /// The channels of both, in order of first appearance.
    targets: List<Bytes32>,
}

/// A proposal.
#[derive(Clone, Debug)]
struct Entry {
    fact: Arc<ProposalFact>,
    /// The offset of the event that `fact` is from.
    source: u64,
    /// Whether the chain reaches the turn below and the proposal is possible there.
    applied: bool,
    /// Whether `applied` does not take `fact` into account yet.
    pending: bool,
}

/// Says which of the proposals at one turn the chain follows: a supported one before
/// others, then the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    supported: bool,
    first: Reverse<u64>,
    hash: Reverse<Bytes32>,
    /// Whether the chain goes on from it.
    applied: bool,
}

/// The states of the channel that the ledger belongs to.
type States = Tree<StateKey, Known>;

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
                    applied: false,
                    pending: true,
                };
                self.entries.insert(key, entry);
            }
        }
        self.note_addition(key, fact);
        true
    }

    /// Derives again what depends on a state that has changed.
    pub(super) fn review(&mut self, states: &States, key: &StateKey) {
        let Some(known) = states.get(key) else {
            return;
        };
        let turn = key.0;
        let pending = self
            .entries
            .get(key)
            .map(|entry| (entry.pending, entry.applied));
        let whole = known.content.outcome.is_some();
        if !whole && pending.is_some_and(|(pending, _)| !pending) && self.confirm(key, known) {
            return;
        }
        let before = self.node(turn);
        if whole {
            self.note_shown(key, known);
            self.review_base(states, key, known);
        }
        let mut replaced = false;
        if let Some((pending, applied)) = pending {
            if pending {
                replaced = applied;
                self.derive(states, key);
            }
            self.review_step(states, key);
        }
        if replaced || self.node(turn) != before {
            self.follow(states, turn);
        }
    }

    /// The common case of a proposal that is countersigned: the chain followed it
    /// already, and nothing but its support is new. `false` if it is another case.
    fn confirm(&mut self, (turn, hash): &StateKey, known: &Known) -> bool {
        match self.steps.get_mut(turn) {
            Some(step) if step.hash.0 == *hash && step.supported <= known.supported => {
                step.supported = known.supported;
                true
            }
            _ => false,
        }
    }

    /// Derives the turns above one that has changed, up to the next base.
    fn follow(&mut self, states: &States, from: Uint48) {
        self.walk.forget_from(from);
        let mut turn = from;
        while let Some(next) = Uint48::new(turn.get() + 1) {
            turn = next;
            let keys: Vec<StateKey> = self.entries_at(turn).map(|(key, _)| *key).collect();
            if keys.is_empty() {
                return;
            }
            for key in &keys {
                self.derive(states, key);
            }
            self.select_step(states, turn);
            if self.bases.get(&turn).is_some() {
                return;
            }
        }
    }

    /// Finds out whether a proposal can be applied to the turn below.
    ///
    /// Once state hashes can be computed, a proposal that leads to a state with
    /// another hash than it gives is not applied either.
    fn derive(&mut self, states: &States, key: &StateKey) {
        let below = key.0.get().checked_sub(1).and_then(Uint48::new);
        let reached = below.is_some_and(|below| self.walk_to(states, below));
        if let Some(entry) = self.entries.get_mut(key) {
            let book = self.walk.tip().filter(|_| reached);
            let change = book.and_then(|book| book.plan(&entry.fact.proposal));
            entry.applied = change.is_some();
            entry.pending = false;
        }
    }

    /// What the chain is at a turn: the hash of its state, and whether that is a base.
    /// `None` where the chain does not reach.
    fn node(&self, turn: Uint48) -> Option<(Bytes32, bool)> {
        if let Some(base) = self.bases.get(&turn) {
            return Some((base.key().1, true));
        }
        let step = self.steps.get(&turn)?;
        step.applied.then_some((step.hash.0, false))
    }

    fn review_base(&mut self, states: &States, key: &StateKey, known: &Known) {
        let turn = key.0;
        let held = self.bases.get(&turn).is_some_and(|rank| rank.key() == *key);
        if held && !known.supported {
            self.bases.remove(&turn);
            for (_, known) in at_turn(states, turn) {
                self.offer_base(turn, known);
            }
        } else {
            self.offer_base(turn, known);
        }
    }

    /// Takes a state as base of its turn if it can be one, unless a later one is.
    fn offer_base(&mut self, turn: Uint48, known: &Known) {
        if !known.supported || known.content.is_final {
            return;
        }
        let rank = Rank::of(known);
        let held = self.bases.get(&turn);
        if held.is_some_and(|held| *held >= rank) {
            return;
        }
        let same = held.is_some_and(|held| held.key() == rank.key());
        let outcome = known.content.outcome.as_deref();
        if same || outcome.is_some_and(|outcome| Book::parse(outcome).is_some()) {
            self.bases.insert(turn, rank);
        }
    }

    /// Reconsiders the step of a turn after one of its proposals has changed.
    fn review_step(&mut self, states: &States, key: &StateKey) {
        let (turn, hash) = *key;
        let step = self.step_of(states, key);
        let held = self.steps.get(&turn);
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
        let applied = self.entries.get(key)?.applied;
        let follows = known.supported || applied && known.signers.contains(LEADER);
        follows.then_some(Step {
            supported: known.supported,
            first: Reverse(known.first),
            hash: Reverse(key.1),
            applied,
        })
    }

    fn entries_at(&self, turn: Uint48) -> impl Iterator<Item = (&StateKey, &Entry)> {
        let entries = self.entries.from(&(turn, Bytes32::ZERO));
        entries.take_while(move |((at, _), _)| *at == turn)
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
