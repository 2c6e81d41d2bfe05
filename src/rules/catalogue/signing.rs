//! Rules S1–S20.

use super::RuleKind::{ByConstruction, Judged};
use super::{RuleDoc, RuleFamily, named, report};
use crate::rules::{Rule, Severity};

pub(super) const FAMILY: RuleFamily = RuleFamily {
    name: "S: states and signatures",
    about: "Who signed what. S1 (as far as ids are hashes), S3, S4 and S5 take hashing and curve \
            arithmetic. `append` compares ids and hashes always, signatures unless \
            `verifySignatures` says otherwise; an audit does both with `signatures: true`. Of an \
            `opaque` channel nobody knows how it hashes and signs, so none of this is asked of \
            it.",
    rules: &[
        RuleDoc {
            kind: Judged(Rule::S1),
            says: "A channel is created before anything is said about it, under the hash of its \
                   fixed part, which is not the id of an address.",
            append: "Refuses signed things about an unknown channel (types 8 to 13) and a \
                     creation under another id. Records what a chain says of an unknown channel.",
            reports: &[
                report(
                    Severity::Critical,
                    "for a signed thing about an unknown channel, and a creation under another id",
                ),
                report(
                    Severity::Info,
                    "for what a chain says of a channel that is never created; only its holdings \
                     are followed",
                ),
            ],
            why: "Without participants a signature is nobody's.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S2),
            says: "No participant is listed twice.",
            append: "Refuses the channel.",
            reports: &[report(Severity::Error, "for such a channel")],
            why: "The contract counts each participant once, so no state of the channel is ever \
                  signed by all, and what is deposited may never come out.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S3),
            says: "A `stateHash` is the hash of the state beside it, unless the state is \
                   truncated.",
            append: "Refuses the event.",
            reports: &[report(Severity::Critical, "for another hash")],
            why: "Signatures are over the hash: with another one they are of another state.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S4),
            says: "A signature recovers to the participant whom `signerIndex` names. Logs of a \
                   chain name nobody; of theirs only the participants' count.",
            append: "Refuses the event. What a peer sent can be recorded as a message instead.",
            reports: &[report(
                Severity::Critical,
                "for a signature of somebody else, and for an index that the channel does not have",
            )],
            why: "It would attribute something to a party who did not do it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S5),
            says: "v is 27 or 28, and s is in the lower half of the curve's order.",
            append: "Turns v of 0 and 1 into 27 and 28; keeps a high s as it came.",
            reports: &[report(
                Severity::Info,
                "for a high s, and in a log of somebody else for another v",
            )],
            why: "The contract takes both halves, so one signer has two signatures of one state. \
                  Compare signers and hashes, never bytes of signatures.",
            samples: &[],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "S6",
                title: "A signature counts once.",
                replay: "no effect",
            },
            says: "A signer and a state that the log holds are not news. What we signed (8) and \
                   what we received (9) are kept apart: rule [S18](#s18) needs both.",
            append: "Answers with the offset of the first one.",
            reports: &[],
            why: "Peers send their latest state with every message.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S7),
            says: "A participant signs one state of each turn. How bad a second one is depends on \
                   the two; the first line that fits counts.",
            append: "Refuses a second one of ours, however bad; records those of others.",
            reports: &[
                report(
                    Severity::Critical,
                    "if both are supported, with different outcomes",
                ),
                report(Severity::Info, "if both are final, with one outcome"),
                report(
                    Severity::Critical,
                    "if both are final, with different outcomes",
                ),
                named(
                    Severity::Warn,
                    "dual_sign_at_turn",
                    "if the payee of a payment channel signed a redemption and a final state, or \
                     two redemptions",
                ),
                report(
                    Severity::Warn,
                    "if one is final; or they differ in `appData` only; or the channel is for \
                     swaps and not both are signed by all",
                ),
                report(Severity::Critical, "for any other two"),
            ],
            why: "Either of the two can be taken to the chain, and only who kept both can show \
                  it. The exceptions happen among honest nodes: the payment app fixes the turn of \
                  redemptions, and a ledger's leader may propose while the other closes.",
            samples: &["e01-equivocation", "e02-dual-sign"],
        },
        RuleDoc {
            kind: ByConstruction {
                id: "S8",
                title: "Which states are supported follows from the signatures.",
                replay: "derived",
            },
            says: "A state is supported if the rule of its channel is met, or a chain accepted it \
                   ([derivation.md](derivation.md#5-channels)). The latest supported one has the \
                   highest turn; that turn falls only when a reorganisation takes back the log \
                   that alone supported it.",
            append: "Derives it anew with every signature.",
            reports: &[],
            why: "It is what can be enforced.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S9),
            says: "A state comes at a turn that is not below the latest supported one.",
            append: "Records it; [S7](#s7) and [S10](#s10) look at it all the same.",
            reports: &[named(Severity::Info, "stale", "for a lower turn")],
            why: "It is of no use any more, but it may prove something.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S10),
            says: "We sign no state below one that we signed, and none above a final state that \
                   is supported. At the same turn rule [S7](#s7) speaks. Proposals are signatures \
                   like any other.",
            append: "Refuses both. A signature that is known already may be logged later.",
            reports: &[report(Severity::Critical, "for either")],
            why: "The other side may challenge with the lower one, or conclude with the final one.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S11),
            says: "Turns follow one another.",
            append: "Records gaps.",
            reports: &[
                report(Severity::Warn, "on a ledger"),
                report(Severity::Info, "on any other channel"),
            ],
            why: "Consensus allows any jump, so a gap is no fault; but the follower of a ledger \
                  takes one turn after the other, and then something is missing.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S12),
            says: "Turn 0 is not final. The postfund state, turn 1, is signed when the prefund \
                   state is supported and the channel is funded, or guaranteed to us by our \
                   ledgers.",
            append: "Refuses ours; records what peers sign.",
            reports: &[
                report(Severity::Critical, "if we signed it"),
                report(
                    Severity::Info,
                    "if a peer did, whose message may have overtaken the chain's logs",
                ),
            ],
            why: "The postfund state starts the application. Without the funds there is nothing \
                  to share out.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S13),
            says: "Every state allocates of each asset what the prefund state allocates in total. \
                   Totals are summed without overflow.",
            append: "Refuses ours; records what peers sign.",
            reports: &[
                report(Severity::Error, "for another total"),
                named(
                    Severity::Info,
                    "history_missing",
                    "once, where the log holds no outcome of a prefund state to compare with",
                ),
            ],
            why: "The adjudicator pays in the order of the outcome until nothing is left: with a \
                  larger total the last one pays for it.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S14),
            says: "A guarantee is an allocation of type 2 with two destinations, 64 bytes, as its \
                   metadata.",
            append: "Records it.",
            reports: &[named(
                Severity::Error,
                "guarantee_not_reclaimable",
                "for the first event that shows a state, or asks for a guarantee, with another \
                 type or length; off chain it counts as a guarantee",
            )],
            why: "The contract refuses to reclaim it, and in a dispute it pays the channel \
                  instead.",
            samples: &["e11-guarantee-type"],
        },
        RuleDoc {
            kind: Judged(Rule::S15),
            says: "A virtual channel names an application.",
            append: "Records a channel without one.",
            reports: &[named(
                Severity::Warn,
                "not_challengeable",
                "for such a channel",
            )],
            why: "The contract asks the application about every challenge, and has nobody to ask.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S16),
            says: "The postfund state has the `appData` of the prefund state.",
            append: "Records it.",
            reports: &[report(Severity::Info, "for other data")],
            why: "Nothing depends on it; some implementations write other data.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S17),
            says: "No state above a supported final state is supported.",
            append: "Records it.",
            reports: &[report(
                Severity::Error,
                "for the event by which the second of the two becomes supported",
            )],
            why: "The channel can be concluded with the final state whatever was agreed later.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S18),
            says: "Every state that bears our signature is one that we logged when we signed it \
                   (8 or 10), and every redeemed voucher of ours is one that we logged (12).",
            append: "Records what shows the signature.",
            reports: &[named(
                Severity::Critical,
                "unlogged_own_signature",
                "once for each state or voucher, whoever shows it",
            )],
            why: "The end of the log was lost, as by a backup that was put back, or somebody else \
                  signs with our key. Stop signing until it is known which.",
            samples: &["e10-unlogged-signature"],
        },
        RuleDoc {
            kind: Judged(Rule::S19),
            says: "What we sign names us: `myIndex` of the channel, and for vouchers the payer.",
            append: "Refuses anything else, and everything that an observer would sign.",
            reports: &[report(Severity::Critical, "for another signer")],
            why: "An own event says that we acted.",
            samples: &[],
        },
        RuleDoc {
            kind: Judged(Rule::S20),
            says: "A redemption has the destinations of the postfund state, in number and order.",
            append: "Records it.",
            reports: &[report(Severity::Error, "for other destinations")],
            why: "The payment app compares amounts only, so the payee can send the payer's share \
                  elsewhere.",
            samples: &[],
        },
    ],
};
