//! Rules VR2–VR6: the vouchers of a virtual channel.
//!
//! Each voucher promises the whole amount so far, so the largest one counts.

use super::{Context, Judgement, Rule, Severity, Stance};
use crate::event::scalar::{U256, Uint48};
use crate::event::{Event, Outcome};
use crate::state::Channel;

/// The turn of the postfund state.
const POSTFUND: u64 = 1;

/// Judges vouchers (12, 13), and final states (8, 9) by them.
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::VoucherSigned(event) => {
            if let Some(channel) = context.channel(&event.channel_id) {
                signed(channel, event.amount, context, out);
                not_open(channel, true, context, out);
                after_final(channel, event.amount, context, out);
            }
        }
        Event::VoucherReceived(event) => {
            let channel = context.channel(&event.channel_id);
            if let Some(channel) = channel.filter(|held| held.has_participant(&event.from)) {
                received(channel, event.amount, context, out);
                not_open(channel, false, context, out);
                after_final(channel, event.amount, context, out);
            }
        }
        Event::StateSigned(event) if event.state.is_final => {
            if let Some(channel) = context.channel(&event.channel_id) {
                final_below(channel, &event.state.outcome, true, context, out);
            }
        }
        Event::StateReceived(event) if event.state.is_final => {
            let channel = context.channel(&event.channel_id);
            let outcome = event.state.outcome.as_ref();
            let channel = channel.filter(|held| held.has_participant(&event.from));
            if let Some((channel, outcome)) = channel.zip(outcome) {
                final_below(channel, outcome, false, context, out);
            }
        }
        _ => {}
    }
}

/// Rule VR2: our vouchers grow, and we have what they promise.
fn signed(channel: &Channel, amount: U256, context: &Context<'_>, out: &mut Judgement) {
    if let Some((largest, first)) = not_above(channel.largest_voucher(), amount) {
        let message = format!(
            "we promised {largest} already, so a voucher for {amount} promises nothing; the \
             amounts are cumulative"
        );
        let finding = context.finding(channel, Rule::Vr2, Severity::Critical, message, [first]);
        out.add(finding, Stance::RefuseOwn);
    }
    if let Some(message) = beyond(channel, amount) {
        let finding = context.finding(channel, Rule::Vr2, Severity::Critical, message, []);
        out.add(finding, Stance::RefuseOwn);
    }
}

/// Rules VR3 and VR4.
fn received(channel: &Channel, amount: U256, context: &Context<'_>, out: &mut Judgement) {
    if let Some((largest, first)) = not_above(channel.largest_redeemable(), amount) {
        let message = format!("the voucher promises {amount}, and {largest} was promised before");
        let finding = context.finding(channel, Rule::Vr3, Severity::Info, message, [first]);
        out.add(finding, Stance::Record);
    }
    if let Some(message) = beyond(channel, amount) {
        let finding = context.finding(channel, Rule::Vr4, Severity::Error, message, []);
        out.add(finding, Stance::Record);
    }
}

/// The largest voucher before, with its offset, if another one does not promise more.
fn not_above(largest: Option<(U256, u64)>, amount: U256) -> Option<(U256, u64)> {
    largest.filter(|(largest, _)| amount <= *largest)
}

/// Why a voucher cannot be redeemed, if it promises more than the payer has.
fn beyond(channel: &Channel, amount: U256) -> Option<String> {
    channel.prefund_outcome()?;
    let balance = channel.payer_balance();
    (amount > balance).then(|| {
        format!(
            "the voucher promises {amount}, and the payer has {balance}; the contract cannot \
             pay it"
        )
    })
}

/// Rule VR5: payments begin when the postfund state is supported.
fn not_open(channel: &Channel, own: bool, context: &Context<'_>, out: &mut Judgement) {
    let postfund = Uint48::new(POSTFUND).unwrap_or_default();
    if channel.is_supported_at(postfund) {
        return;
    }
    let both = channel.seen_at(postfund).any(|seen| {
        let payee = channel.payee();
        let payee = payee.is_some_and(|payee| seen.signers.contains(payee));
        payee && seen.signers.contains(0)
    });
    let severity = if both { Severity::Info } else { Severity::Warn };
    let message = "the voucher comes before the postfund state is supported; it cannot be \
                   redeemed without one";
    let finding = context.finding(channel, Rule::Vr5, severity, message, []);
    let stance = if own {
        Stance::RefuseOwn
    } else {
        Stance::Record
    };
    out.add(finding, stance);
}

/// Rule VR6: a final state gives the payee at least what was promised.
fn final_below(
    channel: &Channel,
    outcome: &Outcome,
    own: bool,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let Some((largest, first)) = channel.largest_redeemable() else {
        return;
    };
    let Some(given) = payee_amount(outcome).filter(|given| *given < largest) else {
        return;
    };
    let message = format!(
        "the final state gives the payee {given}, and the largest voucher promises {largest}; \
         once it is signed by all, the voucher cannot be redeemed any more"
    );
    let finding = context.finding(channel, Rule::Vr6, Severity::Critical, message, [first]);
    let payee = channel.payee();
    let is_payee = payee.is_some() && channel.created().my_index == payee;
    let stance = if own && is_payee {
        Stance::RefuseOwn
    } else {
        Stance::Record
    };
    out.add(finding.named("final_below_voucher"), stance);
}

/// Rule VR6 for a voucher that comes after a final state that all signed.
fn after_final(channel: &Channel, amount: U256, context: &Context<'_>, out: &mut Judgement) {
    let mut finals = channel.seen_finals().filter(|seen| seen.supported);
    let Some(ended) = finals.next() else {
        return;
    };
    let given = ended.content.outcome.as_deref().and_then(payee_amount);
    let severity = match given {
        Some(given) if amount <= given => Severity::Info,
        _ => Severity::Warn,
    };
    let message = "the voucher comes after a final state that is supported; the channel pays \
                   out as that says";
    let finding = context.finding(channel, Rule::Vr6, severity, message, [ended.first]);
    out.add(finding.named("voucher_after_final"), Stance::Record);
}

/// What the payee gets: the second allocation of the only asset.
fn payee_amount(outcome: &Outcome) -> Option<U256> {
    Some(outcome.first()?.allocations.get(1)?.amount)
}
