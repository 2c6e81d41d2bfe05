//! Rules P3, P4, P5 and S14: what a proposal leads to.

use super::super::{Context, FindingDetails, Judgement, Rule, Severity, Stance};
use super::Signed;
use crate::event::scalar::{Text, Uint48};
use crate::event::{Outcome, Proposal, Protocol, VariablePart};
use crate::nitro;

/// Why a proposal of a channel that is no ledger leads nowhere.
const NO_LEDGER: &str = "no supported state of the channel has the form of a ledger (for each \
                         asset the two balances, then guarantees), so the proposal cannot be \
                         applied";

impl Signed<'_> {
    /// Rules P3, P4 and P5: the change is possible, and leads to the state that is signed.
    pub(super) fn possible(&self, context: &Context<'_>, out: &mut Judgement) {
        let below = self.turn.get().checked_sub(1).and_then(Uint48::new);
        let Some(before) = below.and_then(|below| self.ledger.ledger_at(below)) else {
            if self.ledger.lacks_ledger_form() {
                // A later state may have the form; the proposal waits for it.
                self.impossible(NO_LEDGER, Stance::Record, context, out);
                return;
            }
            let message = "the ledger before this proposal is not known, so what it leads to \
                           cannot be derived yet";
            let finding = context.finding(self.ledger, Rule::P5, Severity::Info, message, []);
            out.add(finding.named("not_derivable"), Stance::Record);
            return;
        };
        match before.outcome_after(self.proposal) {
            Some(outcome) => self.hashes(outcome, context, out),
            None => self.impossible(self.why_impossible(), self.stance(), context, out),
        }
    }

    /// Rule S14: the contract reclaims guarantees of type 2 only.
    pub(super) fn reclaimable(&self, context: &Context<'_>, out: &mut Judgement) {
        let Proposal::Add(add) = self.proposal else {
            return;
        };
        let is_new = self.ledger.proposal(self.turn, self.state_hash).is_none();
        if add.allocation_type == Some(1) && is_new {
            let message = "the guarantee has type 1, which the contract does not reclaim; what \
                           it guarantees is lost in a dispute";
            let finding = context.finding(self.ledger, Rule::S14, Severity::Error, message, []);
            out.add(finding.named("guarantee_not_reclaimable"), Stance::Record);
        }
    }

    fn why_impossible(&self) -> &'static str {
        match self.proposal {
            Proposal::Add(_) => {
                "the guarantee cannot be added: its target has one already, its deposits exceed \
                 the balances or its amount, or left and right are not the two participants"
            }
            Proposal::Remove(_) => {
                "the guarantee cannot be removed: there is none for the target, or it is \
                 smaller than what it is to return"
            }
        }
    }

    fn impossible(
        &self,
        message: &str,
        stance: Stance,
        context: &Context<'_>,
        out: &mut Judgement,
    ) {
        let rule = match self.proposal {
            Proposal::Add(_) => Rule::P3,
            Proposal::Remove(_) => Rule::P4,
        };
        let finding = context.finding(self.ledger, rule, Severity::Error, message, []);
        out.add(finding, stance);
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
        let finding = context.finding(self.ledger, Rule::P5, Severity::Error, message, []);
        let finding = finding.named("proposal_hash_mismatch").with(details);
        out.add(finding, self.stance());
    }
}
