//! Rules O1–O9.

use super::RuleKind::Judged;
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "O: objectives",
    about: "How an objective may move, and what completing it presupposes. Moves that are not \
            legal leave its status as it is ([derivation.md](derivation.md#2-objectives)).",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::O1),
            says: "An objective is created once. The id of one that funds or defunds is a known \
                   prefix and the channel's id (`DirectFunding-0x…`), so that there is one per \
                   channel; it must then name the channel.",
            append: "Refuses a second creation of our own and a wrong id; a peer's repeat is a \
                     duplicate.",
            reports: &[report(
                Severity::Error,
                "for a second creation, which has no effect, and for a wrong id",
            )],
            why: "Messages name objectives by id only.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O2),
            says: "Unapproved becomes approved or rejected; approved becomes completed, failed or \
                   rejected; failed becomes approved again or rejected. An objective waits for \
                   something only while it is approved.",
            append: "Refuses any other move of our own, and records a peer's. A move to the \
                     status that the objective has already is a duplicate.",
            reports: &[
                report(Severity::Error, "for another move"),
                report(
                    Severity::Warn,
                    "for an `objective_progressed` while it is not approved",
                ),
            ],
            why: "A status that can be reached in any way says nothing about what was done.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O3),
            says: "What is completed or rejected stays so.",
            append: "Refuses a move of our own out of either, and records a peer's notice.",
            reports: &[
                named(
                    Severity::Error,
                    "late_rejection",
                    "for a rejection of what is completed",
                ),
                report(Severity::Error, "for any other move"),
            ],
            why: "go-nitro lets a late notice turn a completed objective into a rejected one, \
                  although the channel is open and funded.",
            samples: &["e07-late-rejection"],
        },
        RuleDoc {
            kind: Judged(Rule::O4),
            says: "A rejection by notice says in `by` who rejects: a participant of the channel \
                   that the objective owns.",
            append: "Records it.",
            reports: &[report(
                Severity::Error,
                "for a notice of nobody, or of somebody else; it has no effect",
            )],
            why: "Otherwise anybody could end an objective with one message.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O5),
            says: "At most one approved objective funds or defunds a channel.",
            append: "Refuses to create an approved one, or to approve one, beside another.",
            reports: &[report(Severity::Error, "for the second one")],
            why: "One that funds and one that defunds undo each other's deposits.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O6),
            says: "Events about an objective, and transactions that name one, come after its \
                   creation.",
            append: "Records them.",
            reports: &[report(
                Severity::Warn,
                "for each one before; a move has no effect",
            )],
            why: "Messages overtake each other, and a log may begin in the middle.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O7),
            says: "Funding is complete when the postfund state is supported and the channel \
                   funded; virtual funding when our ledgers guarantee the channel, for an end of \
                   it also with the postfund state supported, for an intermediary with the \
                   postfund state signed. Defunding is complete when the channel is withdrawn, or \
                   is finalized and holds nothing, or when a challenge was cleared while the \
                   objective was approved; virtual defunding when all signed a final state, or \
                   the channel is finalized, and none of our ledgers guarantees it.",
            append: "Refuses to complete an objective that lacks any of this.",
            reports: &[
                named(
                    Severity::Error,
                    "premature_completion",
                    "for an objective that lacks something",
                ),
                named(
                    Severity::Info,
                    "history_missing",
                    "where no state of turn 0 or 1 is recorded, or not even the channel, so that \
                     it cannot be told",
                ),
            ],
            why: "Whoever believes that a channel is funded starts to pay in it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O8),
            says: "A ledger is defunded only while it guarantees nothing and no proposal is under \
                   way: when the objective is created or approved, and when the final state is \
                   signed.",
            append: "Refuses our own; with a reason only the final state can be signed all the \
                     same.",
            reports: &[report(Severity::Error, "for each of them")],
            why: "A final state leaves out a guarantee that the other may have signed a moment \
                  before, and then both hold a state of the same turn.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::O9),
            says: "Approving what is approved, or rejecting what is rejected, says nothing; nor \
                   does completing or failing again.",
            append: "Answers with the offset of the first one.",
            reports: &[report(Severity::Info, "for a repeat that a log holds")],
            why: "Policies run again after every restart.",
            samples: &[],
        },
    ],
};
