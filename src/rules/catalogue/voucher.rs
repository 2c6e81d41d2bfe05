//! Rules VR1–VR6.

use super::RuleKind::Judged;
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "VR: vouchers",
    about: "A voucher promises the whole amount so far, so the largest one counts. The payer is \
            participant 0, the payee the last.",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::Vr1),
            says: "The payer signed the voucher.",
            append: "Refuses any other, as [S4](#s4) for states; not asked of `opaque` channels.",
            reports: &[report(
                Severity::Critical,
                "for a signature of somebody else",
            )],
            why: "Nobody else's voucher is paid.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::Vr2),
            says: "Each voucher of ours promises more than the ones before, and no more than we \
                   have in the channel.",
            append: "Refuses any other.",
            reports: &[report(Severity::Critical, "for any other of ours")],
            why: "A smaller one promises nothing, and a larger one what we cannot pay.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::Vr3),
            says: "A voucher that we receive promises more than the ones before, those beyond \
                   what the payer has ([VR4](#vr4)) left out of account.",
            append: "Records it once.",
            reports: &[report(
                Severity::Info,
                "for one that promises no more; it has no effect",
            )],
            why: "Vouchers arrive in any order.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::Vr4),
            says: "A voucher that we receive promises no more than the payer has in the channel.",
            append: "Records it.",
            reports: &[report(
                Severity::Error,
                "for a larger one; it does not count as paid",
            )],
            why: "The contract reverts when the amount is subtracted, so it cannot be redeemed.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::Vr5),
            says: "Payments begin when the postfund state is supported.",
            append: "Refuses ours; records what we receive.",
            reports: &[
                report(
                    Severity::Info,
                    "if payer and payee signed the postfund state",
                ),
                report(Severity::Warn, "if not"),
            ],
            why: "A redemption needs the postfund state, signed by all.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::Vr6),
            says: "A final state gives the payee at least what the largest voucher promises that \
                   the payer can pay, and no voucher comes after it.",
            append: "Refuses to let the payee sign less; records everything else.",
            reports: &[
                named(
                    Severity::Critical,
                    "final_below_voucher",
                    "for a final state that gives less",
                ),
                named(
                    Severity::Warn,
                    "voucher_after_final",
                    "for a voucher above what the supported final state gives",
                ),
                named(
                    Severity::Info,
                    "voucher_after_final",
                    "for a voucher that the final state covers",
                ),
            ],
            why: "With the final state signed by all the channel is concluded, and vouchers are \
                  worth nothing.",
            samples: &["e08-late-voucher"],
        },
    ],
};
