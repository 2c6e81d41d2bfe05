//! Which findings refuse an event.
//!
//! An event is refused only if it attributes something to a party who did not do it,
//! if it breaks the log, or if it is an act of our own that is unsafe: its effect has
//! not left yet. Everything else happened already, at a peer or on a chain, and a
//! refused fact would be lost evidence: it is recorded, and the finding stays.

use super::{Finding, Rule};
use crate::event::scalar::Text;
use crate::event::{Event, ObjectiveSource, RejectedVia};

/// What a rule asks to be done with an event that it finds fault with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// The event is never recorded.
    Refuse,
    /// The event is not recorded if it is an act of our own, unless it gives a reason
    /// and the rule accepts one.
    RefuseOwn,
    /// The event is recorded.
    Record,
}

/// Everything that the rules find about one event.
#[derive(Debug, Default)]
pub struct Judgement {
    found: Vec<(Finding, Stance)>,
}

impl Judgement {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding, stance: Stance) {
        self.found.push((finding, stance));
    }

    /// The first finding for which the event, which would get the offset `at`, must not be
    /// recorded. It names the events in the log that prove it.
    #[must_use]
    pub fn refusal(&self, event: &Event, at: u64) -> Option<Finding> {
        let refuses = |(finding, stance): &&(Finding, Stance)| match stance {
            Stance::Refuse => true,
            Stance::RefuseOwn => is_own(event) && !is_overridden(finding.rule, event),
            Stance::Record => false,
        };
        let (mut finding, _) = self.found.iter().find(refuses)?.clone();
        finding.offsets.retain(|offset| offset.get() < at);
        Some(finding)
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The findings.
    pub fn into_findings(self) -> impl Iterator<Item = Finding> {
        self.found.into_iter().map(|(finding, _)| finding)
    }
}

/// Whether the event is an act of our own or of the store: its effect has not left
/// yet, so it can still be refused.
#[must_use]
pub fn is_own(event: &Event) -> bool {
    match event {
        Event::ObjectiveCreated(event) => event.source == ObjectiveSource::LocalRequest,
        Event::ObjectiveRejected(event) => event.via != RejectedVia::CounterpartyNotice,
        Event::ObjectiveApproved(_)
        | Event::ObjectiveProgressed(_)
        | Event::ObjectiveCompleted(_)
        | Event::ObjectiveFailed(_)
        | Event::ChannelCreated(_)
        | Event::StateSigned(_)
        | Event::LedgerProposalSigned(_)
        | Event::VoucherSigned(_)
        | Event::TransactionSubmitted(_)
        | Event::MessageSent(_)
        | Event::SnapshotCreated(_)
        | Event::Extension(_) => true,
        _ => false,
    }
}

/// Whether the event gives a reason that the rule accepts.
fn is_overridden(rule: Rule, event: &Event) -> bool {
    rule.is_overridable() && override_of(event).is_some()
}

/// The reason that an event gives for acting against a rule.
fn override_of(event: &Event) -> Option<&Text> {
    match event {
        Event::ObjectiveCompleted(event) => event.r#override.as_ref(),
        Event::StateSigned(event) => event.r#override.as_ref(),
        Event::LedgerProposalSigned(event) => event.r#override.as_ref(),
        Event::VoucherSigned(event) => event.r#override.as_ref(),
        Event::TransactionSubmitted(event) => event.r#override.as_ref(),
        _ => None,
    }
}
