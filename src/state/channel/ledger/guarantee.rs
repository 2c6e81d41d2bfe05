//! Which channels a ledger guarantees now, and which it ever did.

use super::book::Book;
use super::share::guarantees_in;
use super::{Known, Ledger, StateKey, States};
use crate::event::Proposal;
use crate::event::scalar::{Bytes20, Bytes32, Uint48};
use crate::state::ProposalFact;
use crate::state::channel::Channel;
use crate::state::view::{Guarantee, LedgerState, ProposalState};

impl Ledger {
    /// Notes the target of a proposal.
    pub(super) fn note_addition(&mut self, key: StateKey, fact: &ProposalFact) {
        if let Proposal::Add(add) = &fact.proposal {
            self.note_target(add.target);
            self.additions.insert((add.target, key), ());
        }
    }

    /// Notes the guarantees of a supported state that an event gives whole.
    pub(super) fn note_shown(&mut self, key: &StateKey, known: &Known) {
        let outcome = known.content.outcome.as_deref();
        let supported = outcome.filter(|_| known.supported);
        for (_, guarantee) in supported.into_iter().flat_map(guarantees_in) {
            self.note_target(guarantee.target);
            self.shown.insert(guarantee.target, *key);
        }
    }

    fn note_target(&mut self, target: Bytes32) {
        if self.shown.get(&target).is_none() && self.additions_of(&target).next().is_none() {
            self.targets.push(target);
        }
    }

    fn target_count(&self) -> usize {
        self.targets.len()
    }

    fn additions_of(&self, target: &Bytes32) -> impl Iterator<Item = &StateKey> {
        let target = *target;
        let from = self.additions.from(&(target, StateKey::default()));
        from.take_while(move |((to, _), ())| *to == target)
            .map(|((_, key), ())| key)
    }

    /// Whether a supported state, whenever it was the latest, guarantees a channel.
    fn ever_guaranteed(&self, states: &States, target: &Bytes32) -> bool {
        let shown = self.shown.get(target);
        shown.is_some_and(|key| shows(states, key, target))
            || self
                .additions_of(target)
                .any(|key| self.took_effect(states, key, target))
    }

    /// Whether the guarantee that a proposal adds is still there in the next supported
    /// state: the follower may accept several proposals at once, and so also one that
    /// removes it again.
    fn took_effect(&self, states: &States, key: &StateKey, target: &Bytes32) -> bool {
        let Some(mut book) = self.book_of(states, key) else {
            return false;
        };
        if states.get(key).is_some_and(|known| known.supported) {
            return book.guarantees(target);
        }
        if self.node(key.0) != Some((key.1, false)) {
            return false;
        }
        let mut turn = key.0;
        // What a base guarantees, and so all above it, does not rest on this proposal.
        while let Some(next) = self.next_step(turn).filter(|_| book.guarantees(target)) {
            turn = next;
            let mut accepted = self
                .entries_at(turn)
                .filter(|(key, _)| states.get(key).is_some_and(|known| known.supported));
            if accepted.any(|(key, _)| self.guarantees_after(&book, key, target)) {
                return true;
            }
            if !self.advance(states, &mut book, turn) {
                return false;
            }
        }
        false
    }

    fn guarantees_after(&self, book: &Book, key: &StateKey, target: &Bytes32) -> bool {
        let mut book = book.clone();
        self.apply(&mut book, key) && book.guarantees(target)
    }

    /// The turn above, unless it is that of a base.
    fn next_step(&self, turn: Uint48) -> Option<Uint48> {
        let next = Uint48::new(turn.get() + 1)?;
        let is_base = self.bases.get(&next).is_some();
        (!is_base).then_some(next)
    }
}

/// Whether a supported state that an event gives whole guarantees a channel. The one
/// that is known to have shown it may have lost its support to a reorganisation; then
/// any other counts.
fn shows(states: &States, key: &StateKey, target: &Bytes32) -> bool {
    let shows = |known: &Known| {
        let outcome = known.content.outcome.as_deref();
        let mut guarantees = outcome.into_iter().flat_map(guarantees_in);
        known.supported && guarantees.any(|(_, guarantee)| guarantee.target == *target)
    };
    states.get(key).is_some_and(shows) || states.iter().any(|(_, known)| shows(known))
}

impl Channel {
    /// Whether this ledger's latest supported state guarantees a channel.
    #[must_use]
    pub fn guarantees(&self, target: &Bytes32) -> bool {
        !self.guarantees_for(target).is_empty()
    }

    /// The guarantees for a channel in this ledger's latest supported state, with
    /// their assets.
    #[must_use]
    pub fn guarantees_for(&self, target: &Bytes32) -> Vec<(Bytes20, Guarantee)> {
        let latest = self.latest_supported();
        let (Some(ledger), Some(key)) = (&self.ledger, latest) else {
            return Vec::new();
        };
        // A state of another form than a ledger's may still hold guarantees.
        match self
            .states
            .get(&key)
            .and_then(|known| known.content.outcome.as_deref())
        {
            Some(outcome) => guarantees_in(outcome)
                .filter(|(_, guarantee)| guarantee.target == *target)
                .collect(),
            None => ledger
                .book_of(&self.states, &key)
                .map_or_else(Vec::new, |book| book.guarantees_for(target).collect()),
        }
    }

    /// Whether any supported state of this ledger guarantees a channel, or did before
    /// a later one took its place.
    #[must_use]
    pub fn ever_guaranteed(&self, target: &Bytes32) -> bool {
        let ledger = self.ledger.as_ref();
        ledger.is_some_and(|ledger| ledger.ever_guaranteed(&self.states, target))
    }

    /// The channels that this ledger was ever asked to guarantee or shown to guarantee,
    /// in order of first appearance, from the one at place `seen` on. The list only
    /// grows: whoever remembers its length learns of new ones without searching. No
    /// others can be guaranteed; whether one is, [`Channel::guarantees`] says. A ledger
    /// that was resumed may give another order.
    pub fn targets_from(&self, seen: usize) -> impl Iterator<Item = &Bytes32> {
        let ledgers = self.ledger.iter();
        ledgers.flat_map(move |ledger| ledger.targets.iter_from(seen))
    }

    /// The number of channels that [`Channel::targets_from`] knows.
    #[must_use]
    pub fn target_count(&self) -> usize {
        self.ledger
            .as_ref()
            .map_or(0, |ledger| ledger.target_count())
    }

    /// Balances at the latest supported state, none while that cannot be derived or
    /// has another form than a ledger's; and every proposal.
    pub(in crate::state::channel) fn ledger_state(&self) -> Option<LedgerState> {
        let ledger = self.ledger.as_ref()?;
        let latest = self.latest_supported();
        let book = latest.and_then(|key| ledger.book_of(&self.states, &key));
        let signers = |key| match self.states.get(key) {
            Some(known) => known.signers.iter().collect(),
            None => Vec::new(),
        };
        let proposals = ledger.proposals().map(|(key, fact, _)| ProposalState {
            turn_num: fact.turn_num,
            proposal: fact.proposal.clone(),
            signers: signers(key),
        });
        Some(LedgerState {
            assets: book.as_ref().map(Book::view).unwrap_or_default(),
            proposals: proposals.collect(),
        })
    }
}
