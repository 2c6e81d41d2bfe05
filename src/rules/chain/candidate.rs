//! Rule C8: what is registered on chain is supported.

use super::super::{Finding, FindingDetails, Rule, Severity};
use super::Subject;
use crate::event::{Candidate, Event};
use crate::state::{CallKind, ChainBody, ChainFact};

/// Rule C8: the state that a challenge, checkpoint or conclusion was made with is supported
/// under the rule of the channel, by the signatures that came with it.
///
/// Append records it, for it happened. Replay: error, because the contract refuses such a
/// state, so the log is not what the chain says; error `challenge_truncated` if the record
/// leaves parts out, so that nothing can be checked. Opaque channels are not judged, nor is
/// what a checkpoint may have proven by states that its calldata alone holds.
pub(super) fn review(subject: &Subject<'_>, fact: &ChainFact, out: &mut Vec<Finding>) {
    let call = match fact.body {
        ChainBody::Challenge { .. } => CallKind::Challenge,
        ChainBody::Concluded { .. } => CallKind::Conclude,
        _ => CallKind::Checkpoint,
    };
    let Some(candidate) = fact.body.candidate() else {
        return;
    };
    let supported = subject.channel.is_supported_by_itself(candidate, call);
    let is_whole = candidate.app_data.is_some() && candidate.outcome.is_some();
    let finding = |message: &str| {
        let details = FindingDetails {
            turn_num: Some(candidate.turn_num),
            ..FindingDetails::NONE
        };
        subject
            .finding(Rule::C8, Severity::Error, message, [fact.offset])
            .with(details)
    };
    if is_whole && supported != Some(false) {
        return;
    }
    // Signatures are left out last, from the 65th on.
    if !is_whole || is_marked(subject, fact) {
        let message = "the record leaves out parts of the state or its signatures, so its support \
                       cannot be checked";
        out.push(finding(message).named("challenge_truncated"));
    } else if call == CallKind::Conclude {
        let message = "the channel was concluded with a state that is not final or not signed by \
                       all, which the contract refuses";
        out.push(finding(message));
    } else {
        let message = "the signatures do not support the state under the rule of the channel, so \
                       the contract refuses it";
        out.push(finding(message));
    }
}

/// Whether the event says that it leaves parts out.
fn is_marked(subject: &Subject<'_>, fact: &ChainFact) -> bool {
    let marked = |candidate: &Candidate| candidate.truncated.is_some();
    let candidate = match subject.context.records.event(fact.offset) {
        Some(Event::ChallengeRegistered(event)) => return marked(&event.candidate),
        Some(Event::ChallengeCleared(event)) => event.candidate,
        Some(Event::CheckpointRecorded(event)) => event.candidate,
        Some(Event::ChannelConcluded(event)) => event.candidate,
        _ => None,
    };
    candidate.as_ref().is_some_and(marked)
}
