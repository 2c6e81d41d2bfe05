//! Rule S18: every signature of ours is in the log.
//!
//! Only a store that keeps every act can tell: a signature of ours that nobody logged
//! means that the tail of the log was lost, or that somebody else uses the key.

use super::super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use super::SignedState;
use super::equivocation::redemption;
use crate::event::scalar::{Bytes32, Uint48};
use crate::nitro::{twin, voucher_hash};
use crate::rules::identity::voucher_key;
use crate::state::{Channel, StateContent};

/// The name of a finding that shows a signature of ours which the log does not hold.
pub(in crate::rules) const UNLOGGED: &str = "unlogged_own_signature";

pub(super) fn judge(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let channel = signed.channel;
    let me = channel.created().my_index;
    let state = (signed.turn(), signed.content.state_hash);
    if me.is_some_and(|me| signed.signers.contains(me))
        && let Some(finding) = unlogged_signature(channel, state, context.offset, context)
    {
        out.add(finding, Stance::Record);
    }
    if let Some(finding) = unlogged_voucher(channel, &signed.content, context.offset, context) {
        out.add(finding, Stance::Record);
    }
}

/// The finding about a state that the event at an offset shows with our signature, unless
/// the log holds the event by which we signed it.
pub(in crate::rules) fn unlogged_signature(
    channel: &Channel,
    (turn, state_hash): (Uint48, Bytes32),
    offset: u64,
    context: &Context<'_>,
) -> Option<Finding> {
    let id = channel.created().channel_id;
    let me = channel.created().my_index?;
    if context.own_signature(&id, (turn, state_hash), me).is_some() {
        return None;
    }
    let message = format!(
        "the state of turn {} bears our signature, and no event of the log says that we signed \
         it: the end of the log was lost, or somebody else holds our key",
        turn.get()
    );
    let details = FindingDetails {
        turn_num: Some(turn),
        signer_index: Some(me),
        ..FindingDetails::NONE
    };
    let finding = Finding::new(Rule::S18, Severity::Critical, message, [offset]);
    let finding = finding.named(UNLOGGED).about_channel(id);
    Some(finding.with(details))
}

/// The same for a voucher of ours that a payee redeems with the state.
pub(in crate::rules) fn unlogged_voucher(
    channel: &Channel,
    content: &StateContent,
    offset: u64,
    context: &Context<'_>,
) -> Option<Finding> {
    let created = channel.created();
    let payer = created.fixed_part.participants.first()?;
    if created.my_index != Some(0) {
        return None;
    }
    let voucher = redemption(channel, content)?.voucher;
    let id = created.channel_id;
    let hash = voucher_hash(&id, voucher.amount);
    let ours = context.records.signer(&hash, &voucher.signature) == Some(*payer);
    // Who holds a signature can make its twin, so either is the one that we logged.
    let logged = |signature| {
        let key = voucher_key(12, &id, voucher.amount, signature);
        context.first(&key).is_some()
    };
    if !ours || logged(&voucher.signature) || logged(&twin(&voucher.signature)) {
        return None;
    }
    let message = format!(
        "the redemption uses a voucher of ours for {}, and no event of the log says that we \
         signed it: the end of the log was lost, or somebody else holds our key",
        voucher.amount
    );
    let finding = Finding::new(Rule::S18, Severity::Critical, message, [offset]);
    Some(finding.named(UNLOGGED).about_channel(id))
}
