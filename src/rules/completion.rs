//! Rules O7 and O8: what completing an objective, and defunding a ledger, presuppose.

use super::{Context, Finding, FindingDetails, Rule, Severity};
use crate::event::ObjectiveKind;
use crate::event::scalar::{Text, Uint48};
use crate::state::view::{Mode, Phase};
use crate::state::{ChainBody, Channel, Objective};

/// The turn of the postfund state.
const POSTFUND: u64 = 1;

/// Rule O7: what an objective lacks that is completed now.
///
/// An objective of another kind than the four presupposes nothing.
pub(super) fn judge(objective: &Objective, context: &Context<'_>) -> Option<Finding> {
    if !is_kind_of_funding(objective.kind()) {
        return None;
    }
    let channel = objective.channel_id().and_then(|id| context.channel(&id));
    let Some(channel) = channel.filter(|channel| has_beginning(channel)) else {
        let message = "no state of turn 0 or 1 is recorded, so whether the objective could be \
                       completed cannot be told";
        let offsets = [objective.counters().first_offset, context.offset];
        let finding = Finding::new(Rule::O7, Severity::Info, message, offsets);
        return Some(finding.named("history_missing"));
    };
    let lacks = missing(objective, channel, context)?;
    let message = format!(
        "the objective is completed although {lacks}; whoever relies on it may lose what it \
         was to secure"
    );
    let offsets = [
        objective.counters().first_offset,
        channel.counters().first_offset,
        context.offset,
    ];
    let details = FindingDetails {
        expected: Text::new(expected(objective.kind())),
        ..FindingDetails::NONE
    };
    let finding = Finding::new(Rule::O7, Severity::Error, message, offsets);
    let finding = finding.named("premature_completion").with(details);
    Some(finding.about_channel(channel.created().channel_id))
}

fn is_kind_of_funding(kind: ObjectiveKind) -> bool {
    !matches!(kind, ObjectiveKind::Swap | ObjectiveKind::Other)
}

fn has_beginning(channel: &Channel) -> bool {
    let mut turns = channel.seen_from(Uint48::default());
    turns
        .next()
        .is_some_and(|seen| seen.content.turn_num.get() <= POSTFUND)
}

fn expected(kind: ObjectiveKind) -> &'static str {
    match kind {
        ObjectiveKind::DirectFund => "turn 1 supported, and the channel funded",
        ObjectiveKind::DirectDefund => "the channel withdrawn",
        ObjectiveKind::VirtualFund => "turn 1 supported, and the channel guaranteed",
        ObjectiveKind::VirtualDefund => "a final state that all signed, and no guarantee left",
        ObjectiveKind::Swap | ObjectiveKind::Other => "nothing",
    }
}

/// What is missing, in words that follow "although"; the words of `docs/rules.md`.
fn missing(
    objective: &Objective,
    channel: &Channel,
    context: &Context<'_>,
) -> Option<&'static str> {
    let postfund = Uint48::new(POSTFUND).unwrap_or_default();
    let (state, id) = (context.state, channel.created().channel_id);
    let finalized = state.mode(channel) == Mode::Finalized;
    match objective.kind() {
        ObjectiveKind::DirectFund if !channel.is_supported_at(postfund) => {
            Some("the postfund state is not supported")
        }
        ObjectiveKind::DirectFund if !state.is_funded(channel) => {
            Some("the adjudicator does not hold what the prefund state allocates")
        }
        ObjectiveKind::DirectDefund => {
            let withdrawn = state.phase(channel) == Phase::Withdrawn;
            let paid_out = finalized && !state.holds_anything(channel);
            let ended = withdrawn || paid_out || was_challenge_cleared(objective, channel, context);
            (!ended).then_some("the channel is not withdrawn")
        }
        ObjectiveKind::VirtualFund => {
            let me = channel.created().my_index?;
            let is_end = me == 0 || me == channel.payee()?;
            let mut postfunds = channel.seen_at(postfund);
            if !state.is_guaranteed_for(channel, me) {
                Some("no ledger of ours guarantees the channel as it was agreed")
            } else if is_end && !channel.is_supported_at(postfund) {
                Some("the postfund state is not supported")
            } else if !is_end && !postfunds.any(|seen| seen.signers.contains(me)) {
                Some("we have not signed the postfund state")
            } else {
                None
            }
        }
        ObjectiveKind::VirtualDefund => {
            if !finalized && !channel.seen_finals().any(|seen| seen.full) {
                Some("no final state is signed by all, nor is the channel finalized on chain")
            } else if state.is_guaranteed_at_all(&id) {
                Some("a ledger of ours still guarantees the channel")
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether a challenge of the channel was cleared while the objective was approved: the
/// others want to go on, so there is nothing to withdraw. What a reorganisation took back
/// was not.
fn was_challenge_cleared(objective: &Objective, channel: &Channel, context: &Context<'_>) -> bool {
    let created = channel.created();
    let chain = context.state.chain(created.chain_id);
    let mut facts = chain
        .into_iter()
        .flat_map(|chain| chain.facts_of(created.channel_id));
    facts.any(|fact| {
        fact.contract == created.adjudicator
            && fact.offset > objective.since()
            && matches!(fact.body, ChainBody::Cleared { .. })
    })
}

/// Rule O8: whether a ledger that is to be defunded on chain guarantees channels, or has
/// a proposal that is not acknowledged: its final state could then contradict one that is
/// under way.
pub(super) fn judge_defund(channel: &Channel, context: &Context<'_>) -> Option<Finding> {
    let reason = if channel.has_guarantees() {
        "still guarantees channels"
    } else if channel.has_pending_proposal() {
        "has a proposal that is not acknowledged"
    } else {
        return None;
    };
    let message = format!(
        "the ledger {reason}; settle that first, or what it guarantees can no longer be \
         returned off chain"
    );
    let offsets = [channel.counters().first_offset, context.offset];
    let finding = Finding::new(Rule::O8, Severity::Error, message, offsets);
    Some(finding.about_channel(channel.created().channel_id))
}
