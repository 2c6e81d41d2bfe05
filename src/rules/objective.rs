//! Rules O1–O9: the life of an objective.

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use crate::event::scalar::Text;
use crate::event::{Event, ObjectiveCreated, ObjectiveRejected, RejectedVia};
use crate::state::Objective;
use crate::state::view::ObjectiveStatus;

/// Judges the events of objectives (1–6).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::ObjectiveCreated(event) => created(event, context, out),
        Event::ObjectiveApproved(event) => {
            use ObjectiveStatus::{Approved, Failed, Unapproved};
            let step = Step {
                id: &event.objective_id,
                to: Approved,
                from: &[Unapproved, Failed],
            };
            step.judge(context, out);
        }
        Event::ObjectiveRejected(event) => rejected(event, context, out),
        Event::ObjectiveProgressed(event) => progressed(&event.objective_id, context, out),
        Event::ObjectiveCompleted(event) => {
            let step = Step {
                id: &event.objective_id,
                to: ObjectiveStatus::Completed,
                from: &[ObjectiveStatus::Approved],
            };
            step.judge(context, out);
        }
        Event::ObjectiveFailed(event) => {
            let step = Step {
                id: &event.objective_id,
                to: ObjectiveStatus::Failed,
                from: &[ObjectiveStatus::Approved],
            };
            step.judge(context, out);
        }
        _ => {}
    }
}

/// Rule O1: created once.
fn created(event: &ObjectiveCreated, context: &Context<'_>, out: &mut Judgement) {
    if let Some(held) = context.objective(&event.objective_id) {
        let first = held.counters().first_offset;
        let message = format!(
            "the objective was created at offset {first} already; an id is used once, so the \
             first creation stands"
        );
        let offsets = [first, context.offset];
        let finding = Finding::new(Rule::O1, Severity::Error, message, offsets);
        out.add(about(finding, &event.objective_id), Stance::RefuseOwn);
    }
}

/// Rules O3 and O4 before O2: a notice may come late, and anybody can send one.
fn rejected(event: &ObjectiveRejected, context: &Context<'_>, out: &mut Judgement) {
    use ObjectiveStatus::{Approved, Failed, Rejected, Unapproved};
    let step = Step {
        id: &event.objective_id,
        to: Rejected,
        from: &[Unapproved, Approved, Failed],
    };
    let is_notice = event.via == RejectedVia::CounterpartyNotice;
    if is_notice && !is_from_participant(event, context) {
        let by = event
            .by
            .map_or_else(|| "nobody".to_owned(), |by| by.to_string());
        let message = format!(
            "the rejection names {by}, who is no participant of the channel that the objective \
             owns; it has no effect, for anybody can send a notice"
        );
        let finding = Finding::new(Rule::O4, Severity::Error, message, [context.offset]);
        out.add(about(finding, &event.objective_id), Stance::Record);
    }
    step.judge(context, out);
}

fn is_from_participant(event: &ObjectiveRejected, context: &Context<'_>) -> bool {
    let owned = context.objective(&event.objective_id);
    let channel = owned
        .and_then(Objective::channel_id)
        .and_then(|id| context.channel(&id));
    let Some(by) = event.by else {
        return false;
    };
    channel.is_some_and(|channel| channel.has_participant(&by))
}

/// Rule O2: an objective waits for something only while it is approved.
fn progressed(id: &Text, context: &Context<'_>, out: &mut Judgement) {
    let Some(objective) = known(id, context, out) else {
        return;
    };
    let status = objective.status();
    if status != ObjectiveStatus::Approved {
        let message = format!(
            "the objective is {}; it waits for something only while it is approved",
            status.as_str()
        );
        let offsets = [objective.since(), context.offset];
        let finding = Finding::new(Rule::O2, Severity::Warn, message, offsets);
        out.add(about(finding, id), Stance::RefuseOwn);
    }
}

/// A change of an objective's status.
struct Step<'e> {
    id: &'e Text,
    to: ObjectiveStatus,
    /// The statuses that the change is legal from.
    from: &'e [ObjectiveStatus],
}

impl Step<'_> {
    /// Rules O2, O3, O6 and O9.
    fn judge(&self, context: &Context<'_>, out: &mut Judgement) {
        let Some(objective) = known(self.id, context, out) else {
            return;
        };
        let status = objective.status();
        if self.from.contains(&status) {
            return;
        }
        let finding = if status == self.to {
            Finding::new(
                Rule::O9,
                Severity::Info,
                format!("the objective is {} already", status.as_str()),
                [objective.since(), context.offset],
            )
        } else {
            self.illegal(objective, context)
        };
        let stance = match finding.rule {
            // The same move again is answered with the offset of the first one; only a
            // foreign log holds it twice.
            Rule::O9 => Stance::Record,
            _ => Stance::RefuseOwn,
        };
        out.add(about(finding, self.id), stance);
    }

    fn illegal(&self, objective: &Objective, context: &Context<'_>) -> Finding {
        use ObjectiveStatus::{Completed, Rejected};
        let (status, to) = (objective.status(), self.to);
        let offsets = [objective.since(), context.offset];
        let details = FindingDetails {
            expected: Text::new(list(self.from)),
            got: Text::new(status.as_str()),
            ..FindingDetails::NONE
        };
        let terminal = matches!(status, Completed | Rejected);
        let message = format!(
            "the objective is {} and cannot become {}{}; its status stays",
            status.as_str(),
            to.as_str(),
            if terminal { " any more" } else { "" }
        );
        let rule = if terminal { Rule::O3 } else { Rule::O2 };
        let finding = Finding::new(rule, Severity::Error, message, offsets).with(details);
        if terminal && to == Rejected {
            finding.named("late_rejection")
        } else {
            finding
        }
    }
}

/// Rule O6: the objective, if it was created before.
fn known<'c>(id: &Text, context: &Context<'c>, out: &mut Judgement) -> Option<&'c Objective> {
    let objective = context.objective(id);
    if objective.is_none() {
        let message = "no event before this one creates the objective, so this one has no effect";
        let finding = Finding::new(Rule::O6, Severity::Warn, message, [context.offset]);
        out.add(about(finding, id), Stance::Record);
    }
    objective
}

fn about(finding: Finding, id: &Text) -> Finding {
    finding.about_objective(id)
}

fn list(statuses: &[ObjectiveStatus]) -> String {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    words.join(" or ")
}
