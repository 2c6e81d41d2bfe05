//! Rules P1–P8.

use super::RuleKind::Judged;
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "P: proposals of a ledger",
    about: "The leader proposes, the follower countersigns, and the state that results is derived \
            ([derivation.md](derivation.md#6-ledgers)).",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::P1),
            says: "Participant 0 leads. The follower countersigns what the leader proposed, and \
                   we the first proposal that waits.",
            append: "Refuses ours; records the other's. A `role` that does not fit the signer is \
                     refused (`INVALID_EVENT`).",
            reports: &[report(
                Severity::Error,
                "for a countersignature of what was not proposed, and of ours for one that is not \
                 the first",
            )],
            why: "Who signs a turn accepts every one below it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P2),
            says: "The leader proposes the turn after the highest; the follower countersigns \
                   above what is supported.",
            append: "Records others.",
            reports: &[report(
                Severity::Info,
                "for a proposal above a gap, which waits until the gap is filled; for a proposal \
                 or a countersignature of what is supported, and for a repeat, which have no \
                 effect",
            )],
            why: "Messages overtake each other. Two proposals of one turn are a matter of \
                  [S7](#s7).",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P3),
            says: "A guarantee is added for a target that has none of that asset, of at least \
                   what the left pays, and within the balances of both.",
            append: "Refuses ours; records the other's.",
            reports: &[report(
                Severity::Error,
                "for any other, also where no supported state has the form of a ledger; it is \
                 not applied",
            )],
            why: "The state that results would not be one of a ledger.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P4),
            says: "A guarantee is removed that is there, and gives back no more than it has.",
            append: "Refuses ours; records the other's.",
            reports: &[report(
                Severity::Error,
                "for any other, also where no supported state has the form of a ledger; it is \
                 not applied",
            )],
            why: "The state that results would not be one of a ledger.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P5),
            says: "The signature is over the given `stateHash`, and that is the hash of the state \
                   that the proposal leads to.",
            append: "Refuses a wrong signature of anybody, and a wrong hash of ours. Records a \
                     wrong hash of the other, and what cannot be derived yet.",
            reports: &[
                report(Severity::Critical, "for a signature of somebody else"),
                named(
                    Severity::Error,
                    "proposal_hash_mismatch",
                    "for another hash; it is not applied",
                ),
                named(
                    Severity::Info,
                    "not_derivable",
                    "where the ledger before the proposal is not known",
                ),
            ],
            why: "The event holds the change, the signature is over the state. Only the hash \
                  joins the two.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P6),
            says: "Balances and guarantees of each asset add up to the same total at every \
                   supported turn. Whatever a proposal leads to keeps the total ([P3](#p3), \
                   [P4](#p4)), so only a state that is signed as such can change it.",
            append: "Refuses nothing for it; [S13](#s13) refuses our own.",
            reports: &[report(
                Severity::Error,
                "when a state becomes supported whose total is not that of the latest supported \
                 state before it",
            )],
            why: "S13 compares with the prefund state. A log that begins in the middle has none, \
                  and a total that was wrong may change again.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P7),
            says: "We take back a guarantee when a final state of its channel is supported, and \
                   the left gets what that gives to the first of its allocations.",
            append: "Refuses ours; records the other's.",
            reports: &[
                report(Severity::Error, "for one of ours"),
                report(
                    Severity::Info,
                    "for one of the other before a final state is supported here",
                ),
            ],
            why: "Once the guarantee is gone nothing enforces the channel.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::P8),
            says: "We guarantee a channel whose prefund state is supported, with its total, of \
                   which the left pays what that allocates first.",
            append: "Refuses ours.",
            reports: &[report(Severity::Error, "for one of ours")],
            why: "A guarantee locks funds for a channel that nobody may have agreed to.",
            samples: &[],
        },
    ],
};
