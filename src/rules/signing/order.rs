//! Rules S9–S12 and S17: the order in which states are signed.

use super::super::{Context, FindingDetails, Judgement, Rule, Severity, Stance, completion};
use super::SignedState;
use crate::event::scalar::Uint48;
use crate::event::{ChannelKind, ObjectiveKind};
use crate::state::Seen;
use crate::state::view::ObjectiveStatus;

pub(super) fn judge(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    if signed.own {
        judge_own(signed, context, out);
        ledger_end(signed, context, out);
    }
    stale(signed, context, out);
    gap(signed, context, out);
    beginning(signed, context, out);
    after_final(signed, context, out);
}

/// Rule S10.
pub(super) fn judge_own(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    own_turn(signed, context, out);
    above_final(signed, context, out);
}

/// Rule S9: what we know already, the chain prefers.
fn stale(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let Some((latest, hash)) = signed.channel.latest_supported() else {
        return;
    };
    if signed.turn() < latest {
        let message = format!(
            "the state has turn {}, and turn {} is supported already; it can no longer win a \
             challenge",
            signed.turn().get(),
            latest.get()
        );
        let first = signed.channel.seen(latest, hash).map(|seen| seen.first);
        let finding = context.finding(signed.channel, Rule::S9, Severity::Info, message, first);
        out.add(finding.named("stale"), Stance::Record);
    }
}

/// Rule S10: below what we signed. At an equal turn rule S7 speaks.
fn own_turn(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let Some((turn, hash)) = signed.channel.latest_signed() else {
        return;
    };
    let known = signed
        .channel
        .seen(signed.turn(), signed.content.state_hash);
    let signed_before = known.is_some_and(|known| {
        signed
            .signers
            .iter()
            .all(|signer| known.signers.contains(signer))
    });
    if signed.turn() < turn && !signed_before {
        let message = format!(
            "we sign turn {} after turn {}; whoever holds both can take the older one to the \
             chain",
            signed.turn().get(),
            turn.get()
        );
        let first = signed.channel.seen(turn, hash).map(|seen| seen.first);
        let details = FindingDetails {
            turn_num: Some(signed.turn()),
            ..FindingDetails::NONE
        };
        let finding = context.finding(
            signed.channel,
            Rule::S10,
            Severity::Critical,
            message,
            first,
        );
        out.add(finding.with(details), Stance::RefuseOwn);
    }
}

/// Rule S10: above a final state that is supported.
fn above_final(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    if let Some(ended) = supported_final_below(signed) {
        let message = format!(
            "we sign turn {} although the final state of turn {} is supported; the channel has \
             ended with that",
            signed.turn().get(),
            ended.content.turn_num.get()
        );
        let offsets = [ended.first];
        let finding = context.finding(
            signed.channel,
            Rule::S10,
            Severity::Critical,
            message,
            offsets,
        );
        out.add(finding, Stance::RefuseOwn);
    }
}

fn supported_final_below<'a>(signed: &SignedState<'a>) -> Option<Seen<'a>> {
    let mut finals = signed.channel.seen_finals();
    finals.find(|seen| seen.supported && seen.content.turn_num < signed.turn())
}

/// Rule O8 at signing the final state of a ledger.
fn ledger_end(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let channel = signed.channel;
    let is_ledger = channel.created().kind == ChannelKind::Ledger;
    if !is_ledger || !signed.content.is_final {
        return;
    }
    let mut owners = context.state.owners(&channel.created().channel_id);
    let defunding = owners.find(|owner| {
        owner.kind() == ObjectiveKind::DirectDefund && owner.status() == ObjectiveStatus::Approved
    });
    let finding = completion::judge_defund(channel, context);
    if let Some(finding) = finding {
        let finding = match defunding {
            Some(objective) => finding.about_objective(objective.id()),
            None => finding,
        };
        out.add(finding, Stance::RefuseOwn);
    }
}

/// Rule S11: the follower of a ledger takes one turn after the other; other
/// applications may jump.
fn gap(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let Some(highest) = signed.channel.highest_turn() else {
        return;
    };
    if signed.turn().get() <= highest.get() + 1 {
        return;
    }
    let is_ledger = signed.channel.created().kind == ChannelKind::Ledger;
    let severity = if is_ledger {
        Severity::Warn
    } else {
        Severity::Info
    };
    let message = format!(
        "the state has turn {}, and the highest known before it is {}; what was agreed in \
         between is not in the log",
        signed.turn().get(),
        highest.get()
    );
    let finding = context.finding(signed.channel, Rule::S11, severity, message, []);
    out.add(finding, Stance::Record);
}

/// Rule S12: prefund, funding, postfund.
fn beginning(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let reason = match signed.turn().get() {
        0 if signed.content.is_final => {
            "the state of turn 0 is final, so nothing could ever \
                                         be deposited safely"
        }
        1 if !context.state.is_prefunded(signed.channel) => {
            "the postfund state is signed before the prefund state is supported"
        }
        1 if !is_backed(signed, context) => {
            "the postfund state is signed before the channel is funded; it lets the \
             application start with funds that are not there"
        }
        _ => return,
    };
    let severity = if signed.own {
        Severity::Critical
    } else {
        Severity::Info
    };
    let offsets = signed
        .channel
        .seen_at(Uint48::default())
        .map(|seen| seen.first);
    let offsets: Vec<u64> = offsets.collect();
    let finding = context.finding(signed.channel, Rule::S12, severity, reason, offsets);
    let stance = if signed.own {
        Stance::RefuseOwn
    } else {
        Stance::Record
    };
    out.add(finding, stance);
}

/// Whether the channel is funded, or guaranteed to us. What guarantees a virtual channel to
/// others is in ledgers that we do not see.
fn is_backed(signed: &SignedState<'_>, context: &Context<'_>) -> bool {
    let (state, channel) = (context.state, signed.channel);
    let created = channel.created();
    let is_seen = signed.own || created.kind != ChannelKind::Virtual;
    !is_seen
        || state.is_funded(channel)
        || created
            .my_index
            .is_some_and(|me| state.is_guaranteed_for(channel, me))
}

/// Rule S17: nothing follows a final state, whichever of the two becomes supported last.
pub(super) fn after_final(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let channel = signed.channel;
    let held = channel.seen(signed.turn(), signed.content.state_hash);
    let is_news = held.is_none_or(|held| !held.supported);
    if !is_news || !channel.would_support(&signed.content, &signed.signers) {
        return;
    }
    let ended = supported_final_below(signed);
    let mut later = channel.seen_down().filter(|seen| seen.supported);
    let later = later
        .next()
        .filter(|later| signed.content.is_final && later.content.turn_num > signed.turn());
    let (last, turn, other) = match (ended, later) {
        (Some(ended), _) => (ended.content.turn_num, signed.turn(), ended.first),
        (None, Some(later)) => (signed.turn(), later.content.turn_num, later.first),
        (None, None) => return,
    };
    let message = format!(
        "turn {} is supported although the final state of turn {} is; a conclusion can be made \
         with the older one all the same",
        turn.get(),
        last.get()
    );
    let finding = context.finding(signed.channel, Rule::S17, Severity::Error, message, [other]);
    out.add(finding, Stance::Record);
}
