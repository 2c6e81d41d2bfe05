//! Rules F2–F6: deposits, ours and those that a chain shows. F1, whether a channel is
//! funded, is derived state.

use super::chain::{Subject, figures};
use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use crate::event::scalar::{Bytes20, U256};
use crate::event::{Allocation, Event, TransactionKind, TransactionSubmitted};
use crate::nitro::{self, Total};
use crate::state::{ChainBody, ChainFact, Channel, Irregularity, OwnTransaction};

/// Judges a deposit of ours before it is sent (event 23).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    let Event::TransactionSubmitted(event) = event else {
        return;
    };
    if event.kind != TransactionKind::Deposit {
        return;
    }
    let channel = context.channel(&event.channel_id);
    before_its_time(event, channel, context, out);
    if let Some(channel) = channel {
        while_another_is_pending(event, channel, context, out);
    }
}

/// Rule F2: a deposit of ours waits for the prefund state, and for those whose allocation
/// comes before ours.
///
/// Append refuses the deposit, unless it gives a reason: without a supported state nothing
/// gives the deposit back, and while earlier allocations are not covered, ours would pay
/// them. Replay: critical, for the money may have left.
fn before_its_time(
    event: &TransactionSubmitted,
    channel: Option<&Channel>,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let finding = |message: String, offsets: &[u64], details| {
        let offsets = offsets.iter().copied().chain([context.offset]);
        Finding::new(Rule::F2, Severity::Critical, message, offsets)
            .about_channel(event.channel_id)
            .with(details)
    };
    let prefund = channel.filter(|channel| context.state.is_prefunded(channel));
    let Some((channel, outcome)) = prefund.and_then(|held| Some((held, held.prefund_outcome()?)))
    else {
        let message = "we deposit before the prefund state is supported, so nothing gives the \
                       deposit back";
        out.add(
            finding(message.to_owned(), &[], FindingDetails::NONE),
            Stance::RefuseOwn,
        );
        return;
    };
    let assets = assets_of(event).unwrap_or_else(|| {
        let mut assets: Vec<Bytes20> = outcome.iter().map(|exit| exit.asset).collect();
        crate::order::sort(&mut assets);
        assets.dedup();
        assets
    });
    for asset in assets {
        let threshold = safety_threshold(channel, asset).unwrap_or_default();
        let held = held_now(channel, context, &asset);
        if Total::from(held) < threshold {
            let shown = threshold.to_u256().unwrap_or(U256::MAX);
            let message = format!(
                "we deposit while the adjudicator holds {held} of {asset}; allocations before \
                 ours come to {shown}, and our deposit would pay them first"
            );
            let created = channel.counters().first_offset;
            let details = figures(format!("at least {shown} held"), held.to_string());
            out.add(finding(message, &[created], details), Stance::RefuseOwn);
        }
    }
}

/// What must be held of an asset before our deposit of it is safe: what the prefund state
/// allocates before the first allocation to our address. `None` where it allocates us
/// nothing under our address: to whom our share goes then cannot be told.
pub(super) fn safety_threshold(channel: &Channel, asset: Bytes20) -> Option<Total> {
    let created = channel.created();
    let me = usize::from(created.my_index?);
    let mine = nitro::destination_of(created.fixed_part.participants.get(me)?);
    let exits = channel.prefund_outcome()?.iter();
    let exits = exits.filter(|exit| exit.asset == asset);
    let allocations: Vec<Allocation> = exits.flat_map(|exit| exit.allocations.clone()).collect();
    nitro::deposit_threshold(&allocations, &mine)
}

/// Rule F3: one deposit at a time of an asset into a channel.
///
/// Append refuses a second deposit while an earlier one has neither an outcome (event 24)
/// nor a log on the chain, unless it gives a reason: after a crash the first may still be
/// mined, and then both count. Replay: error.
fn while_another_is_pending(
    event: &TransactionSubmitted,
    channel: &Channel,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let assets = assets_of(event);
    let overlaps = |other: &TransactionSubmitted| match (&assets, assets_of(other)) {
        (Some(assets), Some(others)) => others.iter().any(|asset| assets.contains(asset)),
        // A deposit that does not say what it moves may move anything.
        _ => true,
    };
    let is_same =
        |other: &TransactionSubmitted| event.tx_hash.is_some() && event.tx_hash == other.tx_hash;
    let pending = channel.sent().filter(|sent| {
        let other = &sent.submitted;
        other.kind == TransactionKind::Deposit
            && !is_same(other)
            && overlaps(other)
            && !is_resolved(sent, channel, context)
    });
    let pending: Vec<u64> = pending.map(|sent| sent.offset).collect();
    let Some(first) = pending.first() else {
        return;
    };
    let message = format!(
        "the deposit submitted at offset {first} has no outcome yet, so both may be mined; \
         record what became of it first"
    );
    let offsets = pending.iter().copied().chain([context.offset]);
    let finding =
        Finding::new(Rule::F3, Severity::Error, message, offsets).about_channel(event.channel_id);
    out.add(finding, Stance::RefuseOwn);
}

/// Whether it is known what became of a transaction: we were told (24), or a canonical
/// fact comes from it.
pub(super) fn is_resolved(
    sent: &OwnTransaction<'_>,
    channel: &Channel,
    context: &Context<'_>,
) -> bool {
    let chain = context.state.chain(channel.created().chain_id);
    let on_chain = || {
        let tx_hash = sent.submitted.tx_hash?;
        Some(chain?.holds_transaction(tx_hash))
    };
    sent.result.is_some() || on_chain() == Some(true)
}

/// The assets that a deposit says it moves.
pub(super) fn assets_of(event: &TransactionSubmitted) -> Option<Vec<Bytes20>> {
    let amounts = event.amounts.as_ref()?;
    Some(amounts.iter().map(|amount| amount.asset).collect())
}

fn held_now(channel: &Channel, context: &Context<'_>, asset: &Bytes20) -> U256 {
    let created = channel.created();
    let chain = context.state.chain(created.chain_id);
    chain.map_or(U256::ZERO, |chain| {
        chain
            .holding(&created.adjudicator, asset, &created.channel_id)
            .0
    })
}

/// Rule F4: a deposit leaves more than was held before.
///
/// Append records it, for it happened. Replay: error `missed_or_reorged` if less is held
/// than before, because a log is missing or one was reverted; info if the same, which is a
/// legal deposit of nothing.
pub(super) fn shrank(
    subject: &Subject<'_>,
    fact: &ChainFact,
    what: &Irregularity,
) -> Option<Finding> {
    let ChainBody::Deposit { asset, now_held } = &fact.body else {
        return None;
    };
    let before = subject.before(fact, |body| match body {
        ChainBody::Deposit { asset: other, .. } => other == asset,
        ChainBody::Allocation { .. } => true,
        _ => false,
    });
    let offsets = before.into_iter().chain([fact.offset]);
    Some(match what {
        Irregularity::HoldingsShrank { held } => {
            let message = format!(
                "a deposit leaves {now_held} of {asset} where {held} was held before; a log is \
                 missing or was reorganised away"
            );
            subject
                .finding(Rule::F4, Severity::Error, message, offsets)
                .named("missed_or_reorged")
                .with(figures(format!("more than {held}"), now_held.to_string()))
        }
        _ => {
            let message = format!("a deposit of nothing leaves {now_held} of {asset} as it was");
            subject.finding(Rule::F4, Severity::Info, message, offsets)
        }
    })
}

/// Rule F5: before the channel ends, no more is deposited than the prefund state allocates.
///
/// Append records it. Replay: error, because the excess belongs to nobody: once the outcome
/// is paid out, whoever challenges with an old state is paid from it.
pub(super) fn overfunded(subject: &Subject<'_>, out: &mut Vec<Finding>) {
    let Some(outcome) = subject.channel.prefund_outcome() else {
        return;
    };
    let totals = nitro::totals(outcome);
    for fact in subject.facts() {
        let ChainBody::Deposit { asset, now_held } = &fact.body else {
            continue;
        };
        let mut of_asset = totals.iter().filter(|(other, _)| other == asset);
        let total = of_asset
            .next()
            .map_or(Total::default(), |(_, total)| *total);
        let is_within = Total::from(*now_held) <= total;
        if is_within || subject.is_noted(fact, &Irregularity::DepositTooLate) {
            continue;
        }
        let shown = total.to_u256().unwrap_or(U256::MAX);
        let message = format!(
            "the adjudicator holds {now_held} of {asset}, but the prefund state allocates {shown}; \
             after the payout an old state can claim the rest"
        );
        let details = figures(format!("at most {shown}"), now_held.to_string());
        let finding = subject.finding(Rule::F5, Severity::Error, message, [fact.offset]);
        out.push(finding.with(details));
    }
}

/// Rule F6: nothing is deposited into a channel that is finalized or was paid out.
///
/// Append records it. Replay: error, for the same reason as F5.
pub(super) fn too_late(subject: &Subject<'_>, fact: &ChainFact) -> Finding {
    let message = "a deposit into a channel that has ended; whoever challenges with an old state \
                   can claim it";
    let ended = subject.before(fact, |body| {
        !matches!(body, ChainBody::Deposit { .. } | ChainBody::Reclaim { .. })
    });
    let offsets = ended.into_iter().chain([fact.offset]);
    subject.finding(Rule::F6, Severity::Error, message, offsets)
}
