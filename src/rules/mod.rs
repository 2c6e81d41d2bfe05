//! Decides what becomes of an event before the log is touched, and says what is wrong
//! with a log that exists.
//!
//! One set of functions serves both. [`judge`] says what the rules find about one event,
//! given the log before it: on append some findings refuse it ([`Judgement::refusal`]), on
//! replay all of them are reported. What depends on a whole set of facts, as everything
//! about a chain does, is found by [`review`], which never refuses anything.
//!
//! Each family of rules has a file. `docs/rules.md` lists every rule; `tests/rules/` has
//! for each one the smallest log that breaks it and the smallest that does not.

mod catalogue;
mod chain;
mod completion;
mod context;
mod finding;
mod funding;
mod identity;
mod ledger;
mod log;
mod message;
mod objective;
mod policy;
mod rule;
mod sighting;
mod signature;
mod signing;
mod snapshot;
mod voucher;

pub use catalogue::{CATALOGUE, RuleDoc, RuleFamily, RuleKind, RuleReport};
pub use context::{Context, Records};
pub use finding::{Finding, FindingDetails, Severity};
pub use identity::{
    Standing, domain_keys, message_key, proposal_key, standing, state_key, stranger, voucher_key,
};
pub use policy::{Judgement, Stance, is_own};
pub use rule::Rule;
pub use signature::{Checked, Depth, check};

use crate::event::Event;
use crate::event::scalar::{Bytes32, Text};

/// Whether judging an event looks at what follows from chain facts, so that the state
/// must be settled. Facts of chains themselves are judged by [`review`].
#[must_use]
pub fn reads_chains(event: &Event) -> bool {
    !matches!(
        event,
        Event::DepositDetected(_)
            | Event::ChallengeRegistered(_)
            | Event::ChallengeCleared(_)
            | Event::CheckpointRecorded(_)
            | Event::ChannelConcluded(_)
            | Event::AllocationUpdated(_)
            | Event::ReclaimDetected(_)
            | Event::ChainEventReverted(_)
            | Event::ChainHeadObserved(_)
            | Event::TransactionResolved(_)
            | Event::MessageSent(_)
            | Event::MessageReceived(_)
            | Event::Extension(_)
    )
}

/// Judges one event against the log before it. Signatures and hashes are not looked at;
/// [`check`] does that.
#[must_use]
pub fn judge(event: &Event, context: &Context<'_>) -> Judgement {
    let mut out = Judgement::default();
    log::judge(event, context, &mut out);
    signature::judge(event, context, &mut out);
    objective::judge(event, context, &mut out);
    signing::judge(event, context, &mut out);
    ledger::judge(event, context, &mut out);
    voucher::judge(event, context, &mut out);
    message::judge(event, context, &mut out);
    snapshot::judge(event, context, &mut out);
    funding::judge(event, context, &mut out);
    chain::judge(event, context, &mut out);
    out
}

/// What a review looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Everything.
    Log,
    /// What is about one channel.
    Channel(Bytes32),
    /// What is about one objective.
    Objective(&'a Text),
}

impl Scope<'_> {
    /// Whether a finding is within the scope.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Log => true,
            Self::Channel(id) => finding.channel_id == Some(*id),
            Self::Objective(id) => finding.objective_id.as_ref() == Some(*id),
        }
    }
}

/// What the rules find about a log as a whole, as far as it is not found event by event.
#[must_use]
pub fn review(context: &Context<'_>, scope: Scope<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    if scope == Scope::Log {
        message::review(context, &mut out);
    }
    chain::review(context, scope, &mut out);
    out
}
