//! Rules P1–P8: the proposals of a ledger.

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance, signing};
use crate::event::scalar::{Bytes32, Text, U256, Uint48};
use crate::event::{
    AddProposal, Event, LedgerProposalReceived, LedgerProposalSigned, Outcome, Proposal,
    ProposalRole, Protocol, RemoveProposal, VariablePart,
};
use crate::nitro;
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
        match self.role {
            ProposalRole::Leader => self.follows(context, out),
            ProposalRole::Follower => self.accepts(context, out),
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

    fn finding(
        &self,
        rule: Rule,
        severity: Severity,
        message: impl Into<String>,
        context: &Context<'_>,
        others: impl IntoIterator<Item = u64>,
    ) -> Finding {
        let offsets = others.into_iter().chain([context.offset]);
        let finding = Finding::new(rule, severity, message, offsets);
        finding.about_channel(self.ledger.created().channel_id)
    }

    /// Acts of our own are refused, what a peer did is recorded.
    fn stance(&self) -> Stance {
        if self.own {
            Stance::RefuseOwn
        } else {
            Stance::Record
        }
    }

    /// Rule P2 for the leader: the turn after the highest.
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
        let message = format!(
            "the proposal has turn {}, and the next one is {}; it has no effect until what is \
             in between is known",
            self.turn.get(),
            highest.get() + 1
        );
        let finding = self.finding(Rule::P2, Severity::Info, message, context, []);
        out.add(finding, Stance::Record);
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
            let finding = self.finding(Rule::P1, Severity::Error, message, context, []);
            out.add(finding, self.stance());
        } else if self.own && self.turn.get() != next {
            let message = format!(
                "we countersign turn {}, and the head of the queue has turn {next}; whoever \
                 signs a turn accepts every one below it",
                self.turn.get()
            );
            let offsets = proposed.map(|proposed| proposed.offset);
            let finding = self.finding(Rule::P1, Severity::Error, message, context, offsets);
            out.add(finding, Stance::RefuseOwn);
        } else if self.turn.get() < next {
            let message = format!(
                "turn {} is countersigned although a later one is supported; it has no effect",
                self.turn.get()
            );
            let finding = self.finding(Rule::P2, Severity::Info, message, context, []);
            out.add(finding, Stance::Record);
        }
    }

    /// Rules P3, P4 and P5: the change is possible, and leads to the state that is signed.
    fn possible(&self, context: &Context<'_>, out: &mut Judgement) {
        let below = self.turn.get().checked_sub(1).and_then(Uint48::new);
        let Some(before) = below.and_then(|below| self.ledger.ledger_at(below)) else {
            let message = "the ledger before this proposal is not known, so what it leads to \
                           cannot be derived yet";
            let finding = self.finding(Rule::P5, Severity::Info, message, context, []);
            out.add(finding.named("not_derivable"), Stance::Record);
            return;
        };
        match before.outcome_after(self.proposal) {
            Some(outcome) => self.hashes(outcome, context, out),
            None => self.impossible(context, out),
        }
    }

    /// Rule S14: the contract reclaims guarantees of type 2 only.
    fn reclaimable(&self, context: &Context<'_>, out: &mut Judgement) {
        let Proposal::Add(add) = self.proposal else {
            return;
        };
        let is_new = self.ledger.proposal(self.turn, self.state_hash).is_none();
        if add.allocation_type == Some(1) && is_new {
            let message = "the guarantee has type 1, which the contract does not reclaim; what \
                           it guarantees is lost in a dispute";
            let finding = self.finding(Rule::S14, Severity::Error, message, context, []);
            out.add(finding.named("guarantee_not_reclaimable"), Stance::Record);
        }
    }

    fn impossible(&self, context: &Context<'_>, out: &mut Judgement) {
        let (rule, message) = match self.proposal {
            Proposal::Add(_) => (
                Rule::P3,
                "the guarantee cannot be added: its target has one already, its deposits exceed \
                 the balances or its amount, or left and right are not the two participants",
            ),
            Proposal::Remove(_) => (
                Rule::P4,
                "the guarantee cannot be removed: there is none for the target, or it is \
                 smaller than what it is to return",
            ),
        };
        let finding = self.finding(rule, Severity::Error, message, context, []);
        out.add(finding, self.stance());
    }

    /// Rule P5: the signature is over the state that follows.
    fn hashes(&self, outcome: Outcome, context: &Context<'_>, out: &mut Judgement) {
        let created = self.ledger.created();
        if created.protocol == Protocol::Opaque {
            return;
        }
        let state = VariablePart {
            app_data: Default::default(),
            outcome,
            turn_num: self.turn,
            is_final: false,
        };
        let derived = nitro::state_hash(&created.channel_id, &state);
        if derived == self.state_hash {
            return;
        }
        let message = "the proposal leads to another state than the one that is signed, so the \
                       signature says nothing about it; it is not applied";
        let details = FindingDetails {
            expected: Text::new(derived.to_string()),
            got: Text::new(self.state_hash.to_string()),
            turn_num: Some(self.turn),
            ..FindingDetails::NONE
        };
        let finding = self.finding(Rule::P5, Severity::Error, message, context, []);
        let finding = finding.named("proposal_hash_mismatch").with(details);
        out.add(finding, self.stance());
    }

    /// Rule P8: we guarantee what the channel's prefund state says.
    fn guarantees(&self, add: &AddProposal, context: &Context<'_>, out: &mut Judgement) {
        let target = context.channel(&add.target);
        let prefunded = target.filter(|target| context.state.is_prefunded(target));
        let agreed = prefunded.and_then(|target| {
            let outcome = target.prefund_outcome()?;
            let place = self.asset_place(outcome, add.asset)?;
            let exit = outcome.get(place)?;
            let total = nitro::total(&exit.allocations).to_u256()?;
            Some((total, exit.allocations.first()?.amount))
        });
        if agreed == Some((add.amount, add.left_deposit)) {
            return;
        }
        let message = match agreed {
            None => "we guarantee a channel whose prefund state is not supported; the \
                     guarantee could be claimed without an agreement"
                .to_owned(),
            Some((total, left)) => format!(
                "we guarantee {} with {} from the left, and the prefund state of the channel \
                 says {total} with {left}",
                add.amount, add.left_deposit
            ),
        };
        let offsets = target.map(|target| target.counters().first_offset);
        let finding = self.finding(Rule::P8, Severity::Error, message, context, offsets);
        out.add(finding, Stance::RefuseOwn);
    }

    /// Rule P7: we take a guarantee back as the channel's final state says.
    fn returns(&self, remove: &RemoveProposal, context: &Context<'_>, out: &mut Judgement) {
        let target = context.channel(&remove.target);
        let agreed = target.and_then(|target| self.final_left(target, remove));
        if agreed == Some(remove.left_amount) {
            return;
        }
        let message = match agreed {
            None => "we remove the guarantee of a channel that has no supported final state; \
                     who gets what is not agreed"
                .to_owned(),
            Some(left) => format!(
                "we return {} to the left, and the final state of the channel gives it {left}",
                remove.left_amount
            ),
        };
        let offsets = target.map(|target| target.counters().first_offset);
        let finding = self.finding(Rule::P7, Severity::Error, message, context, offsets);
        out.add(finding, Stance::RefuseOwn);
    }

    /// Rule P7 for a proposal of the peer.
    fn returned_early(&self, remove: &RemoveProposal, context: &Context<'_>, out: &mut Judgement) {
        let target = context.channel(&remove.target);
        let ended = target.is_some_and(|target| self.final_left(target, remove).is_some());
        if !ended && self.role == ProposalRole::Leader {
            let message = "the guarantee is to be removed before a final state of its channel \
                           is supported here";
            let finding = self.finding(Rule::P7, Severity::Info, message, context, []);
            out.add(finding, Stance::Record);
        }
    }

    /// What the supported final state of a channel gives to the left.
    fn final_left(&self, target: &Channel, remove: &RemoveProposal) -> Option<U256> {
        let mut finals = target.seen_finals().filter(|seen| seen.supported);
        let outcome = finals.next()?.content.outcome.clone()?;
        let place = self.asset_place(&outcome, remove.asset)?;
        Some(outcome.get(place)?.allocations.first()?.amount)
    }

    /// The place of the proposal's asset in the outcome of the channel that it is about.
    fn asset_place(
        &self,
        outcome: &Outcome,
        asset: Option<crate::event::scalar::Bytes20>,
    ) -> Option<usize> {
        match asset {
            Some(asset) => outcome.iter().position(|exit| exit.asset == asset),
            None => Some(0),
        }
    }
}
