//! Rules P1–P8: the proposals of a ledger.
//!
//! Here is who may propose and accept what, and when. What a proposal leads to is judged in
//! [`result`], whether the channel that it is about agrees in [`target`], and the total of a
//! ledger in [`total`].

mod result;
mod target;
mod total;

pub(super) use total::judge as judge_total;

use super::{Context, Judgement, Rule, Severity, Stance, identity, signing};
use crate::event::scalar::{Bytes32, Uint48};
use crate::event::{Event, LedgerProposalReceived, LedgerProposalSigned, Proposal, ProposalRole};
use crate::state::Channel;

/// Judges signed proposals (10, 11).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::LedgerProposalSigned(event) => {
            if let Some(ledger) = context.channel(&event.ledger_id) {
                Signed::own(ledger, event).judge(context, out);
            }
        }
        Event::LedgerProposalReceived(event) => {
            // What a stranger sends has no effect; rule M2 says so.
            let ledger = context.channel(&event.ledger_id);
            if let Some(ledger) = ledger.filter(|held| held.has_participant(&event.from)) {
                Signed::received(ledger, event).judge(context, out);
            }
        }
        _ => {}
    }
}

/// A proposal with one signature.
struct Signed<'a> {
    ledger: &'a Channel,
    turn: Uint48,
    proposal: &'a Proposal,
    state_hash: Bytes32,
    role: ProposalRole,
    signer: u8,
    own: bool,
}

impl<'a> Signed<'a> {
    fn own(ledger: &'a Channel, event: &'a LedgerProposalSigned) -> Self {
        Self {
            ledger,
            turn: event.turn_num,
            proposal: &event.proposal,
            state_hash: event.state_hash,
            role: event.role,
            signer: event.sig.signer_index,
            own: true,
        }
    }

    fn received(ledger: &'a Channel, event: &'a LedgerProposalReceived) -> Self {
        Self {
            ledger,
            turn: event.turn_num,
            proposal: &event.proposal,
            state_hash: event.state_hash,
            role: event.role,
            signer: event.sig.signer_index,
            own: false,
        }
    }

    fn judge(&self, context: &Context<'_>, out: &mut Judgement) {
        let state = (self.turn, self.state_hash);
        signing::judge_proposal(self.ledger, state, self.signer, self.own, context, out);
        if !self.repeats(context, out) {
            match self.role {
                ProposalRole::Leader => self.follows(context, out),
                ProposalRole::Follower => self.accepts(context, out),
            }
        }
        self.possible(context, out);
        self.reclaimable(context, out);
        if self.own {
            match self.proposal {
                Proposal::Add(add) => self.guarantees(add, context, out),
                Proposal::Remove(remove) => self.returns(remove, context, out),
            }
        } else if let Proposal::Remove(remove) = self.proposal {
            self.returned_early(remove, context, out);
        }
    }

    /// Acts of our own are refused, what a peer did is recorded.
    fn stance(&self) -> Stance {
        if self.own {
            Stance::RefuseOwn
        } else {
            Stance::Record
        }
    }

    /// Rule P2 for a signature that an earlier proposal (10, 11) showed; says whether it is
    /// one. Appending it would not have recorded it.
    fn repeats(&self, context: &Context<'_>, out: &mut Judgement) -> bool {
        let (ledger, state) = (
            self.ledger.created().channel_id,
            (self.turn, self.state_hash),
        );
        let keys = [10, 11].map(|event_type| {
            let key = identity::proposal_key(event_type, &ledger, state, self.signer);
            context.first(&key)
        });
        let Some(first) = keys.into_iter().flatten().min() else {
            return false;
        };
        let message = format!(
            "the same signature of turn {} came with an earlier proposal; it has no effect",
            self.turn.get()
        );
        self.remark(message, context, Some(first), out);
        true
    }

    fn remark(
        &self,
        message: String,
        context: &Context<'_>,
        others: impl IntoIterator<Item = u64>,
        out: &mut Judgement,
    ) {
        let finding = context.finding(self.ledger, Rule::P2, Severity::Info, message, others);
        out.add(finding, Stance::Record);
    }

    /// Rule P2 for the leader: the turn after the highest. Another state of a turn that was
    /// proposed already is for rule S7.
    fn follows(&self, context: &Context<'_>, out: &mut Judgement) {
        let supported = self.ledger.latest_supported().map(|(turn, _)| turn);
        let highest = self.ledger.highest_proposed().max(supported);
        let Some(highest) = highest else {
            return;
        };
        let is_known = self.ledger.proposals_at(self.turn).next().is_some();
        if is_known || self.turn.get() == highest.get() + 1 {
            return;
        }
        let turn = self.turn.get();
        let message = match supported.filter(|supported| self.turn <= *supported) {
            Some(supported) => format!(
                "the proposal has turn {turn}, and turn {} is supported; it has no effect",
                supported.get()
            ),
            None if self.turn < highest => format!(
                "the proposal has turn {turn}, and turn {} was proposed before it",
                highest.get()
            ),
            None => format!(
                "the proposal has turn {turn}, and the next one is {}; it has no effect until \
                 what is in between is known",
                highest.get() + 1
            ),
        };
        self.remark(message, context, [], out);
    }

    /// Rules P1 and P2 for the follower: the leader's proposals, in order.
    fn accepts(&self, context: &Context<'_>, out: &mut Judgement) {
        let proposed = self.ledger.proposal(self.turn, self.state_hash);
        let known = self.ledger.seen(self.turn, self.state_hash);
        let by_leader = known.is_some_and(|known| known.signers.contains(0));
        let supported = self.ledger.latest_supported().map(|(turn, _)| turn);
        let next = supported.map_or(0, |turn| turn.get() + 1);
        if proposed.is_none() || !by_leader {
            let message = format!(
                "the follower signs a state of turn {} that the leader has not proposed",
                self.turn.get()
            );
            let finding = context.finding(self.ledger, Rule::P1, Severity::Error, message, []);
            out.add(finding, self.stance());
        } else if self.own && self.turn.get() != next {
            let message = format!(
                "we countersign turn {}, and the head of the queue has turn {next}; whoever \
                 signs a turn accepts every one below it",
                self.turn.get()
            );
            let offsets = proposed.map(|proposed| proposed.offset);
            let finding = context.finding(self.ledger, Rule::P1, Severity::Error, message, offsets);
            out.add(finding, Stance::RefuseOwn);
        } else if self.turn.get() < next {
            let message = format!(
                "turn {} is countersigned although turn {} is supported; it has no effect",
                self.turn.get(),
                next.saturating_sub(1)
            );
            self.remark(message, context, [], out);
        }
    }
}
