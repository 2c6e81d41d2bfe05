//! Rules L3, L5 and L6: the log itself. The other rules of the family hold by
//! construction of the log and its format.

use super::{Context, Finding, Judgement, Rule, Severity, Stance};
use crate::event::Event;

/// Judges what every event has.
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    if let Some(at) = event.timestamp().filter(|at| *at < context.last_timestamp) {
        let message = format!(
            "the timestamp {} is lower than that of the event before, {}",
            at.get(),
            context.last_timestamp.get()
        );
        let before = context.offset.checked_sub(1);
        let offsets = before.into_iter().chain([context.offset]);
        let finding = Finding::new(Rule::L5, Severity::Info, message, offsets);
        out.add(finding, Stance::Record);
    }
    if let Event::Extension(extension) = event
        && extension.critical
    {
        let message = "a critical extension says something that this version does not \
                       understand; what it is about is not fully understood";
        let finding = Finding::new(Rule::L3, Severity::Error, message, [context.offset]);
        let finding = finding.named("not_fully_understood");
        let finding = match extension.channel_id {
            Some(id) => finding.about_channel(id),
            None => finding,
        };
        out.add(finding, Stance::Record);
    }
    if let Some(id) = event.causation_id() {
        let cause = context.records.offset_of(&id);
        if cause.is_none_or(|cause| cause >= context.offset) {
            let message = format!(
                "causationId {id} is not the id of an earlier event; append the cause first"
            );
            let finding = Finding::new(Rule::L6, Severity::Error, message, [context.offset]);
            out.add(finding, Stance::Refuse);
        }
    }
}
