//! Rules O1–O9: the life of an objective.

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance, completion};
use crate::event::scalar::Text;
use crate::event::{
    Event, InitialStatus, ObjectiveCreated, ObjectiveKind, ObjectiveRejected, RejectedVia,
};
use crate::nitro::{ObjectiveIdKind, objective_id};
use crate::state::Objective;
use crate::state::view::ObjectiveStatus;

/// Judges the events of objectives (1–6), and transactions that are for one (23).
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
            approved(&event.objective_id, context, out);
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
            completed(&event.objective_id, context, out);
        }
        Event::ObjectiveFailed(event) => {
            let step = Step {
                id: &event.objective_id,
                to: ObjectiveStatus::Failed,
                from: &[ObjectiveStatus::Approved],
            };
            step.judge(context, out);
        }
        Event::TransactionSubmitted(event) => {
            let id = event.objective_id.as_ref();
            if let Some(id) = id.filter(|id| context.objective(id).is_none()) {
                unknown(id, "and the transaction names it", context, out);
            }
        }
        _ => {}
    }
}

/// Rule O1: created once, under the id that its kind asks for.
fn created(event: &ObjectiveCreated, context: &Context<'_>, out: &mut Judgement) {
    let id = &event.objective_id;
    if let Some(held) = context.objective(id) {
        let first = held.counters().first_offset;
        let message = format!(
            "the objective was created at offset {first} already; an id is used once, so the \
             first creation stands"
        );
        let offsets = [first, context.offset];
        let finding = Finding::new(Rule::O1, Severity::Error, message, offsets);
        out.add(about(finding, id), Stance::RefuseOwn);
        return;
    }
    if let Some(finding) = wrong_id(event, context) {
        out.add(about(finding, id), Stance::RefuseOwn);
    }
    if event.status == InitialStatus::Approved {
        goes_live(Pursued::of(event), context, out);
    }
    if event.kind == ObjectiveKind::DirectDefund {
        defunds(Pursued::of(event), context, out);
    }
}

/// Rule O1: the id of the fund and defund kinds is a prefix and the channel id.
fn wrong_id(event: &ObjectiveCreated, context: &Context<'_>) -> Option<Finding> {
    let kind = ObjectiveIdKind::of(event.kind)?;
    let expected = match &event.channel_id {
        Some(channel) => objective_id(kind, channel),
        None => format!("{}<channelId>", kind.prefix()),
    };
    if expected == event.objective_id.as_str() {
        return None;
    }
    let message = format!(
        "an objective of kind {} has the id {expected} and names its channel in channelId, so \
         that it exists once per channel",
        event.kind.as_str()
    );
    let details = FindingDetails {
        expected: Text::new(expected),
        got: Some(event.objective_id.clone()),
        ..FindingDetails::NONE
    };
    let finding = Finding::new(Rule::O1, Severity::Error, message, [context.offset]);
    Some(finding.with(details))
}

/// What is pursued, by an objective that exists or is being created.
#[derive(Clone, Copy)]
struct Pursued<'e> {
    id: &'e Text,
    kind: ObjectiveKind,
    channel: Option<crate::event::scalar::Bytes32>,
}

impl<'e> Pursued<'e> {
    fn of(created: &'e ObjectiveCreated) -> Self {
        Self {
            id: &created.objective_id,
            kind: created.kind,
            channel: created.channel_id,
        }
    }
}

/// What holds again when an objective is approved.
fn approved(id: &Text, context: &Context<'_>, out: &mut Judgement) {
    let Some(objective) = context.objective(id) else {
        return;
    };
    if objective.status() == ObjectiveStatus::Approved {
        return;
    }
    let pursued = Pursued::of(objective.created());
    goes_live(pursued, context, out);
    if pursued.kind == ObjectiveKind::DirectDefund {
        defunds(pursued, context, out);
    }
}

/// Rule O5: at most one approved objective funds or defunds a channel.
fn goes_live(pursued: Pursued<'_>, context: &Context<'_>, out: &mut Judgement) {
    let Some(channel) = pursued.channel.filter(|_| owns(pursued.kind)) else {
        return;
    };
    let mut others = context.state.owners(&channel);
    let other = others.find(|other| {
        other.id() != pursued.id
            && owns(other.kind())
            && other.status() == ObjectiveStatus::Approved
    });
    if let Some(other) = other {
        let message = format!(
            "{} pursues the channel already; two objectives at once would work against each \
             other",
            other.id().as_str()
        );
        let offsets = [other.since(), context.offset];
        let finding = Finding::new(Rule::O5, Severity::Error, message, offsets);
        let finding = about(finding, pursued.id).about_channel(channel);
        out.add(finding, Stance::RefuseOwn);
    }
}

fn owns(kind: ObjectiveKind) -> bool {
    !matches!(kind, ObjectiveKind::Swap | ObjectiveKind::Other)
}

/// Rule O8 at creation and approval.
fn defunds(pursued: Pursued<'_>, context: &Context<'_>, out: &mut Judgement) {
    let channel = pursued.channel.and_then(|id| context.channel(&id));
    if let Some(finding) = channel.and_then(|held| completion::judge_defund(held, context)) {
        out.add(about(finding, pursued.id), Stance::RefuseOwn);
    }
}

/// Rule O7.
fn completed(id: &Text, context: &Context<'_>, out: &mut Judgement) {
    let objective = context.objective(id);
    let approved = objective.filter(|held| held.status() == ObjectiveStatus::Approved);
    if let Some(finding) = approved.and_then(|held| completion::judge(held, context)) {
        let stance = match finding.severity {
            Severity::Info => Stance::Record,
            _ => Stance::RefuseOwn,
        };
        out.add(about(finding, id), stance);
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
    // Of an objective that is not known, nobody can tell who may reject it.
    let is_notice = event.via == RejectedVia::CounterpartyNotice;
    let is_known = context.objective(&event.objective_id).is_some();
    if is_notice && is_known && !is_from_participant(event, context) {
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
        unknown(id, "so this one has no effect", context, out);
    }
    objective
}

fn unknown(id: &Text, but: &str, context: &Context<'_>, out: &mut Judgement) {
    let message = format!("no event before this one creates the objective, {but}");
    let finding = Finding::new(Rule::O6, Severity::Warn, message, [context.offset]);
    out.add(about(finding, id), Stance::Record);
}

fn about(finding: Finding, id: &Text) -> Finding {
    finding.about_objective(id)
}

fn list(statuses: &[ObjectiveStatus]) -> String {
    let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    words.join(" or ")
}
