//! Proposals of ledgers: which state each of them leads to, and who signed that.

use super::collect::{Channel, Import, signer};
use super::sequence::Item;
use super::shape;
use super::value::need;
use super::{GoNitroReason, ORIGIN, OVERRIDE};
use crate::canonical::{Invalid, Value};
use crate::event::scalar::{Bytes, Bytes32, Bytes65, Text, Uint48};
use crate::event::{
    Event, LedgerProposalReceived, LedgerProposalSigned, Outcome, Proposal, ProposalRole, Sig,
    VariablePart,
};
use crate::nitro;
use crate::order;
use crate::state::LedgerAt;

/// The allocation types of guarantees: that of the contracts and of the fork, which
/// stands for one that is not named, and that of go-nitro upstream.
pub(super) const GUARANTEE_TYPES: [u8; 2] = [2, 1];

/// A proposal that waits until all states are known.
pub(super) struct Waiting {
    path: String,
    ledger: Bytes32,
    turn: Uint48,
    proposal: Proposal,
    signature: Bytes65,
}

/// A state that a proposal leads to, with the proposal as it must be understood.
struct After {
    hash: Bytes32,
    outcome: Outcome,
    proposal: Proposal,
    by: u8,
}

impl Import<'_> {
    /// Keeps a signed proposal until all states are known.
    pub(super) fn proposal(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        let signature = shape::signature_in(of)?;
        let turn = shape::turn_num(of)?;
        let read = shape::proposal(need(of, "Proposal")?);
        let (ledger, proposal) = read.map_err(|error| error.within("Proposal"))?;
        if let Some(signature) = signature {
            self.proposals.push(Waiting {
                path: self.path.clone(),
                ledger,
                turn,
                proposal,
                signature,
            });
        }
        Ok(())
    }

    /// Takes the proposals that were found, in the order of their turns, for each leads
    /// to the state that the next one starts from.
    pub(super) fn take_proposals(&mut self) {
        let mut waiting = std::mem::take(&mut self.proposals);
        order::sort_by(&mut waiting, |left, right| left.turn.cmp(&right.turn));
        for found in waiting {
            self.path.clone_from(&found.path);
            self.take_proposal(found);
        }
    }

    fn take_proposal(&mut self, found: Waiting) {
        let place = self.place_of(&found.ledger);
        let Some((place, ledger)) = place.and_then(|at| Some((at, self.channels.get_mut(at)?)))
        else {
            let message = "the ledger of the proposal is not in the data";
            return self.remark(GoNitroReason::History, message);
        };
        // The turn is part of what is signed, so the signature alone tells repeats.
        if !ledger.is_news(found.ledger, found.signature) {
            return;
        }
        let derived = derived(ledger, &found);
        if derived.is_none() && ledger.has_signed_at(found.turn, found.signature) {
            // It stands under a stored state, and what was proposed to whom is not known.
            return;
        }
        let Some(after) = derived.or_else(|| shown(ledger, &found)) else {
            let (reason, message) = why_not(ledger, found.turn);
            return self.remark(reason, message);
        };
        ledger.remember(found.turn, after.hash, &after.outcome);
        let target = match &after.proposal {
            Proposal::Remove(remove) => Some(remove.target),
            Proposal::Add(_) => None,
        };
        let by = after.by;
        let event = event(ledger, &found, after);
        self.note(place, Item::proposal(found.turn, by, target, event));
    }
}

/// Why it cannot be said what a signature is over.
fn why_not(ledger: &Channel, turn: Uint48) -> (GoNitroReason, &'static str) {
    match before(ledger, turn).next() {
        None => (
            GoNitroReason::History,
            "the state of the ledger before the proposal is not in the data, so what the \
             signature is over cannot be derived",
        ),
        Some(_) => (
            GoNitroReason::Signature,
            "neither participant of the ledger signed with it what the proposal leads to",
        ),
    }
}

/// The outcomes known for the turn before.
fn before(ledger: &Channel, turn: Uint48) -> impl Iterator<Item = &Outcome> {
    let states = ledger.states.iter();
    let below = states.filter(move |(held, ..)| held.get() + 1 == turn.get());
    below.map(|(.., outcome)| outcome)
}

/// What the proposal leads to from a state before it, if a participant signed that.
fn derived(ledger: &Channel, found: &Waiting) -> Option<After> {
    for base in before(ledger, found.turn).filter_map(LedgerAt::of) {
        for guarantee_type in GUARANTEE_TYPES {
            let proposal = understood(&found.proposal, guarantee_type);
            let Some(outcome) = base.outcome_after(&proposal) else {
                continue;
            };
            let state = VariablePart {
                app_data: Bytes::default(),
                outcome,
                turn_num: found.turn,
                is_final: false,
            };
            let hash = nitro::state_hash(&found.ledger, &state);
            if let Some(by) = signer(ledger, &hash, &found.signature) {
                return Some(After {
                    hash,
                    outcome: state.outcome,
                    proposal,
                    by,
                });
            }
        }
    }
    None
}

/// A state of the proposal's turn that is known anyway, if a participant signed it with
/// this signature.
fn shown(ledger: &Channel, found: &Waiting) -> Option<After> {
    let mut states = ledger.states.iter();
    let (by, hash, outcome) = states.find_map(|(turn, hash, outcome)| {
        let by = signer(ledger, hash, &found.signature).filter(|_| *turn == found.turn);
        by.map(|by| (by, *hash, outcome))
    })?;
    let mut allocations = outcome.iter().flat_map(|exit| &exit.allocations);
    let is_old = allocations.any(|allocation| allocation.allocation_type == 1);
    Some(After {
        hash,
        outcome: outcome.clone(),
        proposal: understood(&found.proposal, if is_old { 1 } else { 2 }),
        by,
    })
}

/// The proposal with the type of its guarantee, which go-nitro leaves to its version.
fn understood(proposal: &Proposal, guarantee_type: u8) -> Proposal {
    let mut proposal = proposal.clone();
    if let Proposal::Add(add) = &mut proposal {
        add.allocation_type = Some(guarantee_type);
    }
    proposal
}

fn event(ledger: &Channel, found: &Waiting, after: After) -> Event {
    let sig = Sig {
        signature: found.signature,
        signer_index: after.by,
    };
    let role = match after.by {
        0 => ProposalRole::Leader,
        _ => ProposalRole::Follower,
    };
    if ledger.created.my_index == Some(after.by) {
        return Event::LedgerProposalSigned(LedgerProposalSigned {
            timestamp: None,
            causation_id: None,
            correlation_id: Text::new(ORIGIN),
            ledger_id: found.ledger,
            turn_num: found.turn,
            proposal: after.proposal,
            role,
            state_hash: after.hash,
            sig,
            r#override: Text::new(OVERRIDE),
        });
    }
    let participants = &ledger.created.fixed_part.participants;
    let from = participants.get(usize::from(after.by));
    Event::LedgerProposalReceived(LedgerProposalReceived {
        timestamp: None,
        causation_id: None,
        correlation_id: Text::new(ORIGIN),
        ledger_id: found.ledger,
        turn_num: found.turn,
        proposal: after.proposal,
        role,
        state_hash: after.hash,
        sig,
        from: from.copied().unwrap_or_default(),
        message_id: None,
    })
}
