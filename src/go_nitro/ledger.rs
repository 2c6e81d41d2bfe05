//! Proposals of ledgers: which state each of them leads to, and who signed that.

use super::GoNitroReason;
use super::collect::{Channel, Import};
use super::sequence::Item;
use super::shape;
use super::value::{form, need, number};
use crate::canonical::{Invalid, Value};
use crate::event::scalar::{Bytes, Bytes32, Bytes65, Uint48};
use crate::event::{Outcome, Proposal, ProposalRole, Sig, VariablePart};
use crate::limits::MAX_UINT48;
use crate::nitro;
use crate::state::LedgerAt;

/// The allocation types of guarantees: that of the contracts and of the fork, and that
/// of go-nitro upstream. Which one it is, only signatures tell.
pub(super) const GUARANTEE_TYPES: [u8; 2] = [2, 1];

/// A signed proposal.
struct Proposed {
    ledger: Bytes32,
    turn: Uint48,
    proposal: Proposal,
    signature: Bytes65,
}

/// The state that a proposal leads to, and who signed it.
struct Consequence {
    hash: Bytes32,
    outcome: Outcome,
    /// The type of the guarantee.
    allocation_type: u8,
    by: u8,
}

/// The turn that a proposal leads to.
pub(super) fn turn_of(proposal: Value<'_>) -> Result<u64, Invalid> {
    number(proposal, "TurnNum", MAX_UINT48)
}

fn read(of: Value<'_>) -> Result<Option<Proposed>, Invalid> {
    let signature = shape::signature(need(of, "Signature")?);
    let signature = signature.map_err(|error| error.within("Signature"))?;
    let given = need(of, "Proposal")?;
    let within = |error: Invalid| error.within("Proposal");
    let ledger = form(given, "LedgerID").map_err(within)?;
    let proposal = shape::proposal(given).map_err(within)?;
    let turn = Uint48::new(turn_of(of)?).unwrap_or_default();
    Ok(signature.map(|signature| Proposed {
        ledger,
        turn,
        proposal,
        signature,
    }))
}

impl Import<'_> {
    /// Takes a proposal. They come in the order of their turns, for each leads to the
    /// state that the next one starts from.
    pub(super) fn proposal(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        if let Some(found) = read(of)?
            && let Err((reason, message)) = self.take_proposal(found)
        {
            self.remark(reason, message);
        }
        Ok(())
    }

    fn take_proposal(&mut self, mut found: Proposed) -> Result<(), (GoNitroReason, &'static str)> {
        let place = self.place_of(&found.ledger).unwrap_or(usize::MAX);
        let Some(ledger) = self.channels.get_mut(place) else {
            let message = "the ledger of the proposal is not in the data";
            return Err((GoNitroReason::History, message));
        };
        // The turn is part of what is signed, so the signature alone tells repeats.
        if !ledger.is_news(found.ledger, found.signature) {
            return Ok(());
        }
        let Some(consequence) = derived(ledger, &found) else {
            // It may stand under a stored state; what was proposed is not known then.
            return match ledger.has_signed_at(found.turn, found.signature) {
                true => Ok(()),
                false => Err(why_not(ledger, found.turn)),
            };
        };
        ledger.remember(found.turn, consequence.hash, &consequence.outcome);
        let target = match &mut found.proposal {
            Proposal::Remove(remove) => Some(remove.target),
            Proposal::Add(add) => {
                add.allocation_type = Some(consequence.allocation_type);
                None
            }
        };
        let event = event_of(ledger, &found, &consequence);
        self.note(
            place,
            Item::proposal(found.turn, consequence.by, target, event),
        );
        Ok(())
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
fn derived(ledger: &Channel, found: &Proposed) -> Option<Consequence> {
    let mut bases = before(ledger, found.turn).filter_map(LedgerAt::of);
    bases.find_map(|base| {
        let mut state = VariablePart {
            app_data: Bytes::default(),
            outcome: base.outcome_after(&found.proposal)?,
            turn_num: found.turn,
            is_final: false,
        };
        GUARANTEE_TYPES.into_iter().find_map(|allocation_type| {
            shape::retype(&mut state, allocation_type);
            let hash = nitro::state_hash(&found.ledger, &state);
            let by = ledger.signer(&hash, &found.signature)?;
            Some(Consequence {
                hash,
                outcome: state.outcome.clone(),
                allocation_type,
                by,
            })
        })
    })
}

fn event_of(ledger: &Channel, found: &Proposed, consequence: &Consequence) -> String {
    let sig = Sig {
        signature: found.signature,
        signer_index: consequence.by,
    };
    let role = match consequence.by {
        0 => ProposalRole::Leader,
        _ => ProposalRole::Follower,
    };
    ledger.told(
        consequence.by,
        ["ledger_proposal_signed", "ledger_proposal_received"],
        &[
            ("ledgerId", &found.ledger),
            ("turnNum", &found.turn),
            ("proposal", &found.proposal),
            ("role", &role),
            ("stateHash", &consequence.hash),
            ("sig", &sig),
        ],
    )
}
