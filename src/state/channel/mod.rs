//! What the log says about one channel.
//!
//! A [`Channel`] collects evidence: every distinct state with the signatures known
//! for it, ledger proposals, vouchers and our transactions. Evidence only grows,
//! whatever its order. What follows from it is kept up to date with each addition
//! and never stored: which states are supported ([`support`]), what a ledger's
//! proposals lead to ([`ledger`]), the phase ([`phase`]).
//!
//! `tests/channel.rs`, `tests/channel_life.rs` and `tests/ledger.rs` check the rules one
//! by one; `tests/channel_model.rs` and `tests/ledger_model.rs` compare with a second,
//! naive derivation on random logs.

mod evidence;
mod inspect;
mod ledger;
mod payments;
mod phase;
mod projection;
mod record;
mod resume;
mod support;
mod transactions;

use std::sync::Arc;

pub use self::evidence::CallKind;
pub use self::inspect::Seen;
use self::ledger::Ledger;
pub use self::ledger::{LedgerAt, ProposalVerdict, SeenProposal};
pub use self::phase::{HeldAsset, Surroundings};
pub use self::record::{ChannelRecord, StateRecord, TransactionRecord};
use self::support::Rank;
pub use self::transactions::OwnTransaction;
use self::transactions::Transaction;
use super::tree::Tree;
use super::{Adjudication, Counters, FinalOutcomes, SignerSet, StateContent};
use crate::event::scalar::{Bytes20, Bytes32, Millis, U256, Uint48};
use crate::event::{ChannelCreated, ChannelKind, Outcome};

/// What a state is known by: its turn and the hash that signatures are over. Two
/// states with one turn are two claims.
type StateKey = (Uint48, Bytes32);

/// A state with everything known about it.
#[derive(Clone, Debug)]
struct Known {
    content: Arc<StateContent>,
    /// Who signed it, in whichever event.
    signers: SignerSet,
    /// The offset of the event that showed it first.
    first: u64,
    /// The offset of the event that `content` is from.
    source: u64,
    /// Whether `source` is a chain's fact; those can show several states.
    on_chain: bool,
    /// Whether all participants signed it.
    full: bool,
    /// Whether a chain has accepted it as supported.
    by_chain: bool,
    /// Whether the support rule is met, or a chain has said so.
    supported: bool,
}

/// A channel as the fold keeps it. Copies share their contents.
#[derive(Clone, Debug)]
pub struct Channel {
    created: Arc<ChannelCreated>,
    counters: Counters,
    states: Tree<StateKey, Known>,
    /// The known final states.
    finals: Tree<StateKey, ()>,
    /// The turns with a state that the mover of the turn signed, each with the length
    /// of the unbroken run of such turns that it ends, at most one per participant;
    /// kept only where the support rule asks for it.
    moves: Tree<u64, u64>,
    latest_supported: Option<Rank>,
    latest_signed: Option<Rank>,
    ledger: Option<Arc<Ledger>>,
    /// The distinct amounts promised, each with the offset that promised it first.
    vouchers: Tree<U256, u64>,
    voucher_count: u64,
    transactions: Tree<u64, Transaction>,
    adjudication: Arc<Adjudication>,
}

impl Channel {
    /// The channel that the event at `offset` creates.
    #[must_use]
    pub fn new(offset: u64, at: Millis, created: Arc<ChannelCreated>) -> Self {
        let is_ledger = created.kind == ChannelKind::Ledger;
        let ledger = is_ledger.then(|| Arc::new(Ledger::new(&created)));
        Self {
            created,
            counters: Counters::new(offset, at),
            states: Tree::default(),
            finals: Tree::default(),
            moves: Tree::default(),
            latest_supported: None,
            latest_signed: None,
            ledger,
            vouchers: Tree::default(),
            voucher_count: 0,
            transactions: Tree::default(),
            adjudication: Arc::default(),
        }
    }

    /// Counts an event that belongs to the channel.
    pub fn touch(&mut self, offset: u64, at: Millis) {
        self.counters.touch(offset, at);
    }

    /// The event that created it.
    #[must_use]
    pub fn created(&self) -> &Arc<ChannelCreated> {
        &self.created
    }

    /// What it has counted.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// What the chain's facts say about it.
    #[must_use]
    pub fn adjudication(&self) -> &Arc<Adjudication> {
        &self.adjudication
    }

    /// Whether an address is a participant. What others send as a participant's (a
    /// state, a voucher, a rejection) has no effect.
    #[must_use]
    pub fn has_participant(&self, address: &Bytes20) -> bool {
        self.created.fixed_part.participants.contains(address)
    }

    /// The place of an address among the participants; the first, if it has several.
    #[must_use]
    pub fn index_of(&self, address: &Bytes20) -> Option<u8> {
        let mut participants = self.created.fixed_part.participants.iter();
        let index = participants.position(|participant| participant == address)?;
        u8::try_from(index).ok()
    }

    /// Turn and hash of the latest supported state: the highest turn; among states
    /// of that turn a final one, then a fully signed one, then the one known first.
    #[must_use]
    pub fn latest_supported(&self) -> Option<(Uint48, Bytes32)> {
        self.latest_supported.as_ref().map(Rank::key)
    }

    /// Turn and hash of the latest state that bears our signature, ordered like the
    /// supported ones.
    #[must_use]
    pub fn latest_signed(&self) -> Option<(Uint48, Bytes32)> {
        self.latest_signed.as_ref().map(Rank::key)
    }

    /// What is known of a state, by its turn and hash.
    #[must_use]
    pub fn content(&self, turn_num: Uint48, state_hash: Bytes32) -> Option<&Arc<StateContent>> {
        let known = self.states.get(&(turn_num, state_hash))?;
        Some(&known.content)
    }

    /// What comes of a ledger proposal, by turn and hash of the state that it leads to;
    /// `None` if there is no such proposal.
    #[must_use]
    pub fn proposal_verdict(&self, turn: Uint48, state_hash: Bytes32) -> Option<ProposalVerdict> {
        self.ledger.as_ref()?.verdict(&(turn, state_hash))
    }

    /// The outcome of a known state: as an event gives it, else as a ledger's
    /// proposals lead to it. Searches from the highest turn.
    #[must_use]
    pub fn outcome_of(&self, state_hash: &Bytes32) -> Option<Arc<Outcome>> {
        let latest_first = self.states.descending();
        latest_first
            .filter(|((_, hash), _)| hash == state_hash)
            .find_map(|(key, known)| self.outcome_of_known(key, known))
    }

    fn outcome_of_known(&self, key: &StateKey, known: &Known) -> Option<Arc<Outcome>> {
        let given = known.content.outcome.as_ref().map(Arc::clone);
        given.or_else(|| {
            let ledger = self.ledger.as_ref()?;
            ledger.derived_outcome(&self.states, key).map(Arc::new)
        })
    }

    /// The distinct outcomes of the final states that all signed, and of those that
    /// we signed. Where one of a list is known only by its hash, nothing is certain,
    /// and that list is empty; and so is the second if the first one should answer.
    #[must_use]
    pub fn final_outcomes(&self) -> FinalOutcomes {
        let full = self.outcomes_of_finals(|known| known.full);
        let mine = self.outcomes_of_finals(|known| self.signed_by_me(known));
        FinalOutcomes {
            mine: full.is_some().then_some(mine).flatten().unwrap_or_default(),
            full: full.unwrap_or_default(),
        }
    }

    /// `None` if one of the outcomes is not known.
    fn outcomes_of_finals(&self, chosen: impl Fn(&Known) -> bool) -> Option<Vec<Arc<Outcome>>> {
        let mut outcomes = Vec::new();
        for (key, ()) in self.finals.iter() {
            let Some(known) = self.states.get(key).filter(|known| chosen(known)) else {
                continue;
            };
            let outcome = self.outcome_of_known(key, known)?;
            if !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
        Some(outcomes)
    }

    fn signed_by_me(&self, known: &Known) -> bool {
        let me = self.created.my_index;
        me.is_some_and(|me| known.signers.contains(me))
    }

    fn participant_count(&self) -> usize {
        self.created.fixed_part.participants.len()
    }
}
