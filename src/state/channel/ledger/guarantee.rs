//! Which channels a ledger guarantees now, and which it ever did.

use super::book::{Book, guarantees_in};
use super::{Known, Ledger, StateKey, States};
use crate::event::Proposal;
use crate::event::scalar::{Bytes20, Bytes32, Uint48};
use crate::state::ProposalFact;
use crate::state::channel::Channel;
use crate::state::view::{Guarantee, LedgerState, ProposalState};

/// Where a channel may have become guaranteed.
#[derive(Clone, Debug, Default)]
pub(super) struct Mention {
    /// The states that proposals to add a guarantee lead to.
    adds: Vec<StateKey>,
    /// A supported state that an event gives whole and that holds a guarantee.
    shown: Option<StateKey>,
}

impl Ledger {
    /// Notes the target of a proposal.
    pub(super) fn mention_add(&mut self, key: StateKey, fact: &ProposalFact) {
        if let Proposal::Add(add) = &fact.proposal {
            self.mention(add.target, |mention| mention.adds.push(key));
        }
    }

    /// Notes the targets of a state that an event gives whole.
    pub(super) fn mention_content(&mut self, key: &StateKey, known: &Known) {
        let outcome = known.content.outcome.as_deref();
        for (_, guarantee) in outcome.into_iter().flat_map(guarantees_in) {
            self.mention(guarantee.target, |mention| {
                if known.supported {
                    mention.shown = Some(*key);
                }
            });
        }
    }

    fn mention(&mut self, target: Bytes32, note: impl FnOnce(&mut Mention)) {
        if let Some(mention) = self.mentions.get_mut(&target) {
            note(mention);
            return;
        }
        let mut mention = Mention::default();
        note(&mut mention);
        self.mentions.insert(target, mention);
        self.targets.push_back_mut(target);
    }

    /// Whether a supported state, whenever it was the latest, guarantees a channel.
    fn ever_guaranteed(&self, states: &States, target: &Bytes32) -> bool {
        let Some(mention) = self.mentions.get(target) else {
            return false;
        };
        let added = mention
            .adds
            .iter()
            .any(|key| self.took_effect(states, key, target));
        added || mention.shown.is_some_and(|key| shows(states, &key, target))
    }

    /// Whether the guarantee that a proposal adds is still there in the next supported
    /// state: the follower may accept several proposals at once, and so also one that
    /// removes it again.
    fn took_effect(&self, states: &States, key: &StateKey, target: &Bytes32) -> bool {
        let holds = |book: &Book| book.guarantees(target);
        if !self
            .entries
            .get(key)
            .is_some_and(|entry| entry.book.as_ref().is_some_and(holds))
        {
            return false;
        }
        if states.get(key).is_some_and(|known| known.supported) {
            return true;
        }
        let mut turn = key.0;
        if !self.is_followed(key) {
            return false;
        }
        while let Some(next) = Uint48::new(turn.get() + 1) {
            turn = next;
            if !self.book_at(turn).is_some_and(holds) {
                return false;
            }
            if self.is_supported_at(turn) {
                return true;
            }
        }
        false
    }

    fn is_followed(&self, (turn, hash): &StateKey) -> bool {
        match self.bases.get(turn) {
            Some(base) => base.rank.key().1 == *hash,
            None => self
                .steps
                .get(turn)
                .is_some_and(|step| step.hash.0 == *hash),
        }
    }

    fn is_supported_at(&self, turn: Uint48) -> bool {
        self.bases.get(&turn).is_some() || self.steps.get(&turn).is_some_and(|step| step.supported)
    }
}

/// Whether a supported state that an event gives whole holds a guarantee. The state
/// that showed one first may have lost its support to a reorganisation; then any other
/// one counts.
fn shows(states: &States, key: &StateKey, target: &Bytes32) -> bool {
    let is_supported = |known: &&Known| known.supported;
    if states.get(key).filter(is_supported).is_some() {
        return true;
    }
    states
        .iter()
        .map(|(_, known)| known)
        .filter(is_supported)
        .any(|known| {
            let outcome = known.content.outcome.as_deref();
            outcome
                .into_iter()
                .flat_map(guarantees_in)
                .any(|(_, guarantee)| guarantee.target == *target)
        })
}

impl Channel {
    /// Whether this ledger's latest supported state guarantees a channel.
    #[must_use]
    pub fn guarantees(&self, target: &Bytes32) -> bool {
        !self.guarantees_for(target).is_empty()
    }

    /// The guarantees for a channel in this ledger's latest supported state, at most
    /// one per asset, with their assets.
    #[must_use]
    pub fn guarantees_for(&self, target: &Bytes32) -> Vec<(Bytes20, Guarantee)> {
        let (Some(ledger), Some(key)) = (&self.ledger, self.latest_supported()) else {
            return Vec::new();
        };
        if let Some(book) = ledger.book_of(&key) {
            return book.guarantees_for(target).collect();
        }
        let known = self.states.get(&key);
        let outcome = known.and_then(|known| known.content.outcome.as_deref());
        outcome
            .into_iter()
            .flat_map(guarantees_in)
            .filter(|(_, guarantee)| guarantee.target == *target)
            .collect()
    }

    /// Whether any supported state of this ledger guarantees a channel, or did before
    /// a later one took its place.
    #[must_use]
    pub fn ever_guaranteed(&self, target: &Bytes32) -> bool {
        let ledger = self.ledger.as_ref();
        ledger.is_some_and(|ledger| ledger.ever_guaranteed(&self.states, target))
    }

    /// The channels for which this ledger was ever asked or shown to hold a guarantee,
    /// in order of first appearance, from the one at place `seen` on. The list only
    /// grows: whoever remembers its length learns of new ones without searching. Only
    /// those can be guaranteed; whether one is, [`Channel::guarantees`] says.
    pub fn targets_from(&self, seen: usize) -> impl Iterator<Item = &Bytes32> {
        let targets = self.ledger.as_ref().map(|ledger| &ledger.targets);
        targets
            .into_iter()
            .flat_map(move |targets| (seen..targets.len()).filter_map(|at| targets.get(at)))
    }

    /// The number of channels that [`Channel::targets_from`] knows.
    #[must_use]
    pub fn target_count(&self) -> usize {
        self.ledger
            .as_ref()
            .map_or(0, |ledger| ledger.targets.len())
    }

    /// Balances at the latest supported state, none while that cannot be derived or
    /// has another form than a ledger's, and every proposal.
    pub(in crate::state::channel) fn ledger_state(&self) -> Option<LedgerState> {
        let ledger = self.ledger.as_ref()?;
        let assets = self
            .latest_supported()
            .and_then(|key| match ledger.book_of(&key) {
                Some(book) => Some(book.view()),
                None => {
                    let outcome = self.states.get(&key)?.content.outcome.as_deref()?;
                    Book::parse(outcome).map(|book| book.view())
                }
            });
        let proposals = ledger.proposals().map(|(key, fact, _)| ProposalState {
            turn_num: fact.turn_num,
            proposal: fact.proposal.clone(),
            signers: self
                .states
                .get(key)
                .map_or_else(Vec::new, |known| known.signers.iter().collect()),
        });
        Some(LedgerState {
            assets: assets.unwrap_or_default(),
            proposals: proposals.collect(),
        })
    }
}
