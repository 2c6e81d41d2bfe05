//! Rule S7: nobody signs two states of one turn.

use std::sync::Arc;

use super::super::sighting::shown_by;
use super::super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use super::SignedState;
use crate::event::scalar::{Text, Uint8};
use crate::event::{ChannelKind, Outcome, SupportRule};
use crate::nitro::Redemption;
use crate::state::{Channel, Seen, StateContent};

/// A state as one of the two that somebody signed.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct Claim<'a> {
    /// The state.
    pub(in crate::rules) content: &'a StateContent,
    /// Whether it is supported.
    pub(in crate::rules) supported: bool,
    /// Whether all participants signed it.
    pub(in crate::rules) full: bool,
}

impl<'a> Claim<'a> {
    /// The state as it is known by now.
    pub(in crate::rules) fn of(seen: &Seen<'a>) -> Self {
        Self {
            content: seen.content,
            supported: seen.supported,
            full: seen.full,
        }
    }
}

/// Every other state of the turn that a signer of this one signed.
pub(super) fn judge(signed: &SignedState<'_>, context: &Context<'_>, out: &mut Judgement) {
    let SignedState {
        channel,
        content,
        signers,
        own,
    } = signed;
    let held = channel.seen(content.turn_num, content.state_hash);
    let mut all = signers.clone();
    if let Some(held) = &held {
        all.extend(held.signers);
    }
    let claim = Claim {
        content,
        supported: channel.would_support(content, signers),
        full: all.is_full(channel.created().fixed_part.participants.len()),
    };
    for other in channel.seen_at(content.turn_num) {
        if other.content.state_hash == content.state_hash {
            continue;
        }
        let both = signers.iter().find(|signer| {
            let known = held
                .as_ref()
                .is_some_and(|held| held.signers.contains(*signer));
            other.signers.contains(*signer) && !known
        });
        let Some(signer) = both else {
            continue;
        };
        let before = Claim::of(&other);
        let state = (other.content.turn_num, other.content.state_hash);
        let first = shown_by(channel, state, signer, context).unwrap_or(other.first);
        let finding = finding(channel, (&before, &claim), signer, [first, context.offset]);
        out.add(
            finding,
            if *own {
                Stance::RefuseOwn
            } else {
                Stance::Record
            },
        );
    }
}

/// The finding about two states of one turn with the same signer.
pub(in crate::rules) fn finding(
    channel: &Channel,
    (before, claim): (&Claim<'_>, &Claim<'_>),
    signer: Uint8,
    offsets: impl IntoIterator<Item = u64>,
) -> Finding {
    let (severity, name) = severity_of_pair(channel, before, claim, signer);
    let turn = claim.content.turn_num;
    let message = format!(
        "participant {signer} signed two states of turn {}, {} and {}; either can be taken to \
         the chain",
        turn.get(),
        before.content.state_hash,
        claim.content.state_hash
    );
    let details = FindingDetails {
        turn_num: Some(turn),
        signer_index: Some(signer),
        expected: Text::new(before.content.state_hash.to_string()),
        got: Text::new(claim.content.state_hash.to_string()),
        ..FindingDetails::NONE
    };
    let finding = Finding::new(Rule::S7, severity, message, offsets);
    let finding = finding
        .about_channel(channel.created().channel_id)
        .with(details);
    match name {
        Some(name) => finding.named(name),
        None => finding,
    }
}

/// How bad it is that one participant signed two states of one turn, and the name of a
/// pair that is legitimate; the table of `docs/rules.md`, first match.
fn severity_of_pair(
    channel: &Channel,
    one: &Claim<'_>,
    two: &Claim<'_>,
    signer: Uint8,
) -> (Severity, Option<&'static str>) {
    let outcomes = (outcome(channel, one), outcome(channel, two));
    let same_outcome = outcomes.0.is_some() && outcomes.0 == outcomes.1;
    let (first, second) = (one.content, two.content);
    let finals = usize::from(first.is_final) + usize::from(second.is_final);
    let redemptions =
        usize::from(is_redemption(channel, first)) + usize::from(is_redemption(channel, second));
    let is_payee = channel.payee() == Some(signer);
    let is_swap = channel.created().kind == ChannelKind::Swap;
    if one.supported && two.supported && !same_outcome {
        (Severity::Critical, None)
    } else if finals == 2 && same_outcome {
        (Severity::Info, None)
    } else if finals == 2 {
        (Severity::Critical, None)
    } else if is_payee && redemptions > 0 && redemptions + finals == 2 {
        (Severity::Warn, Some("dual_sign_at_turn"))
    } else if finals == 1 || same_outcome || (is_swap && !(one.full && two.full)) {
        (Severity::Warn, None)
    } else {
        (Severity::Critical, None)
    }
}

fn outcome(channel: &Channel, claim: &Claim<'_>) -> Option<Arc<Outcome>> {
    let given = claim.content.outcome.clone();
    given.or_else(|| channel.outcome_of(&claim.content.state_hash))
}

/// Whether a state is a payee's redemption of a voucher.
pub(super) fn is_redemption(channel: &Channel, content: &StateContent) -> bool {
    redemption(channel, content).is_some()
}

/// The voucher behind a payee's redemption of turn 2.
pub(in crate::rules) fn redemption(
    channel: &Channel,
    content: &StateContent,
) -> Option<Redemption> {
    let is_payment = channel.created().support_rule == SupportRule::VirtualPayment;
    if !is_payment || content.is_final || content.turn_num.get() != 2 {
        return None;
    }
    let (app_data, outcome) = (content.app_data.as_ref()?, content.outcome.as_ref()?);
    Redemption::of(&app_data.0, outcome)
}
