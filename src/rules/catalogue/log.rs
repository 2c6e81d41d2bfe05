//! Rules L1–L7.

use super::RuleKind::{ByConstruction, Judged};
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "L: the log",
    about: "What must be true of any log, whatever it is about. Most of it the format makes sure \
            of: a text that breaks it is not read as a log at all.",
    rules: &[
        RuleDoc {
            kind: ByConstruction {
                id: "L1",
                title: "Offsets have no gaps, and each commit goes on where the one before ended.",
                replay: "`CORRUPT_LOG`, with the line at which it happens",
            },
            says: "The first event has offset 0, and every event the offset after the one before \
                   it.",
            append: "Gives the next offset; there is no way to ask for another.",
            reports: &[],
            why: "A gap would be an event that somebody took out.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "L2",
                title: "Ids and roots are those of the bytes.",
                replay: "`CORRUPT_LOG`; an intact log is checked once more by `verify()`",
            },
            says: "The id of an event is the hash of its canonical bytes, and the root of a \
                   commit covers every id up to it.",
            append: "Computes both.",
            reports: &[],
            why: "Whoever compares one root compares the whole history.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::L3),
            says: "The types of events are a closed list. An `extension` may say more, and with \
                   `critical` it says that a reader who does not know it has not understood the \
                   log.",
            append: "Refuses an unknown type (`INVALID_EVENT`); records every extension.",
            reports: &[named(
                Severity::Error,
                "not_fully_understood",
                "for each critical extension, since this version knows none",
            )],
            why: "Derived state that leaves out something essential looks like any other.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "L4",
                title: "Events have the members and forms of their type.",
                replay: "`CORRUPT_LOG`, or for bare events `INVALID_EVENT`",
            },
            says: "Every member has the form and is within the bounds that [events.md](events.md) \
                   gives, and there are no others.",
            append: "Refuses anything else (`INVALID_EVENT`) and names the member by its path.",
            reports: &[],
            why: "What is recorded can be read by everybody, and for good.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::L5),
            says: "The timestamp of an event is at least that of the event before it.",
            append: "Refuses a lower one (`TIMESTAMP_REGRESSION`). A timestamp that is left out \
                     is stamped with the clock, or with that of the last event if the clock is \
                     behind.",
            reports: &[report(Severity::Info, "for each event with a lower one")],
            why: "A clock that was set back explains a log that seems out of order. No state \
                  depends on it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::L6),
            says: "A `causationId` is the id of an event that the log holds already; in a batch \
                   also of an earlier one of the batch.",
            append: "Refuses any other.",
            reports: &[report(Severity::Error, "if no earlier event has the id")],
            why: "Whoever asks why something happened follows these ids back.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "L7",
                title: "A torn end is told from damage.",
                replay: "`CORRUPT_LOG` with `torn`; `salvage` reads up to the last commit that \
                         counts",
            },
            says: "What an interrupted write leaves behind the last whole commit is no part of \
                   the log ([format.md](format.md#54-recovery)). Anything else that does not \
                   count is damage.",
            append: "Makes a commit count whole or not at all.",
            reports: &[],
            why: "Crashes are ordinary. Nothing that was acknowledged may be lost by one, and \
                  nothing that was damaged may be taken for one.",
            samples: &[],
        },
    ],
};
