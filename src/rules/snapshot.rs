//! Rules N1 and N3: what a snapshot commits to.

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use crate::event::Event;
use crate::event::scalar::Text;
use crate::state::FOLD_VERSION;

/// Judges commitments to snapshots (27).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    let Event::SnapshotCreated(event) = event else {
        return;
    };
    let finding =
        |rule, severity, message: String| Finding::new(rule, severity, message, [context.offset]);
    if event.fold_version != FOLD_VERSION {
        let message = format!(
            "the snapshot is of fold version {}, this is {FOLD_VERSION}; it is not used",
            event.fold_version
        );
        out.add(finding(Rule::N3, Severity::Info, message), Stance::Record);
        return;
    }
    let length = event.length.get();
    if length > context.offset {
        let message = format!("the snapshot at length {length} is ahead of its own event");
        let finding = finding(Rule::N1, Severity::Critical, message);
        out.add(finding, Stance::RefuseOwn);
        return;
    }
    let found = context.records.state_hash(length, context);
    if found != event.state_hash {
        let message = format!(
            "the snapshot at length {length} commits to another state than the events lead to; \
             it is discarded, and the log is folded from the start"
        );
        let details = FindingDetails {
            expected: Text::new(found.to_string()),
            got: Text::new(event.state_hash.to_string()),
            ..FindingDetails::NONE
        };
        let finding = finding(Rule::N1, Severity::Critical, message).with(details);
        out.add(finding, Stance::RefuseOwn);
    }
}
