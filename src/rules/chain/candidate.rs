//! Rule C8: what is registered on chain is supported.

use super::super::{Finding, Rule, Severity};
use super::Subject;
use crate::state::{CandidateFact, ChainBody, ChainFact};

/// Rule C8: the state that a challenge, checkpoint or conclusion was made with is supported
/// under the rule of the channel.
///
/// Append records it, for it happened. Replay: error `challenge_truncated` if the record
/// leaves parts of the state out, so that nothing can be checked.
pub(super) fn review(subject: &Subject<'_>, fact: &ChainFact, out: &mut Vec<Finding>) {
    let Some(candidate) = candidate_of(fact) else {
        return;
    };
    if candidate.app_data.is_none() || candidate.outcome.is_none() {
        let message = "the record leaves out parts of the state, so its support cannot be checked";
        let finding = subject.finding(Rule::C8, Severity::Error, message, [fact.offset]);
        out.push(finding.named("challenge_truncated"));
    }
}

fn candidate_of(fact: &ChainFact) -> Option<&CandidateFact> {
    match &fact.body {
        ChainBody::Challenge { candidate, .. } => Some(candidate),
        ChainBody::Cleared { candidate, .. }
        | ChainBody::Checkpoint { candidate, .. }
        | ChainBody::Concluded { candidate, .. } => candidate.as_deref(),
        _ => None,
    }
}
