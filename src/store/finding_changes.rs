//! Which findings a range of events raised, settled or took back.

use super::StateChange;
use super::diff::Json;
use crate::event::scalar::{Offset, Text};
use crate::rules::Finding;

/// The entity of findings that are about no channel and no objective.
const LOG: &str = "log";

/// What changed between the findings at two lengths of which `to` is the later one. Paths
/// lead into the list of findings of the channel or objective at `to`; where a finding is
/// gone, at the earlier length.
pub(super) fn finding_changes(before: &[Finding], after: &[Finding], to: u64) -> Vec<StateChange> {
    let mut changes = Vec::new();
    for (place, finding) in placed(after) {
        let held = before.iter().find(|held| is_same(held, finding));
        if held == Some(finding) {
            continue;
        }
        let cause = match (held, finding.resolved_by) {
            (Some(_), Some(settled)) => Some(settled),
            _ => finding.offsets.last().copied(),
        };
        changes.push(StateChange {
            entity: entity(finding),
            path: path(place),
            offset: cause.unwrap_or_default(),
            before: held.map(Json::of),
            after: Some(Json::of(finding)),
        });
    }
    for (place, finding) in placed(before) {
        if !after.iter().any(|held| is_same(held, finding)) {
            changes.push(StateChange {
                entity: entity(finding),
                path: path(place),
                // Only facts about chains take findings back; the last event of the range
                // is one that cannot be before all of those.
                offset: Offset::new(to.saturating_sub(1)).unwrap_or_default(),
                before: Some(Json::of(finding)),
                after: None,
            });
        }
    }
    changes
}

/// Whether two findings are about the same thing, settled or not.
fn is_same(left: &Finding, right: &Finding) -> bool {
    (left.rule, &left.name, &left.offsets) == (right.rule, &right.name, &right.offsets)
        && (left.channel_id, &left.objective_id) == (right.channel_id, &right.objective_id)
}

/// Each finding with its place among those of its entity.
fn placed(findings: &[Finding]) -> impl Iterator<Item = (usize, &Finding)> {
    findings.iter().enumerate().map(|(at, finding)| {
        let before = findings.iter().take(at);
        let place = before
            .filter(|other| entity(other) == entity(finding))
            .count();
        (place, finding)
    })
}

fn entity(finding: &Finding) -> Text {
    let channel = finding.channel_id.and_then(|id| Text::new(id.to_string()));
    let named = channel.or_else(|| finding.objective_id.clone());
    named.or_else(|| Text::new(LOG)).unwrap_or_default()
}

fn path(place: usize) -> Text {
    Text::new(format!("/findings/{place}")).unwrap_or_default()
}
