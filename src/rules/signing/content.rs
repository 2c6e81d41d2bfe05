//! Rules S13, S14, S16 and S20: what states say.

use super::super::{Context, FindingDetails, Judgement, Rule, Severity, Stance};
use super::SignedState;
use super::equivocation::is_redemption;
use crate::event::scalar::{Bytes20, Text, Uint48};
use crate::event::{Allocation, Outcome};
use crate::nitro;

/// The turn of the postfund state.
const POSTFUND: u64 = 1;

pub(super) fn judge(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    if let Some(outcome) = signed.content.outcome.as_deref() {
        conservation(signed, outcome, context, out);
        guarantees(signed, outcome, context, out);
        redemption(signed, outcome, context, out);
    }
    app_data(signed, context, out);
}

/// Rule S13: the total of each asset stays that of the prefund state.
fn conservation(
    signed: &SignedState<'_>,
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    if signed.turn() == Uint48::default() {
        return;
    }
    let Some(prefund) = signed.channel.prefund_outcome() else {
        // Once is enough; a prefund state without its outcome is of no help.
        let highest = signed.channel.highest_turn();
        if highest.is_none_or(|highest| highest == Uint48::default()) {
            let message = "the outcome of no prefund state is recorded, so totals cannot be \
                           compared with it";
            let finding = context.finding(signed.channel, Rule::S13, Severity::Info, message, []);
            out.add(finding.named("history_missing"), Stance::Record);
        }
        return;
    };
    let Some((asset, details)) = changed_total(prefund, outcome, signed.turn()) else {
        return;
    };
    let message = format!(
        "the state allocates another total of asset {asset} than the prefund state; a channel \
         neither creates nor destroys funds, so somebody would not be paid"
    );
    let first = signed
        .channel
        .seen_at(Uint48::default())
        .map(|seen| seen.first);
    let first: Vec<u64> = first.collect();
    let finding = context.finding(signed.channel, Rule::S13, Severity::Error, message, first);
    out.add(finding.with(details), Stance::RefuseOwn);
}

/// The first asset of which a state of `turn` allocates another total than an earlier one,
/// with both totals.
pub(in crate::rules) fn changed_total(
    before: &Outcome,
    after: &Outcome,
    turn: Uint48,
) -> Option<(Bytes20, FindingDetails)> {
    let (before, after) = (nitro::totals(before), nitro::totals(after));
    let zero = nitro::Total::default();
    let total = |totals: &[(_, nitro::Total)], asset| {
        let found = totals.iter().find(|(of, _)| *of == asset);
        found.map_or(zero, |(_, total)| *total)
    };
    let mut assets = before.iter().chain(&after).map(|(asset, _)| *asset);
    let asset = assets.find(|asset| total(&before, *asset) != total(&after, *asset))?;
    let shown = |total: nitro::Total| match total.to_u256() {
        Some(total) => total.to_string(),
        None => "2^256 or more".to_owned(),
    };
    let details = FindingDetails {
        expected: Text::new(shown(total(&before, asset))),
        got: Text::new(shown(total(&after, asset))),
        turn_num: Some(turn),
        ..FindingDetails::NONE
    };
    Some((asset, details))
}

/// Rule S14: the contract reclaims guarantees of type 2 with two destinations only.
fn guarantees(
    signed: &SignedState<'_>,
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let mut allocations = outcome.iter().flat_map(|exit| &exit.allocations);
    if !signed.is_new() || !allocations.any(is_lost) {
        return;
    }
    let message = "the state holds a guarantee that the contract cannot reclaim (it must have \
                   type 2 and the two destinations as its 64 bytes of metadata); what it \
                   guarantees is lost in a dispute";
    let finding = context.finding(signed.channel, Rule::S14, Severity::Error, message, []);
    out.add(finding.named("guarantee_not_reclaimable"), Stance::Record);
}

/// Whether an allocation is meant as a guarantee, and the contract does not take it for
/// one.
fn is_lost(allocation: &Allocation) -> bool {
    let has_pair = allocation.metadata.0.len() == 64;
    match allocation.allocation_type {
        1 => has_pair,
        2 => !has_pair,
        _ => false,
    }
}

/// Rule S16: some nodes sign a postfund state with other data than the prefund state.
fn app_data(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    if signed.turn().get() != POSTFUND || !signed.is_new() {
        return;
    }
    let Some(given) = &signed.content.app_data else {
        return;
    };
    let mut prefunds = signed.channel.seen_at(Uint48::default());
    let other = prefunds.find(|seen| {
        seen.content
            .app_data
            .as_ref()
            .is_some_and(|held| held != given)
    });
    if let Some(other) = other {
        let message = "the application's data differs between prefund and postfund state";
        let offsets = [other.first];
        let finding = context.finding(signed.channel, Rule::S16, Severity::Info, message, offsets);
        out.add(finding, Stance::Record);
    }
}

/// Rule S20: the payment application ignores destinations, so nobody else looks.
fn redemption(
    signed: &SignedState<'_>,
    outcome: &Outcome,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    if !is_redemption(signed.channel, &signed.content) {
        return;
    }
    let postfund = Uint48::new(POSTFUND).unwrap_or_default();
    let mut postfunds = signed.channel.seen_at(postfund).filter(|seen| seen.full);
    let Some(agreed) = postfunds.next() else {
        return;
    };
    let Some(before) = agreed.content.outcome.as_deref() else {
        return;
    };
    let destinations = |outcome: &Outcome| -> Vec<_> {
        let allocations = outcome.iter().flat_map(|exit| &exit.allocations);
        allocations
            .map(|allocation| allocation.destination)
            .collect()
    };
    if destinations(before) != destinations(outcome) {
        let message = "the redemption pays other destinations than the postfund state; the \
                       payment application does not check them";
        let offsets = [agreed.first];
        let finding = context.finding(signed.channel, Rule::S20, Severity::Error, message, offsets);
        out.add(finding, Stance::Record);
    }
}
