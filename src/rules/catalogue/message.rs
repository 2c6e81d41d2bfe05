//! Rules M1–M6 and N1–N3.

use super::RuleKind::{ByConstruction, Judged};
use super::{RuleDoc, RuleFamily, report};
use crate::rules::{Rule, Severity};

pub(super) const MESSAGES: RuleFamily = RuleFamily {
    name: "M: messages",
    about: "What was sent and received. Nothing about a message is refused: it is evidence.",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::M1),
            says: "A message is recorded once for each peer; one of ours, once for each step of \
                   its delivery.",
            append: "Answers a repeat with the offset of the first, whatever else it says.",
            reports: &[report(Severity::Info, "for a repeat that a log holds")],
            why: "Peers send again what was not acknowledged, and that must not fill the log.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::M2),
            says: "States, proposals and vouchers come from a participant of their channel, \
                   though not always from the one who signed them.",
            append: "Records what others send.",
            reports: &[report(
                Severity::Warn,
                "for each one of somebody else; it has no effect",
            )],
            why: "It shows that somebody else has got hold of the channel's states.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::M3),
            says: "What is received names by `messageId` the message that it came in, recorded \
                   before it and from the same peer.",
            append: "Records it without, too.",
            reports: &[report(Severity::Info, "for each one that names none")],
            why: "The body of the message is what the peer wrote; everything else is our reading \
                  of it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::M4),
            says: "A message that is queued gets written. If one to the same peer was written \
                   after it, it was lost.",
            append: "Records every step.",
            reports: &[
                report(
                    Severity::Warn,
                    "for a message that was given up, and for one that a later one overtook",
                ),
                report(
                    Severity::Info,
                    "for a message that waits at the end of the log",
                ),
            ],
            why: "After a crash each side believes that the other is to act next.",
            samples: &["e12-lost-message"],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "M5",
                title: "Bodies are kept as they are.",
                replay: "as at append",
            },
            says: "A body is any text of up to 32,768 bytes. The fold does not look into it.",
            append: "Refuses a longer one (`INVALID_EVENT`); record its beginning with \
                     `truncated`.",
            reports: &[],
            why: "A message that cannot be read is the one to keep.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::M6),
            says: "By convention the id of a message is the SHA-256 of its body, unless the body \
                   is cut.",
            append: "Records any id.",
            reports: &[report(Severity::Info, "for another id")],
            why: "With it, two nodes can tell whether they speak of the same message.",
            samples: &[],
        },
    ],
};

pub(super) const SNAPSHOTS: RuleFamily = RuleFamily {
    name: "N: snapshots",
    about: "A snapshot shortens the way to a state. It never says what the state is.",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::N1),
            says: "A `snapshot_created` commits to the hash of the state at a length that is not \
                   beyond its own offset.",
            append: "Refuses any other hash or length.",
            reports: &[report(
                Severity::Critical,
                "for another hash or length; the snapshot is discarded, and the log folded from \
                 the start",
            )],
            why: "Whoever trusted it would go on from a state that nothing led to.",
            samples: &["e09-wrong-snapshot"],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "N2",
                title: "A snapshot adds nothing.",
                replay: "tested on random logs at every length",
            },
            says: "Folding the events behind a snapshot gives what folding all events gives.",
            append: "Changes no state by recording one.",
            reports: &[],
            why: "Snapshots may be lost, thinned out and made anew at any time.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::N3),
            says: "A snapshot is used only by the version of the fold that made it.",
            append: "Records one of another version.",
            reports: &[report(
                Severity::Info,
                "for each one of another version; it is not used, and not compared",
            )],
            why: "The same events may lead a later version to another state.",
            samples: &[],
        },
    ],
};
