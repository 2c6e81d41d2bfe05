//! Rule C3: what we acted on stays true.

use super::super::{Finding, Rule, Severity, funding};
use super::Subject;
use crate::event::scalar::{BlockNumber, Bytes20, Text, U256, Uint48};
use crate::event::{ChannelKind, ObjectiveKind, TransactionKind};
use crate::nitro::{self, Total};
use crate::state::view::{Mode, ObjectiveStatus, Phase};
use crate::state::{ChainBody, ChainFact, Fall};

/// Rule C3: the facts that an act of ours needed are still canonical. Acts that need facts
/// are signing the postfund (S12) and completing the funding (O7), which need the deposits;
/// a deposit, which needs those before it (F2); and completing the defunding (O7).
///
/// Append records the reorganisation. Replay: critical while today's canonical facts do not
/// give what the act needed, because we may be bound by what is not paid for; once it was
/// mined again, warn, settled by the fact that says so.
pub(super) fn review(subject: &Subject<'_>, out: &mut Vec<Finding>) {
    let chains = subject.chain.into_iter();
    let falls = chains.flat_map(|chain| chain.fallen_of(subject.id));
    let falls: Vec<Fall<'_>> = falls.filter(|fall| subject.is_home(fall.fact)).collect();
    if falls.is_empty() {
        return;
    }
    for act in acts(subject) {
        let rests = match &act.needs {
            Needs::Held(needs) => rests_on_holdings(subject, &falls, &act, needs),
            Needs::Ended { now } => rests_on_end(subject, &falls, &act, *now),
        };
        if let Some(rests) = rests {
            out.push(finding(subject, &act, rests));
        }
    }
}

/// An act of ours.
struct Act {
    offset: u64,
    what: &'static str,
    /// The objective that it completed.
    objective: Option<Text>,
    needs: Needs,
}

/// What an act needed.
enum Needs {
    /// Of each asset at least so much held.
    Held(Vec<Need>),
    /// That the channel had ended on chain.
    Ended {
        /// Whether that is so by today's facts.
        now: bool,
    },
}

/// What an act needed to be held of an asset.
struct Need {
    asset: Bytes20,
    total: Total,
    /// Our own deposit, where the act is one and it was mined: its fact, and what it added
    /// to the holdings from there on.
    own: Option<(Place, U256)>,
}

/// Where on its chain a fact stands.
type Place = (BlockNumber, u32);

fn place_of(fact: &ChainFact) -> Place {
    (fact.block_number, fact.key.log_index)
}

impl Need {
    /// Whether a deposit leaves what was needed, not counting our own.
    fn is_met_by(&self, fact: &ChainFact) -> bool {
        let ChainBody::Deposit { asset, now_held } = &fact.body else {
            return false;
        };
        let own = self.own.filter(|(place, _)| place_of(fact) >= *place);
        let added = own.map_or(U256::ZERO, |(_, added)| added);
        *asset == self.asset && Total::from(now_held.saturating_sub(added)) >= self.total
    }
}

/// On which facts that have fallen an act rests, and what replaced them.
struct Rests {
    offsets: Vec<u64>,
    /// The offset of the fact that gives again what was needed.
    replaced_by: Option<u64>,
}

fn finding(subject: &Subject<'_>, act: &Act, rests: Rests) -> Finding {
    let what = act.what;
    let (severity, message) = match rests.replaced_by {
        None => {
            let message = format!(
                "we {what} because of logs that a reorganisation removed, and without them the \
                 chain does not give what that needs"
            );
            (Severity::Critical, message)
        }
        Some(_) => {
            let message = format!(
                "we {what} because of logs that a reorganisation removed; they were mined again \
                 since"
            );
            (Severity::Warn, message)
        }
    };
    let offsets = rests.offsets.into_iter().chain([act.offset]);
    let finding = subject.finding(Rule::C3, severity, message, offsets);
    let finding = match &act.objective {
        Some(id) => finding.about_objective(id),
        None => finding,
    };
    finding
        .named("acted_on_reorged_event")
        .resolved(rests.replaced_by)
}

/// The acts of ours that needed facts of the channel.
fn acts(subject: &Subject<'_>) -> Vec<Act> {
    let mut acts = Vec::new();
    let totals = || {
        let outcome = subject.channel.prefund_outcome();
        let totals = outcome
            .map(|outcome| nitro::totals(outcome))
            .into_iter()
            .flatten();
        let needs = totals.map(|(asset, total)| Need {
            asset,
            total,
            own: None,
        });
        Needs::Held(needs.collect())
    };
    if subject.channel.created().kind != ChannelKind::Virtual {
        acts.extend(postfunds_signed(subject).map(|offset| Act {
            offset,
            what: "signed the postfund state",
            objective: None,
            needs: totals(),
        }));
    }
    acts.extend(deposits(subject));
    for objective in subject.context.state.owners(&subject.id) {
        if objective.status() != ObjectiveStatus::Completed {
            continue;
        }
        let (what, needs) = match objective.kind() {
            ObjectiveKind::DirectFund => ("completed the funding", totals()),
            ObjectiveKind::DirectDefund | ObjectiveKind::VirtualDefund => {
                let now = has_ended(subject, objective.since());
                ("completed the defunding", Needs::Ended { now })
            }
            _ => continue,
        };
        let offset = objective.since();
        acts.push(Act {
            offset,
            what,
            objective: Some(objective.id().clone()),
            needs,
        });
    }
    acts
}

/// The offsets at which we signed a state of turn 1.
fn postfunds_signed<'a>(subject: &'a Subject<'a>) -> impl Iterator<Item = u64> + 'a {
    let me = subject.channel.created().my_index;
    let signer = me.and_then(|me| Some((me, Uint48::new(1)?)));
    signer.into_iter().flat_map(move |(me, turn)| {
        let states = subject.channel.seen_at(turn);
        states.filter_map(move |seen| {
            let state = (turn, seen.content.state_hash);
            subject.context.own_signature(&subject.id, state, me)
        })
    })
}

/// Our deposits, with the holdings that made them safe.
fn deposits<'a>(subject: &'a Subject<'a>) -> impl Iterator<Item = Act> + 'a {
    let sent = subject.channel.sent();
    let threshold = |asset| funding::safety_threshold(subject.channel, asset);
    let deposits = sent.filter(|sent| sent.submitted.kind == TransactionKind::Deposit);
    deposits.map(move |sent| {
        let amounts = sent.submitted.amounts.iter().flatten();
        let needs = amounts.map(|deposit| {
            let mut facts = subject.facts();
            let own = facts.find(|fact| Some(fact.key.tx_hash) == sent.submitted.tx_hash);
            Need {
                asset: deposit.asset,
                total: threshold(deposit.asset).unwrap_or_default(),
                own: own.map(|fact| (place_of(fact), deposit.amount)),
            }
        });
        Act {
            offset: sent.offset,
            what: "deposited",
            objective: None,
            needs: Needs::Held(needs.collect()),
        }
    })
}

/// Whether by today's facts a defunding has reached its goal, as far as the chain matters.
fn has_ended(subject: &Subject<'_>, completed: u64) -> bool {
    let (state, channel) = (subject.context.state, subject.channel);
    let is_finalized = state.mode(channel) == Mode::Finalized;
    let is_virtual = channel.created().kind == ChannelKind::Virtual;
    let was_cleared = || {
        let mut facts = subject.facts();
        facts.any(|fact| matches!(fact.body, ChainBody::Cleared { .. }) && fact.offset < completed)
    };
    state.phase(channel) == Phase::Withdrawn
        || (is_finalized && (is_virtual || !state.holds_anything(channel)))
        || (is_virtual && channel.seen_finals().any(|seen| seen.full))
        || was_cleared()
}

/// Whether the holdings that an act needed were there only by deposits that have fallen.
fn rests_on_holdings(
    subject: &Subject<'_>,
    falls: &[Fall<'_>],
    act: &Act,
    needs: &[Need],
) -> Option<Rests> {
    let mut offsets = Vec::new();
    let mut replaced_by = Some(0);
    for need in needs {
        let fallen = falls.iter().filter(|fall| counted(fall, act.offset));
        let fallen = fallen.filter(|fall| need.is_met_by(fall.fact));
        let fallen: Vec<u64> = fallen
            .flat_map(|fall| [fall.fact.offset, fall.by])
            .collect();
        let kept = || {
            let facts = subject.facts().filter(|fact| need.is_met_by(fact));
            facts.map(|fact| fact.offset).min()
        };
        if fallen.is_empty() || kept().is_some_and(|first| first < act.offset) {
            continue;
        }
        offsets.extend(fallen);
        replaced_by = replaced_by.zip(kept()).map(|(one, other)| one.max(other));
    }
    (!offsets.is_empty()).then_some(Rests {
        offsets,
        replaced_by,
    })
}

/// Whether a log that has fallen was canonical when we acted.
fn counted(fall: &Fall<'_>, act: u64) -> bool {
    fall.fact.offset < act && act < fall.by
}

/// Whether a channel had ended, when we said so, only by facts that have fallen.
fn rests_on_end(subject: &Subject<'_>, falls: &[Fall<'_>], act: &Act, now: bool) -> Option<Rests> {
    let ends = |fact: &ChainFact| {
        !matches!(
            fact.body,
            ChainBody::Deposit { .. } | ChainBody::Reclaim { .. }
        )
    };
    let stood = |fallen: &ChainFact| {
        let kind = std::mem::discriminant(&fallen.body);
        let mut kept = subject.facts();
        kept.any(|fact| std::mem::discriminant(&fact.body) == kind && fact.offset < act.offset)
    };
    let lost = falls
        .iter()
        .filter(|fall| counted(fall, act.offset) && ends(fall.fact) && !stood(fall.fact));
    let offsets: Vec<u64> = lost.flat_map(|fall| [fall.fact.offset, fall.by]).collect();
    let again = subject.facts().filter(|fact| ends(fact));
    let again = again.map(|fact| fact.offset).filter(|at| *at > act.offset);
    let replaced_by = again.max().filter(|_| now);
    // If the channel has ended by other means, the act does not rest on the chain.
    let rests = !offsets.is_empty() && (!now || replaced_by.is_some());
    rests.then_some(Rests {
        offsets,
        replaced_by,
    })
}
