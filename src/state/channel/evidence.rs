//! Adding what was signed.

use std::sync::Arc;

use super::{Channel, Known, StateKey};
use crate::event::Protocol;
use crate::state::{CandidateFact, ProposalFact, SignerSet, StateContent, StateFact};

/// A call that a state is registered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A challenge; its log shows the states that support the one that counts.
    Challenge,
    /// A checkpoint, whether it clears a challenge or not.
    Checkpoint,
    /// A conclusion.
    Conclude,
}

/// A state as one event shows it.
pub(super) struct Sighting<'a> {
    pub(super) content: &'a Arc<StateContent>,
    pub(super) signers: &'a SignerSet,
    pub(super) offset: u64,
    pub(super) on_chain: bool,
}

impl Channel {
    /// Adds a state that we signed or received; says whether that is news.
    pub fn add_state(&mut self, offset: u64, fact: &StateFact) -> bool {
        self.witness(&Sighting {
            content: &fact.content,
            signers: &fact.signers,
            offset,
            on_chain: false,
        })
    }

    /// Adds a ledger proposal with one signature; says whether that is news.
    ///
    /// On a channel that is not a ledger a proposal leads nowhere; its signature is
    /// evidence all the same.
    pub fn add_proposal(&mut self, offset: u64, fact: &Arc<ProposalFact>) -> bool {
        let key = (fact.turn_num, fact.state_hash);
        let queued = self
            .ledger
            .as_mut()
            .is_some_and(|ledger| Arc::make_mut(ledger).add(offset, fact));
        let signers = SignerSet::of(fact.signer);
        let signed = match self.states.get_mut(&key) {
            // The proposal itself adds nothing to a state that is known.
            Some(known) => known.signers.extend(&signers),
            None => {
                let content = Arc::new(content_of_proposal(fact));
                self.insert(key, &content, &signers, offset, false);
                true
            }
        };
        if queued || signed {
            self.review(&key);
        }
        queued || signed
    }

    /// Adds a state that a chain's log shows, whether or not the log is canonical: a
    /// signature stays evidence. The log names no signers: those that were recovered
    /// count if they are participants. A state without a hash cannot be told from others,
    /// so it is left out. Says whether that is news.
    pub fn add_candidate(&mut self, offset: u64, fact: &CandidateFact) -> bool {
        content_of_candidate(fact, self.created.protocol).is_some_and(|content| {
            self.witness(&Sighting {
                content: &Arc::new(content),
                signers: &self.signers_of(fact),
                offset,
                on_chain: true,
            })
        })
    }

    /// The participants who signed a candidate. How participants of an opaque channel sign
    /// is not known.
    #[must_use]
    pub fn signers_of(&self, fact: &CandidateFact) -> SignerSet {
        let mut signers = SignerSet::default();
        if self.created.protocol == Protocol::Nitro2 {
            let indices = fact.signers.iter().filter_map(|by| self.index_of(by));
            indices.for_each(|index| signers.insert(index));
        }
        signers
    }

    /// Whether the signatures that a chain shows with a state support it, given what is
    /// known about other states. `None` where that cannot be told: the state has no hash, is
    /// one of an opaque channel, or would be supported by other states that a call of this
    /// kind gave the contract and no log shows.
    #[must_use]
    pub fn is_supported_by_itself(&self, fact: &CandidateFact, call: CallKind) -> Option<bool> {
        if self.created.protocol == Protocol::Opaque {
            return None;
        }
        let content = content_of_candidate(fact, self.created.protocol)?;
        let signers = self.signers_of(fact);
        let full = signers.is_full(self.participant_count());
        if call == CallKind::Conclude {
            return Some(full && fact.is_final);
        }
        let known = Known {
            content: Arc::new(content),
            signers,
            first: 0,
            source: 0,
            on_chain: true,
            full,
            by_chain: false,
            supported: false,
        };
        let supported = self.meets_rule(&known, full);
        let is_open = !supported && call == CallKind::Checkpoint && self.may_be_proven(&known);
        (!is_open).then_some(supported)
    }

    fn witness(&mut self, seen: &Sighting<'_>) -> bool {
        let key = (seen.content.turn_num, seen.content.state_hash);
        let news = match self.states.get_mut(&key) {
            Some(known) => known.join(seen),
            None => {
                let Sighting {
                    content,
                    signers,
                    offset,
                    on_chain,
                } = *seen;
                self.insert(key, content, signers, offset, on_chain);
                true
            }
        };
        if news {
            self.review(&key);
        }
        news
    }

    pub(super) fn insert(
        &mut self,
        key: StateKey,
        content: &Arc<StateContent>,
        signers: &SignerSet,
        offset: u64,
        on_chain: bool,
    ) {
        if content.is_final {
            self.finals.insert(key, ());
        }
        let known = Known {
            content: Arc::clone(content),
            signers: signers.clone(),
            first: offset,
            source: offset,
            on_chain,
            full: false,
            by_chain: self.adjudication.supported.iter().any(|held| *held == key),
            supported: false,
        };
        self.states.insert(key, known);
    }
}

impl Known {
    /// Takes from another sighting of the state what is new.
    fn join(&mut self, seen: &Sighting<'_>) -> bool {
        let mut news = self.signers.extend(seen.signers);
        if completes(seen.content, &self.content) {
            self.content = Arc::clone(seen.content);
            self.source = seen.offset;
            self.on_chain = seen.on_chain;
            news = true;
        }
        news
    }
}

/// Whether `new` knows more of a state than `old`. Two events that contradict each
/// other cannot both have the hash that they give; the first stands.
fn completes(new: &StateContent, old: &StateContent) -> bool {
    let outcome = old.outcome.is_none() && new.outcome.is_some();
    let app_data = old.app_data.is_none() && new.app_data.is_some() && old.outcome == new.outcome;
    (outcome || app_data) && new.is_final == old.is_final
}

/// The state that a proposal leads to, as far as the event gives it.
pub(super) fn content_of_proposal(fact: &ProposalFact) -> StateContent {
    StateContent {
        turn_num: fact.turn_num,
        state_hash: fact.state_hash,
        is_final: false,
        app_data: None,
        outcome: None,
        voucher_signer: None,
    }
}

/// The state that a chain's log shows, where its hash is known.
pub(super) fn content_of_candidate(
    fact: &CandidateFact,
    protocol: Protocol,
) -> Option<StateContent> {
    Some(StateContent {
        turn_num: fact.turn_num,
        state_hash: fact.hash_in(protocol)?,
        is_final: fact.is_final,
        app_data: fact.app_data.clone(),
        outcome: fact.outcome.as_ref().map(Arc::clone),
        voucher_signer: fact.voucher_signer.clone(),
    })
}
