//! What the rules find.

use super::Rule;
use crate::event::scalar::{Bytes32, Offset, Text, Uint8, Uint48};
use crate::{record, word};

word! {
    /// How bad a finding is.
    pub enum Severity {
        /// Worth knowing, nothing is wrong.
        Info "info",
        /// Not as it should be; harmless so far.
        Warn "warn",
        /// Breaks the protocol.
        Error "error",
        /// Funds or evidence are at stake.
        Critical "critical",
    }
}

record! {
    /// Figures of a finding for those who act on it.
    pub struct FindingDetails {
    } optional {
        /// What was expected.
        expected "expected" Text,
        /// What was found.
        got "got" Text,
        /// The turn that the finding is about.
        turn_num "turnNum" Uint48,
        /// The participant that the finding is about.
        signer_index "signerIndex" Uint8,
        /// Until when something can be done, in seconds of the chain's clock.
        deadline "deadline" Uint48,
        /// What can be done.
        advice "advice" Text,
    }
}

record! {
    /// Something in the log that breaks a rule, with the events that prove it.
    pub struct Finding {
        /// The rule.
        rule "rule" Rule,
        /// How bad it is.
        severity "severity" Severity,
        /// What was found, what was expected, and why it matters.
        message "message" Text,
        /// Every event that is needed to see it, ascending.
        offsets "offsets" Vec<Offset>,
    } optional {
        /// Which of the things that the rule names it is.
        name "name" Text,
        /// The channel that it is about.
        channel_id "channelId" Bytes32,
        /// The objective that it is about.
        objective_id "objectiveId" Text,
        /// Figures for those who act on it.
        details "details" FindingDetails,
        /// The offset of the event that settled it.
        resolved_by "resolvedBy" Offset,
    }
}

impl FindingDetails {
    /// No figures.
    pub const NONE: Self = Self {
        expected: None,
        got: None,
        turn_num: None,
        signer_index: None,
        deadline: None,
        advice: None,
    };
}

impl Finding {
    /// A finding without any of the optional members.
    #[must_use]
    pub fn new(
        rule: Rule,
        severity: Severity,
        message: impl Into<String>,
        offsets: impl IntoIterator<Item = u64>,
    ) -> Self {
        let mut offsets: Vec<Offset> = offsets.into_iter().filter_map(Offset::new).collect();
        crate::order::sort(&mut offsets);
        offsets.dedup();
        Self {
            rule,
            severity,
            message: text(message.into()),
            offsets,
            name: None,
            channel_id: None,
            objective_id: None,
            details: None,
            resolved_by: None,
        }
    }

    /// Names which of the things that the rule names it is.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(text(name.to_owned()));
        self
    }

    /// Says which channel it is about.
    #[must_use]
    pub fn about_channel(mut self, id: Bytes32) -> Self {
        self.channel_id = Some(id);
        self
    }

    /// Says which objective it is about.
    #[must_use]
    pub fn about_objective(mut self, id: &Text) -> Self {
        self.objective_id = Some(id.clone());
        self
    }

    /// Adds figures, if there are any.
    #[must_use]
    pub fn with(mut self, details: FindingDetails) -> Self {
        self.details = (details != FindingDetails::NONE).then_some(details);
        self
    }

    /// Says which event settled it.
    #[must_use]
    pub fn resolved(mut self, offset: Option<u64>) -> Self {
        self.resolved_by = offset.and_then(Offset::new);
        self
    }
}

/// The longest text of a finding, in characters; the form allows 1,024 UTF-16 units.
const MAX_CHARACTERS: usize = 512;

/// A text of a finding. Messages are far shorter; what is not is cut, for a long one
/// must not lose the finding.
fn text(message: String) -> Text {
    let short = if message.len() > MAX_CHARACTERS {
        message.chars().take(MAX_CHARACTERS).collect()
    } else {
        message
    };
    Text::new(short).unwrap_or_default()
}
