//! Rule C9: challenges are made with the latest state.

use super::super::{Finding, FindingDetails, Rule, Severity};
use super::{Subject, support};
use crate::event::scalar::{Text, Uint48};
use crate::event::{ChannelKind, SupportRule};
use crate::state::view::{Mode, Phase};
use crate::state::{ChainBody, ChainFact, Irregularity, Seen};

/// Rule C9: the state of a challenge is not below the latest state whose support was
/// complete before the challenge.
///
/// Append records it, for it happened. Replay: critical, with the time until when it can be
/// answered and what the support rule allows as an answer; settled by the fact that cleared
/// or superseded the challenge in time. Not where the channel was paid out (C16), and not
/// where a virtual channel ended off chain and its ledgers guarantee it no more: nothing can
/// be taken then.
pub(super) fn review<'a>(subject: &Subject<'a>, fact: &'a ChainFact, out: &mut Vec<Finding>) {
    let ChainBody::Challenge {
        finalizes_at,
        candidate,
        ..
    } = &fact.body
    else {
        return;
    };
    let Some((latest, shown_by)) = latest_before(subject, fact, candidate.turn_num) else {
        return;
    };
    if is_zombie(subject, fact) || is_released(subject) {
        return;
    }
    let answer = answered_by(subject, fact, *finalizes_at);
    let (turn, newer) = (candidate.turn_num, latest.content.turn_num.get());
    let message = format!(
        "the challenge claims turn {}, but turn {newer} was supported before it; unless it is \
         answered before {}, the older outcome counts",
        turn.get(),
        finalizes_at.get()
    );
    let is_open =
        answer.is_none() && subject.context.state.mode(subject.channel) == Mode::Challenge;
    let details = FindingDetails {
        expected: Text::new(format!("turn {newer}")),
        turn_num: Some(turn),
        deadline: Some(*finalizes_at),
        advice: advice(subject).filter(|_| is_open),
        ..FindingDetails::NONE
    };
    let offsets = shown_by.into_iter().chain([fact.offset]);
    let finding = subject.finding(Rule::C9, Severity::Critical, message, offsets);
    out.push(
        finding
            .named("stale_challenge")
            .with(details)
            .resolved(answer),
    );
}

/// The latest state above a turn whose support was complete before a fact, with the
/// offsets of the events that show its signatures.
fn latest_before<'a>(
    subject: &Subject<'a>,
    fact: &ChainFact,
    turn: Uint48,
) -> Option<(Seen<'a>, Vec<u64>)> {
    let above = subject.channel.seen_down();
    above
        .take_while(|seen| seen.content.turn_num > turn)
        .filter(|seen| seen.supported && seen.first < fact.offset)
        .find_map(|seen| {
            let shown_by = support::signed_by(subject, &seen)?;
            let complete = shown_by.last().is_some_and(|last| *last < fact.offset);
            complete.then_some((seen, shown_by))
        })
}

/// Whether the channel had been paid out before the challenge.
fn is_zombie(subject: &Subject<'_>, fact: &ChainFact) -> bool {
    [true, false]
        .iter()
        .any(|funded| subject.is_noted(fact, &Irregularity::ChallengedAgain { funded: *funded }))
}

/// Whether a virtual channel has ended off chain, and its ledgers have taken their
/// guarantees back.
fn is_released(subject: &Subject<'_>) -> bool {
    let channel = subject.channel;
    channel.created().kind == ChannelKind::Virtual
        && !channel.adjudication().withdrawn
        && subject.context.state.mode(channel) != Mode::Finalized
        && subject.context.state.phase(channel) == Phase::Withdrawn
}

/// The offset of the next fact that set the status, if the challenge still ran.
fn answered_by<'a>(
    subject: &Subject<'a>,
    fact: &'a ChainFact,
    finalizes_at: Uint48,
) -> Option<u64> {
    let mut later = subject.after(fact);
    let next = later.find(|later| {
        matches!(
            later.body,
            ChainBody::Challenge { .. }
                | ChainBody::Cleared { .. }
                | ChainBody::Checkpoint { .. }
                | ChainBody::Concluded { .. }
        )
    })?;
    (next.block_timestamp < finalizes_at).then_some(next.offset)
}

/// What can be done with the latest supported state.
pub(super) fn advice(subject: &Subject<'_>) -> Option<Text> {
    let (turn, hash) = subject.channel.latest_supported()?;
    let latest = subject.channel.seen(turn, hash)?;
    let concludes = latest.content.is_final && latest.full;
    // The payment application knows the turns 0, 1 and the redemption; with a final state
    // a challenge or checkpoint reverts.
    let is_payment = subject.channel.created().support_rule == SupportRule::VirtualPayment;
    let answers = !(is_payment && concludes && turn.get() > 1);
    Text::new(match (answers, concludes) {
        (true, true) => "checkpoint, challenge or conclude",
        (true, false) => "checkpoint or challenge",
        _ => "conclude",
    })
}
