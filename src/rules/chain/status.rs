//! Rules C6, C7, C10, C11 and C16: challenges, checkpoints and conclusions are such that
//! the contract allows them.

use super::super::signing::unlogged::UNLOGGED;
use super::super::{Finding, FindingDetails, Rule, Severity};
use super::{Subject, evidence, figures, stale};
use crate::event::SupportRule;
use crate::event::scalar::Uint48;
use crate::state::view::Mode;
use crate::state::{ChainBody, ChainFact, Seen};

/// Rule C6 for challenges, C10 for checkpoints, C11 for conclusions: the contract would have
/// refused this.
///
/// A challenge needs an open channel and a turn of at least the record, or a running
/// challenge and a higher turn; a checkpoint a higher turn, and what it is called says
/// whether a challenge ran; a conclusion a channel that is not finalized. Append records it,
/// for it happened. Replay: error, because we missed a log or hold a wrong one; from here on
/// the chain is right.
pub(super) fn illegal(
    subject: &Subject<'_>,
    fact: &ChainFact,
    mode: Mode,
    record: Uint48,
) -> Finding {
    let record = record.get();
    let (mode, what) = (mode.as_str(), word_of(fact));
    let message = format!(
        "the contract refuses this {what}: by the log the channel was {mode} with turn record \
         {record}; a log is missing or wrong"
    );
    refused(subject, fact, Severity::Error, message).named("impossible_on_chain")
}

/// Rules C6, C10 and C11 where the log leaves open whether the contract refuses it: the
/// channel was finalized, but its outcome has no assets or is not known, so that a payout may
/// have deleted the status and left no log that tells.
///
/// Append records it. Replay: warn `status_unclear`, because a log may just as well be
/// missing.
pub(super) fn unclear(subject: &Subject<'_>, fact: &ChainFact, record: Uint48) -> Finding {
    let (record, what) = (record.get(), word_of(fact));
    let message = format!(
        "by the log the channel was finalized with turn record {record}, so the contract refuses \
         this {what} unless a payout had deleted the status; the log cannot tell, because the \
         outcome is not known or has no assets"
    );
    refused(subject, fact, Severity::Warn, message).named("status_unclear")
}

fn word_of(fact: &ChainFact) -> &'static str {
    match &fact.body {
        ChainBody::Challenge { .. } => "challenge",
        ChainBody::Cleared { .. } => "clearing",
        ChainBody::Checkpoint { .. } => "checkpoint",
        _ => "conclusion",
    }
}

fn refused(
    subject: &Subject<'_>,
    fact: &ChainFact,
    severity: Severity,
    message: String,
) -> Finding {
    let (rule, turn) = match &fact.body {
        ChainBody::Challenge { candidate, .. } => (Rule::C6, Some(candidate.turn_num)),
        ChainBody::Cleared { new_record, .. } | ChainBody::Checkpoint { new_record, .. } => {
            (Rule::C10, Some(*new_record))
        }
        _ => (Rule::C11, None),
    };
    let offsets = last_status(subject, fact).into_iter().chain([fact.offset]);
    let details = FindingDetails {
        turn_num: turn,
        ..FindingDetails::NONE
    };
    let finding = subject.finding(rule, severity, message, offsets);
    finding.with(details)
}

/// The offset of the last fact before this one that set the status.
fn last_status(subject: &Subject<'_>, fact: &ChainFact) -> Option<u64> {
    subject.before(fact, |body| {
        !matches!(body, ChainBody::Deposit { .. } | ChainBody::Reclaim { .. })
    })
}

/// Judges what a canonical fact says by itself.
pub(super) fn review(subject: &Subject<'_>, fact: &ChainFact, out: &mut Vec<Finding>) {
    match &fact.body {
        ChainBody::Challenge { finalizes_at, .. } => {
            out.extend(wrong_deadline(subject, fact, *finalizes_at));
        }
        ChainBody::Cleared { new_record, .. } | ChainBody::Checkpoint { new_record, .. } => {
            out.extend(unknown_support(subject, fact, *new_record));
        }
        _ => {}
    }
}

/// Rule C7 for challenges: a challenge finalizes when the channel's duration has passed.
///
/// Append records it. Replay: error; the time of the log counts.
fn wrong_deadline(
    subject: &Subject<'_>,
    fact: &ChainFact,
    finalizes_at: Uint48,
) -> Option<Finding> {
    let duration = subject.channel.created().fixed_part.challenge_duration;
    let expected = fact.block_timestamp.get() + duration.get();
    if finalizes_at.get() == expected {
        return None;
    }
    let got = finalizes_at.get();
    let message = format!(
        "the challenge finalizes at {got}, but its block and the duration of the channel make it \
         {expected}"
    );
    let created = subject.channel.counters().first_offset;
    let offsets = [created, fact.offset];
    let finding = subject.finding(Rule::C7, Severity::Error, message, offsets);
    Some(finding.with(figures(expected.to_string(), got.to_string())))
}

/// Rule C7 for conclusions: a conclusion finalizes with its block.
pub(super) fn wrong_conclusion(subject: &Subject<'_>, fact: &ChainFact) -> Option<Finding> {
    let ChainBody::Concluded { finalizes_at, .. } = &fact.body else {
        return None;
    };
    let (got, expected) = (finalizes_at.get(), fact.block_timestamp.get());
    let message = format!("the conclusion finalizes at {got}, but its block makes it {expected}");
    let finding = subject.finding(Rule::C7, Severity::Error, message, [fact.offset]);
    Some(finding.with(figures(expected.to_string(), got.to_string())))
}

/// Rule C10: where all must sign, the turn record is never above the highest turn that we
/// signed.
///
/// Append records it. Replay: critical, because the contract has seen a signature of ours
/// that the log does not hold: the tail of a log was lost, or our key is used elsewhere. Where
/// the signature itself is there, rule S18 says so instead.
fn unknown_support(subject: &Subject<'_>, fact: &ChainFact, record: Uint48) -> Option<Finding> {
    let created = subject.channel.created();
    let me = created.my_index?;
    if created.support_rule != SupportRule::Unanimous {
        return None;
    }
    let highest = highest_signed(subject, me);
    if highest.is_some_and(|highest| record <= highest) || is_told(subject, fact) {
        return None;
    }
    let signed = highest.map_or("none".to_owned(), |highest| highest.get().to_string());
    let record = record.get();
    let message = format!(
        "turn {record} was accepted on chain, which needs our signature, but the highest turn \
         that the log has us sign is {signed}: events were lost, or our key is used elsewhere"
    );
    let details = figures(format!("at most {signed}"), record.to_string());
    let finding = subject.finding(Rule::C10, Severity::Critical, message, [fact.offset]);
    Some(finding.named(UNLOGGED).with(details))
}

/// Whether rule S18 speaks of our signature of the very state that the call was made with.
fn is_told(subject: &Subject<'_>, fact: &ChainFact) -> bool {
    let candidate = fact.body.candidate();
    candidate.is_some_and(|candidate| evidence::is_told(subject, candidate))
}

/// The highest turn that we signed by an event of our own (8 or 10).
fn highest_signed(subject: &Subject<'_>, me: u8) -> Option<Uint48> {
    let mut seen = subject.channel.seen_down();
    let signed = seen.find(|seen| is_signed(subject, seen, me))?;
    Some(signed.content.turn_num)
}

fn is_signed(subject: &Subject<'_>, seen: &Seen<'_>, me: u8) -> bool {
    let state = (seen.content.turn_num, seen.content.state_hash);
    let signed = subject.context.own_signature(&subject.id, state, me);
    seen.signers.contains(me) && signed.is_some()
}

/// Rule C11: the state that the channel was concluded with is known.
///
/// Append records it. Replay: critical if the conclusion needs our signature and we signed no
/// final state, for then events were lost or our key is used elsewhere; else, and where rule
/// S18 says so of the signature itself, error. The
/// outcome on chain is unknown until calldata or a state tells it.
pub(super) fn unknown_final(subject: &Subject<'_>, fact: &ChainFact) -> Finding {
    let mut finals = subject.channel.seen_finals();
    let me = subject.channel.created().my_index;
    let is_ours = me.is_none_or(|me| finals.any(|seen| is_signed(subject, &seen, me)))
        || is_told(subject, fact);
    let known = subject.channel.seen_finals().map(|seen| seen.first);
    let offsets = known.chain([fact.offset]);
    if is_ours {
        let message = "the log does not tell with which final state the channel was concluded, so \
                       its outcome is unknown";
        subject.finding(Rule::C11, Severity::Error, message, offsets)
    } else {
        let message = "the channel was concluded, which needs our signature of a final state, but \
                       the log has us sign none: events were lost, or our key is used elsewhere";
        let finding = subject.finding(Rule::C11, Severity::Critical, message, offsets);
        finding.named(UNLOGGED)
    }
}

/// Rule C16: once a payout has deleted the status, the contract has forgotten the channel, and
/// any old state can be challenged with.
///
/// Append records it, and the phase stays withdrawn. Replay: critical if the adjudicator
/// holds, or may hold, anything for the channel, because the old outcome will claim it; else
/// warn.
pub(super) fn zombie(subject: &Subject<'_>, fact: &ChainFact, funded: bool) -> Finding {
    let (severity, message) = if funded {
        let message = "a channel that was paid out is challenged again while the adjudicator holds \
                       funds for it: the old outcome will claim them";
        (Severity::Critical, message)
    } else {
        let message = "a channel that was paid out is challenged again; nothing is held for it";
        (Severity::Warn, message)
    };
    let ChainBody::Challenge { finalizes_at, .. } = &fact.body else {
        return subject.finding(Rule::C16, severity, message, [fact.offset]);
    };
    let offsets = last_status(subject, fact).into_iter().chain([fact.offset]);
    let details = FindingDetails {
        deadline: Some(*finalizes_at),
        advice: stale::advice(subject).filter(|_| funded),
        ..FindingDetails::NONE
    };
    subject
        .finding(Rule::C16, severity, message, offsets)
        .named("zombie_challenge")
        .with(details)
}
