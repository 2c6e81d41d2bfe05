//! Rules P7 and P8: whether the channel that a guarantee is for agrees.

use super::super::{Context, Judgement, Rule, Severity, Stance};
use super::Signed;
use crate::event::scalar::{Bytes20, U256};
use crate::event::{AddProposal, Outcome, ProposalRole, RemoveProposal};
use crate::nitro;
use crate::state::Channel;

impl Signed<'_> {
    /// Rule P8: we guarantee what the channel's prefund state says.
    pub(super) fn guarantees(&self, add: &AddProposal, context: &Context<'_>, out: &mut Judgement) {
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
        let finding = context.finding(self.ledger, Rule::P8, Severity::Error, message, offsets);
        out.add(finding, Stance::RefuseOwn);
    }

    /// Rule P7: we take a guarantee back as the channel's final state says.
    pub(super) fn returns(
        &self,
        remove: &RemoveProposal,
        context: &Context<'_>,
        out: &mut Judgement,
    ) {
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
        let finding = context.finding(self.ledger, Rule::P7, Severity::Error, message, offsets);
        out.add(finding, Stance::RefuseOwn);
    }

    /// Rule P7 for a proposal of the peer.
    pub(super) fn returned_early(
        &self,
        remove: &RemoveProposal,
        context: &Context<'_>,
        out: &mut Judgement,
    ) {
        let target = context.channel(&remove.target);
        let ended = target.is_some_and(|target| self.final_left(target, remove).is_some());
        if !ended && self.role == ProposalRole::Leader {
            let message = "the guarantee is to be removed before a final state of its channel \
                           is supported here";
            let finding = context.finding(self.ledger, Rule::P7, Severity::Info, message, []);
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
    fn asset_place(&self, outcome: &Outcome, asset: Option<Bytes20>) -> Option<usize> {
        match asset {
            Some(asset) => outcome.iter().position(|exit| exit.asset == asset),
            None => Some(0),
        }
    }
}
