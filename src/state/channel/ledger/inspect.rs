//! What the rules ask about a ledger.

use super::book::Book;
use super::{Entry, Ledger};
use crate::event::Proposal;
use crate::event::scalar::{Bytes32, Uint48};
use crate::state::ProposalFact;
use crate::state::channel::Channel;

/// A proposal as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct SeenProposal<'a> {
    /// The proposal.
    pub fact: &'a ProposalFact,
    /// The offset of the event that it is from.
    pub offset: u64,
    /// Whether the chain of proposals reaches the turn below, and it is possible there.
    pub applied: bool,
}

impl<'a> SeenProposal<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            fact: &entry.fact,
            offset: entry.source,
            applied: entry.is_applied(),
        }
    }
}

impl Channel {
    /// Whether the latest supported state of this ledger guarantees any channel.
    #[must_use]
    pub fn has_guarantees(&self) -> bool {
        let mut targets = self.targets_from(0);
        targets.any(|target| self.guarantees(target))
    }

    /// Whether a proposal was made at a turn above the latest supported one.
    #[must_use]
    pub fn has_pending_proposal(&self) -> bool {
        let supported = self.latest_supported().map(|(turn, _)| turn);
        self.highest_proposed() > supported
    }

    /// The highest turn of a proposal.
    #[must_use]
    pub fn highest_proposed(&self) -> Option<Uint48> {
        let ledger = self.ledger.as_ref()?;
        ledger.entries.last().map(|((turn, _), _)| *turn)
    }

    /// A proposal by the turn and the hash of the state that it leads to.
    #[must_use]
    pub fn proposal(&self, turn: Uint48, state_hash: Bytes32) -> Option<SeenProposal<'_>> {
        let entry = self.ledger.as_ref()?.entries.get(&(turn, state_hash))?;
        Some(SeenProposal::of(entry))
    }

    /// The proposals of one turn, by hash.
    pub fn proposals_at(&self, turn: Uint48) -> impl Iterator<Item = SeenProposal<'_>> {
        let ledgers = self.ledger.iter();
        ledgers.flat_map(move |ledger| {
            let entries = ledger.entries_at(turn);
            entries.map(|(_, entry)| SeenProposal::of(entry))
        })
    }

    /// Whether proposals lead nowhere although states are supported: the channel is no
    /// ledger, or none of the states that events give whole has the form of one.
    #[must_use]
    pub fn lacks_ledger_form(&self) -> bool {
        let Some(ledger) = &self.ledger else {
            return true;
        };
        let mut states = self.states.iter().map(|(_, known)| known);
        ledger.bases.iter().next().is_none()
            && states.any(|known| {
                known.supported && !known.content.is_final && known.content.outcome.is_some()
            })
    }

    /// The ledger as it is after a turn, acknowledged or not; `None` where the chain of
    /// proposals does not reach.
    #[must_use]
    pub fn ledger_at(&self, turn: Uint48) -> Option<LedgerAt> {
        let ledger: &Ledger = self.ledger.as_ref()?;
        let book = ledger.find_book(&self.states, turn)?;
        Some(LedgerAt { book })
    }
}

/// The balances and guarantees of a ledger at one turn.
#[derive(Clone, Debug)]
pub struct LedgerAt {
    book: Book,
}

impl LedgerAt {
    /// The ledger with an outcome, if that has ledger form.
    #[must_use]
    pub fn of(outcome: &crate::event::Outcome) -> Option<Self> {
        let book = Book::parse(outcome)?;
        Some(Self { book })
    }

    /// Whether a proposal can be applied here.
    #[must_use]
    pub fn allows(&self, proposal: &Proposal) -> bool {
        self.book.plan(proposal).is_some()
    }

    /// The outcome after a proposal, if it can be applied.
    #[must_use]
    pub fn outcome_after(&self, proposal: &Proposal) -> Option<crate::event::Outcome> {
        let change = self.book.plan(proposal)?;
        let mut book = self.book.clone();
        book.commit(change);
        Some(book.outcome())
    }
}
