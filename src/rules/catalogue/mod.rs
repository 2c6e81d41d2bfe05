//! The rules as data: `docs/rules.md` and the tests read it.
//!
//! Nothing that the package exports reaches it, so it takes no room there.

mod chain;
mod funding;
mod ledger;
mod log;
mod message;
mod objective;
mod signing;
mod voucher;

use super::{Rule, Severity};

/// The rules about one part of the log.
#[derive(Clone, Copy, Debug)]
pub struct RuleFamily {
    /// The letters that the ids begin with, and what the rules are about.
    pub name: &'static str,
    /// What they have in common, in sentences.
    pub about: &'static str,
    /// The rules, by number.
    pub rules: &'static [RuleDoc],
}

/// What the catalogue says about one rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleDoc {
    /// Which rule it is, and how it is kept.
    pub kind: RuleKind,
    /// What the rule asks for, in sentences.
    pub says: &'static str,
    /// What `append` does.
    pub append: &'static str,
    /// What an audit reports.
    pub reports: &'static [RuleReport],
    /// Why it matters.
    pub why: &'static str,
    /// The sample logs that show it, by the name of the file.
    pub samples: &'static [&'static str],
}

/// How a rule is kept.
#[derive(Clone, Copy, Debug)]
pub enum RuleKind {
    /// Events are judged by it.
    Judged(Rule),
    /// No event can break it: the log, the fold or the form of events sees to that.
    ByConstruction {
        /// The id.
        id: &'static str,
        /// The rule in one sentence.
        title: &'static str,
        /// What becomes of a text that would break it when it is read.
        replay: &'static str,
    },
}

/// A kind of finding that a rule has.
#[derive(Clone, Copy, Debug)]
pub struct RuleReport {
    /// How bad it is.
    pub severity: Severity,
    /// Its `name`; empty if it has none.
    pub name: &'static str,
    /// When it is reported.
    pub when: &'static str,
}

impl RuleDoc {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self.kind {
            RuleKind::Judged(rule) => rule.as_str(),
            RuleKind::ByConstruction { id, .. } => id,
        }
    }

    /// The rule in one sentence.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self.kind {
            RuleKind::Judged(rule) => rule.about(),
            RuleKind::ByConstruction { title, .. } => title,
        }
    }

    /// Whether an own act that the rule refuses is recorded if it gives a reason.
    #[must_use]
    pub fn is_overridable(&self) -> bool {
        matches!(self.kind, RuleKind::Judged(rule) if rule.is_overridable())
    }
}

/// Every rule.
pub const CATALOGUE: &[RuleFamily] = &[
    log::FAMILY,
    objective::FAMILY,
    signing::FAMILY,
    ledger::FAMILY,
    voucher::FAMILY,
    funding::FAMILY,
    chain::FAMILY,
    message::MESSAGES,
    message::SNAPSHOTS,
];

/// A kind of finding without a name.
const fn report(severity: Severity, when: &'static str) -> RuleReport {
    named(severity, "", when)
}

/// A kind of finding with a name.
const fn named(severity: Severity, name: &'static str, when: &'static str) -> RuleReport {
    RuleReport {
        severity,
        name,
        when,
    }
}
