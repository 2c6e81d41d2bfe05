//! Rules C1–C18.

use super::RuleKind::{ByConstruction, Judged};
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "C: chains",
    about: "What an adjudicator did, and what that means for us. A chain does not ask, so \
            `append` records everything but contradictions. C1, C2 and C5 are about arrival and \
            judged once. All others look at the facts that are canonical at the length that is \
            audited, in the order of the chain: their findings do not depend on the order of \
            arrival, and may go away when further facts arrive or fall \
            ([derivation.md](derivation.md#3-which-chain-facts-are-canonical)).",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::C1),
            says: "A log of a chain, by chain, block hash, transaction and index, is recorded \
                   once and says one thing; so does the creation of a channel.",
            append: "Answers a repeat with the offset of the first; refuses other content \
                     (`IDENTITY_CONFLICT`). A repeat that adds what comes from calldata is \
                     recorded.",
            reports: &[
                report(Severity::Info, "for a repeat that a log holds"),
                report(
                    Severity::Critical,
                    "for other content; the first record stands",
                ),
            ],
            why: "Nodes deliver logs again after every reconnection. Two contents cannot both be \
                  what the chain says.",
            samples: &["e04-shuffled-logs"],
        },
        RuleDoc {
            kind: Judged(Rule::C2),
            says: "A block number has one block hash, and a transaction is in one block. The \
                   later record wins, and what was recorded of the other block is not canonical \
                   any more.",
            append: "Records it.",
            reports: &[
                named(
                    Severity::Error,
                    "reorg",
                    "if facts fell that no `chain_event_reverted` had taken back, for each channel",
                ),
                named(Severity::Warn, "reorg", "if only others fell"),
            ],
            why: "Whoever records the chain misses removals.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C3),
            says: "What we acted on stays true: the deposits before a postfund state that we \
                   signed or a funding that we completed, those before a deposit of ours, and the \
                   end of a channel whose defunding we completed.",
            append: "Records the reorganisation.",
            reports: &[
                named(
                    Severity::Critical,
                    "acted_on_reorged_event",
                    "while the canonical facts do not give what the act needed",
                ),
                named(
                    Severity::Warn,
                    "acted_on_reorged_event",
                    "once it was mined again; `resolvedBy` says by what",
                ),
            ],
            why: "We are bound by our signature, and what it was given for is gone.",
            samples: &["e03-reorged-deposit"],
        },
        RuleDoc {
            kind: Judged(Rule::C4),
            says: "Facts come from the chain and the contract that the creation of the channel \
                   names.",
            append: "Records others.",
            reports: &[report(
                Severity::Error,
                "for each other fact; it is ignored",
            )],
            why: "A channel's id names neither, so states are valid with every adjudicator.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C5),
            says: "Facts arrive in the order of their chain, and before a head that says they \
                   have.",
            append: "Records late ones, and derives again what follows.",
            reports: &[report(Severity::Info, "for each late fact")],
            why: "It explains why a past state looks different now.",
            samples: &["e04-shuffled-logs"],
        },
        RuleDoc {
            kind: Judged(Rule::C6),
            says: "A challenge is made with a turn of at least the turn record while the channel \
                   is open, with a higher one while a challenge runs, and not after the end.",
            append: "Records it.",
            reports: &[
                named(
                    Severity::Error,
                    "impossible_on_chain",
                    "for any other; from there on the chain is right",
                ),
                named(
                    Severity::Warn,
                    "status_unclear",
                    "if it cannot be told, since a payout without a log may have deleted the \
                     status",
                ),
            ],
            why: "The contract refuses it, so a log is missing or wrong.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C7),
            says: "A challenge finalizes when the channel's challenge duration has passed since \
                   its block, a conclusion at once.",
            append: "Records it.",
            reports: &[report(
                Severity::Error,
                "for another time; that of the log counts",
            )],
            why: "A log is wrong, or the channel is not the one that it claims to be.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C8),
            says: "The state of a challenge, checkpoint or conclusion is supported by the \
                   signatures that came with it.",
            append: "Records it; its states and signatures count as evidence.",
            reports: &[
                report(Severity::Error, "for one that is not"),
                named(
                    Severity::Error,
                    "challenge_truncated",
                    "where the record leaves out parts, so that it cannot be checked",
                ),
            ],
            why: "The contract refuses it, so the log is not what the chain says.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C9),
            says: "A challenge is made with the latest state that was supported before it.",
            append: "Records it.",
            reports: &[named(
                Severity::Critical,
                "stale_challenge",
                "for an older one; `details` say until when it can be answered and how, \
                 `resolvedBy` what answered it",
            )],
            why: "Unless it is answered in time, the older outcome is paid.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C10),
            says: "Clearing needs a running challenge, a checkpoint an open channel, and both \
                   raise the turn record. Where all must sign, the record is never above the \
                   highest turn that we signed.",
            append: "Records it.",
            reports: &[
                named(
                    Severity::Error,
                    "impossible_on_chain",
                    "if the contract refuses it",
                ),
                named(
                    Severity::Warn,
                    "status_unclear",
                    "if it cannot be told, since a payout without a log may have deleted the \
                     status",
                ),
                named(
                    Severity::Critical,
                    "unlogged_own_signature",
                    "for a record that needs a signature of ours which the log does not hold, \
                     unless [S18](#s18) shows it",
                ),
            ],
            why: "As for [C6](#c6), and for [S18](#s18).",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C11),
            says: "A channel is concluded once, with a final state that the log knows.",
            append: "Records it.",
            reports: &[
                named(
                    Severity::Error,
                    "impossible_on_chain",
                    "for a channel that is finalized already",
                ),
                named(
                    Severity::Warn,
                    "status_unclear",
                    "if it cannot be told, since a payout without a log may have deleted the \
                     status",
                ),
                report(
                    Severity::Error,
                    "if the log does not tell with which final state; the outcome is unknown",
                ),
                named(
                    Severity::Critical,
                    "unlogged_own_signature",
                    "if that needs our signature, and we signed no final state",
                ),
            ],
            why: "What is paid out is in the state, not in the log of the chain.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "C12",
                title: "The mode of a channel follows from its facts and the clock of the chain.",
                replay: "derived",
            },
            says: "A challenge whose time has passed is final, although no log says so: a head or \
                   a later fact of the chain moves the clock.",
            append: "Derives it anew with every fact and head.",
            reports: &[],
            why: "The fold has no clock of its own, so that it gives the same state everywhere.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C13),
            says: "Heads that nothing contradicts go forward in number and time.",
            append: "Records others.",
            reports: &[report(Severity::Info, "for each head below the one before")],
            why: "A node that is asked lags behind, or logs are being caught up on.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C14),
            says: "A payout is made from a finalized channel, starts from what was held, and pays \
                   what the outcome says.",
            append: "Records it, and goes on with the chain's figures.",
            reports: &[
                named(
                    Severity::Error,
                    "impossible_on_chain",
                    "for a channel that is not finalized",
                ),
                report(
                    Severity::Error,
                    "if other holdings were found, or the amount does not follow from the outcome",
                ),
                report(
                    Severity::Info,
                    "if the log leaves open what was paid, or whether the status was deleted",
                ),
            ],
            why: "A log is missing, or the outcome was another one.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C15),
            says: "A reclaim is made from a finalized ledger, for a guarantee whose target is \
                   finalized with a known outcome.",
            append: "Records it.",
            reports: &[
                named(
                    Severity::Warn,
                    "impossible_on_chain",
                    "for a ledger that is not finalized",
                ),
                report(
                    Severity::Warn,
                    "if it cannot be told which guarantee was reclaimed; the ledger's outcome is \
                     unknown",
                ),
            ],
            why: "What the ledger pays depends on it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::C16),
            says: "A channel that was paid out is not challenged again. The contract has deleted \
                   its status by then and would take any old state.",
            append: "Records the challenge; the phase stays `withdrawn`.",
            reports: &[
                named(
                    Severity::Critical,
                    "zombie_challenge",
                    "if anything is, or may be, held for the channel",
                ),
                named(Severity::Warn, "zombie_challenge", "if nothing is held"),
            ],
            why: "What was deposited too late, or too much, is paid by the old outcome.",
            samples: &["e05a-zombie-challenge", "e05b-drain"],
        },
        RuleDoc {
            kind: Judged(Rule::C17),
            says: "A transaction of ours has an outcome within 50 blocks: a \
                   `transaction_resolved`, or a log of it.",
            append: "Refuses nothing.",
            reports: &[report(
                Severity::Warn,
                "for each one without, once the head is that far",
            )],
            why: "It may never have been sent.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "C18",
                title: "What is within reach of a reorganisation is provisional.",
                replay: "derived",
            },
            says: "A block is provisional until as many blocks follow it as the option \
                   `confirmations` asks for, or the chain says that it is finalized.",
            append: "Records facts of any depth.",
            reports: &[],
            why: "How deep is deep enough is for each application to decide.",
            samples: &[],
        },
    ],
};
