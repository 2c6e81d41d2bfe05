//! Rules F1–F6.

use super::RuleKind::{ByConstruction, Judged};
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "F: funding",
    about: "Deposits: ours before they are sent, and all of them as the chain shows them.",
    rules: &[
        RuleDoc {
            kind: ByConstruction {
                id: "F1",
                title: "A channel is funded when enough is held of every asset.",
                replay: "derived",
            },
            says: "Of each asset the adjudicator holds at least what the prefund state allocates \
                   in total.",
            append: "Derives it anew with every log of the chain.",
            reports: &[],
            why: "Signing the postfund state and completing the funding depend on it \
                  ([S12](#s12), [O7](#o7)).",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::F2),
            says: "We deposit when the prefund state is supported, and what comes before our \
                   first allocation is held.",
            append: "Refuses an earlier one.",
            reports: &[report(Severity::Critical, "for an earlier one")],
            why: "Without a supported state nothing gives the deposit back; and the adjudicator \
                  pays in the order of the outcome, so ours would pay those who come first.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::F3),
            says: "One deposit of an asset into a channel is under way at a time. It is settled \
                   by a `transaction_resolved`, or by a log of its transaction.",
            append: "Refuses a second one.",
            reports: &[report(
                Severity::Error,
                "for a second one while the first is not settled",
            )],
            why: "After a crash a node deposits again what it has forgotten, and both are mined.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::F4),
            says: "After a deposit more is held than before.",
            append: "Records it.",
            reports: &[
                named(Severity::Error, "missed_or_reorged", "if less is held"),
                report(
                    Severity::Info,
                    "if the same is held, which is a deposit of nothing",
                ),
            ],
            why: "Somebody took from the holdings, and the log does not say so.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::F5),
            says: "Before the channel ends no more is held than the prefund state allocates.",
            append: "Records it.",
            reports: &[report(Severity::Error, "for each deposit that leaves more")],
            why: "What is too much stays behind after the payout, and then whoever challenges \
                  with an old state gets it.",
            samples: &["e05b-drain"],
        },
        RuleDoc {
            kind: Judged(Rule::F6),
            says: "Nothing is deposited into a channel that is finalized or was paid out.",
            append: "Records it.",
            reports: &[report(Severity::Error, "for each such deposit")],
            why: "As for [F5](#f5).",
            samples: &[],
        },
    ],
};
