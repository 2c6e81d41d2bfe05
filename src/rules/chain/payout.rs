//! Rules C14 and C15: payouts and reclaims follow from the outcome.

use super::super::{Finding, Rule, Severity};
use super::{Subject, figures};
use crate::event::scalar::U256;
use crate::state::view::Mode;
use crate::state::{ChainBody, ChainFact, Irregularity};

/// Rules C14 and C15.
pub(super) fn of_note(
    subject: &Subject<'_>,
    fact: &ChainFact,
    what: &Irregularity,
) -> Option<Finding> {
    match what {
        Irregularity::NotFinalized { mode } => Some(not_finalized(subject, fact, *mode)),
        Irregularity::HoldingsDiffer { held } => holdings_differ(subject, fact, *held),
        Irregularity::PayoutDiffers => Some(payout_differs(subject, fact)),
        Irregularity::AssetUnknown | Irregularity::PayoutAmbiguous => {
            Some(unclear(subject, fact, what))
        }
        Irregularity::DeletionAssumed => Some(assumed(subject, fact)),
        Irregularity::ReclaimUnknown => Some(unclear_reclaim(subject, fact)),
        _ => None,
    }
}

/// Rule C14 for payouts, C15 for reclaims: the channel is finalized, with an outcome.
///
/// Append records it, for it happened. Replay: error for a payout, warn for a reclaim, which
/// moves nothing; a log is missing or wrong, and from here on the chain is right.
fn not_finalized(subject: &Subject<'_>, fact: &ChainFact, mode: Mode) -> Finding {
    let (rule, severity, what) = match fact.body {
        ChainBody::Reclaim { .. } => (Rule::C15, Severity::Warn, "reclaim"),
        _ => (Rule::C14, Severity::Error, "payout"),
    };
    let mode = mode.as_str();
    let message = format!(
        "the contract refuses this {what}: by the log the channel was {mode}, or has no outcome; \
         a log is missing or wrong"
    );
    let status = subject.before(fact, |body| !matches!(body, ChainBody::Deposit { .. }));
    let offsets = status.into_iter().chain([fact.offset]);
    subject
        .finding(rule, severity, message, offsets)
        .named("impossible_on_chain")
        .with(figures("finalized", mode))
}

/// Rule C14: a payout starts from the holdings that were tracked.
///
/// Append records it. Replay: error, because a log is missing; the chain's figure counts from
/// here on.
fn holdings_differ(subject: &Subject<'_>, fact: &ChainFact, held: U256) -> Option<Finding> {
    let ChainBody::Allocation { initial, .. } = &fact.body else {
        return None;
    };
    let message = format!(
        "the payout found {initial} where {held} was tracked; a log is missing, and the chain's \
         figure counts from here on"
    );
    let before = subject.before(fact, |body| {
        matches!(
            body,
            ChainBody::Deposit { .. } | ChainBody::Allocation { .. }
        )
    });
    let offsets = before.into_iter().chain([fact.offset]);
    let finding = subject.finding(Rule::C14, Severity::Error, message, offsets);
    Some(finding.with(figures(held.to_string(), initial.to_string())))
}

/// Rule C14: what is paid follows from the outcome.
///
/// Append records it. Replay: error: the outcome was not the one that the log tells, and is
/// unknown from here on.
fn payout_differs(subject: &Subject<'_>, fact: &ChainFact) -> Finding {
    let message = "what was paid does not follow from the outcome that the log tells; the outcome \
                   is unknown from here on";
    let offsets = outcome_of(subject, fact).into_iter().chain([fact.offset]);
    subject.finding(Rule::C14, Severity::Error, message, offsets)
}

/// Rule C14: the log of a payout says neither the asset nor which allocations were paid.
///
/// Append records it. Replay: info where that cannot be told from the outcome either; what
/// follows is unknown until the chain's next absolute figure. Calldata would tell.
fn unclear(subject: &Subject<'_>, fact: &ChainFact, what: &Irregularity) -> Finding {
    let unknown = match what {
        Irregularity::AssetUnknown => "which asset was paid",
        _ => "which allocations were paid",
    };
    let message = format!("the log leaves open {unknown}; calldata would tell");
    let offsets = outcome_of(subject, fact).into_iter().chain([fact.offset]);
    subject.finding(Rule::C14, Severity::Info, message, offsets)
}

/// Rule C14: a full payout of unknown origin is taken to have deleted the status.
///
/// Replay: info, settled by a later payout or reclaim, which proves that the status was kept.
fn assumed(subject: &Subject<'_>, fact: &ChainFact) -> Finding {
    let message = "the log leaves open whether the payout deleted the status; it is taken as \
                   deleted";
    // The next fact that needs or sets a status tells.
    let next = subject
        .after(fact)
        .find(|later| !matches!(later.body, ChainBody::Deposit { .. }));
    let refuted = next.filter(|next| subject.is_noted(next, &Irregularity::DeletionRefuted));
    let finding = subject.finding(Rule::C14, Severity::Info, message, [fact.offset]);
    finding.resolved(refuted.map(|next| next.offset))
}

/// Rule C15: which guarantee was reclaimed follows from the outcomes on chain.
///
/// Append records it. Replay: warn: the outcome of the ledger is unknown from here on.
fn unclear_reclaim(subject: &Subject<'_>, fact: &ChainFact) -> Finding {
    let message = "which guarantee was reclaimed cannot be told, so the outcome of the ledger is \
                   unknown from here on";
    let offsets = outcome_of(subject, fact).into_iter().chain([fact.offset]);
    subject.finding(Rule::C15, Severity::Warn, message, offsets)
}

/// The offset of the fact that gave the channel the outcome that a fact pays from.
fn outcome_of(subject: &Subject<'_>, fact: &ChainFact) -> Option<u64> {
    subject.before(fact, |body| {
        matches!(
            body,
            ChainBody::Challenge { .. } | ChainBody::Concluded { .. }
        )
    })
}
