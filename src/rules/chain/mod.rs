//! Rules C1–C17, and what S1, S7 and S18 say of chain facts.
//!
//! [`judge`] finds what has to do with arrival: repeats, reorganisations, late facts.
//! [`review`] looks at the canonical facts in chain order, whatever order they arrived in,
//! with what is known off chain at the length that is looked at. It goes by channel, and
//! costs in proportion to the facts of that channel.

mod arrival;
mod candidate;
mod evidence;
mod heads;
mod home;
mod payout;
mod reorg;
mod stale;
mod status;
mod support;
mod transaction;

use std::sync::Arc;

use super::{Context, Finding, FindingDetails, Judgement, Rule, Scope, Severity, funding};
use crate::event::Event;
use crate::event::scalar::{Bytes32, Text};
use crate::order;
use crate::state::{Chain, ChainBody, ChainFact, Channel, Irregularity, Objective};

/// Judges how a record of a chain stands to the ones before it (7, 14–20, 22).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    arrival::judge(event, context, out);
}

/// Finds what is wrong with the canonical facts.
pub(super) fn review(context: &Context<'_>, scope: Scope<'_>, out: &mut Vec<Finding>) {
    match scope {
        Scope::Channel(id) => review_channel(context, id, out),
        Scope::Objective(id) => {
            let owned = context.objective(id).and_then(Objective::channel_id);
            if let Some(owned) = owned {
                let mut of_channel = Vec::new();
                review_channel(context, owned, &mut of_channel);
                out.extend(of_channel.into_iter().filter(|held| scope.covers(held)));
            }
        }
        Scope::Log => {
            for id in known_ids(context) {
                review_channel(context, id, out);
            }
            for chain in context.state.chains() {
                heads::review(chain, out);
            }
        }
    }
}

/// The channels that were created, and those that a chain has facts of, each once.
fn known_ids(context: &Context<'_>) -> Vec<Bytes32> {
    let created = context.state.channels();
    let mut ids: Vec<Bytes32> = created
        .map(|channel| channel.created().channel_id)
        .collect();
    ids.extend(context.state.chains().flat_map(Chain::channels));
    order::sort(&mut ids);
    ids.dedup();
    ids
}

fn review_channel(context: &Context<'_>, id: Bytes32, out: &mut Vec<Finding>) {
    let Some(channel) = context.channel(&id) else {
        home::review_stranger(context, id, out);
        return;
    };
    let subject = Subject {
        context,
        id,
        channel,
        chain: context.state.chain(channel.created().chain_id),
    };
    for (fact, what) in subject.notes() {
        out.extend(of_note(&subject, fact, what));
    }
    for fact in subject.facts() {
        status::review(&subject, fact, out);
        candidate::review(&subject, fact, out);
        stale::review(&subject, fact, out);
    }
    evidence::review(&subject, out);
    home::review(&subject, out);
    funding::overfunded(&subject, out);
    reorg::review(&subject, out);
    transaction::review(&subject, out);
}

/// What a thing that the fold noticed is a finding of.
fn of_note(subject: &Subject<'_>, fact: &ChainFact, what: &Irregularity) -> Option<Finding> {
    match what {
        Irregularity::HoldingsShrank { .. } | Irregularity::ZeroDeposit => {
            funding::shrank(subject, fact, what)
        }
        Irregularity::DepositTooLate => Some(funding::too_late(subject, fact)),
        Irregularity::IllegalMove { mode, record } => {
            Some(status::illegal(subject, fact, *mode, *record))
        }
        Irregularity::UnclearMove { record } => Some(status::unclear(subject, fact, *record)),
        Irregularity::WrongFinalization => status::wrong_conclusion(subject, fact),
        Irregularity::ChallengedAgain { funded } => Some(status::zombie(subject, fact, *funded)),
        Irregularity::FinalStateUnknown => Some(status::unknown_final(subject, fact)),
        _ => payout::of_note(subject, fact, what),
    }
}

/// A channel as the contract sees it that holds its deposits.
pub(super) struct Subject<'a> {
    context: &'a Context<'a>,
    id: Bytes32,
    pub(super) channel: &'a Channel,
    chain: Option<&'a Chain>,
}

impl<'a> Subject<'a> {
    /// The canonical facts of the channel at its home, in chain order.
    pub(super) fn facts(&self) -> impl Iterator<Item = &'a Arc<ChainFact>> + '_ {
        let facts = self
            .chain
            .into_iter()
            .flat_map(|held| held.facts_of(self.id));
        facts.filter(|fact| self.is_home(fact))
    }

    /// What the fold noticed about those facts.
    pub(super) fn notes(
        &self,
    ) -> impl Iterator<Item = (&'a Arc<ChainFact>, &'a Irregularity)> + '_ {
        let chains = self.chain.into_iter();
        chains.flat_map(|chain| chain.irregularities(self.id))
    }

    /// Whether the fold noticed something about a fact.
    pub(super) fn is_noted(&self, fact: &ChainFact, what: &Irregularity) -> bool {
        let mut noted = self
            .chain
            .into_iter()
            .flat_map(|chain| chain.irregularities_at(fact));
        noted.any(|noted| noted == what)
    }

    /// Whether a fact comes from the chain and contract of the channel.
    fn is_home(&self, fact: &ChainFact) -> bool {
        let created = self.channel.created();
        (fact.chain_id, fact.contract) == (created.chain_id, created.adjudicator)
    }

    /// The facts of the channel after one of them.
    fn after(&self, fact: &'a ChainFact) -> impl Iterator<Item = &'a Arc<ChainFact>> + '_ {
        let facts = self
            .chain
            .into_iter()
            .flat_map(|held| held.facts_after(fact));
        facts.filter(|fact| self.is_home(fact))
    }

    /// The offset of the last fact of the channel before this one that says such a thing.
    pub(super) fn before(
        &self,
        fact: &ChainFact,
        says: impl Fn(&ChainBody) -> bool,
    ) -> Option<u64> {
        let mut facts = self.chain?.facts_before(fact);
        let found = facts.find(|fact| self.is_home(fact) && says(&fact.body));
        found.map(|fact| fact.offset)
    }

    /// A finding about the channel.
    pub(super) fn finding(
        &self,
        rule: Rule,
        severity: Severity,
        message: impl Into<String>,
        offsets: impl IntoIterator<Item = u64>,
    ) -> Finding {
        Finding::new(rule, severity, message, offsets).about_channel(self.id)
    }
}

/// What was expected, and what was found.
pub(super) fn figures(expected: impl Into<String>, got: impl Into<String>) -> FindingDetails {
    FindingDetails {
        expected: Text::new(expected),
        got: Text::new(got),
        ..FindingDetails::NONE
    }
}
