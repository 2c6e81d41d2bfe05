//! Rules S2 and S7–S20: what may be signed, and what signatures say together.
//!
//! Whether a signature is that of whom it names is judged apart, for it costs far more.

mod content;
pub(super) mod equivocation;
mod order;
pub(super) mod unlogged;

use std::sync::Arc;

pub(super) use self::content::changed_total;
use super::{Context, Finding, Judgement, Rule, Severity, Stance, ledger};
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Uint48};
use crate::event::{ChannelCreated, ChannelKind, Event, StateReceived, StateSigned, SupportRule};
use crate::nitro::{RedeemedVoucher, voucher_hash};
use crate::state::{Channel, SignerSet, StateContent};

/// Judges the creation of a channel (7) and signed states (8, 9).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::ChannelCreated(event) => created(event, context, out),
        Event::StateSigned(event) => {
            if let Some(channel) = context.channel(&event.channel_id) {
                SignedState::own(channel, event, context).judge(context, out);
            }
        }
        Event::StateReceived(event) => {
            // What a stranger sends has no effect; rule M2 says so.
            let channel = context.channel(&event.channel_id);
            if let Some(channel) = channel.filter(|held| held.has_participant(&event.from)) {
                SignedState::received(channel, event, context).judge(context, out);
            }
        }
        _ => {}
    }
}

/// Judges the signature of the state that a proposal leads to (10, 11).
pub(super) fn judge_proposal(
    ledger: &Channel,
    (turn_num, state_hash): (Uint48, Bytes32),
    signer: u8,
    own: bool,
    context: &Context<'_>,
    out: &mut Judgement,
) {
    let content = StateContent {
        turn_num,
        state_hash,
        is_final: false,
        app_data: None,
        outcome: None,
        voucher_signer: None,
    };
    let signed = SignedState {
        channel: ledger,
        content: Arc::new(content),
        signers: SignerSet::of(signer),
        own,
    };
    equivocation::judge(&signed, context, out);
    if own {
        order::judge_own(&signed, context, out);
    } else {
        unlogged::judge(&signed, context, out);
    }
    order::after_final(&signed, context, out);
    signed.total(context, out);
}

/// A state with the signatures that one event shows of it.
pub(super) struct SignedState<'a> {
    channel: &'a Channel,
    content: Arc<StateContent>,
    signers: SignerSet,
    /// Whether we sign it now, rather than being shown it.
    own: bool,
}

impl<'a> SignedState<'a> {
    fn own(channel: &'a Channel, event: &StateSigned, context: &Context<'_>) -> Self {
        let state = &event.state;
        let app_data = Some(&state.app_data);
        let voucher_signer = voucher_signer(channel, state.turn_num, app_data, context);
        let content = StateContent::signed(event, voucher_signer);
        Self {
            channel,
            content: Arc::new(content),
            signers: SignerSet::of(event.sig.signer_index),
            own: true,
        }
    }

    fn received(channel: &'a Channel, event: &StateReceived, context: &Context<'_>) -> Self {
        let state = &event.state;
        let app_data = state.app_data.as_ref();
        let voucher_signer = voucher_signer(channel, state.turn_num, app_data, context);
        let content = StateContent::received(event, voucher_signer);
        let mut signers = SignerSet::default();
        event
            .sigs
            .iter()
            .for_each(|sig| signers.insert(sig.signer_index));
        Self {
            channel,
            content: Arc::new(content),
            signers,
            own: false,
        }
    }

    fn judge(&self, context: &Context<'_>, out: &mut Judgement) {
        equivocation::judge(self, context, out);
        order::judge(self, context, out);
        content::judge(self, context, out);
        if !self.own {
            unlogged::judge(self, context, out);
        }
        self.total(context, out);
    }

    /// Rule P6.
    fn total(&self, context: &Context<'_>, out: &mut Judgement) {
        ledger::judge_total(self.channel, &self.content, &self.signers, context, out);
    }

    fn turn(&self) -> Uint48 {
        self.content.turn_num
    }

    /// Whether the event shows the state for the first time.
    fn is_new(&self) -> bool {
        let known = self.channel.seen(self.turn(), self.content.state_hash);
        known.is_none()
    }
}

/// The address that signed the voucher that a state redeems, where the channel knows
/// redemptions.
fn voucher_signer(
    channel: &Channel,
    turn_num: Uint48,
    app_data: Option<&Bytes>,
    context: &Context<'_>,
) -> Option<Box<Bytes20>> {
    let created = channel.created();
    if created.support_rule != SupportRule::VirtualPayment {
        return None;
    }
    let voucher = RedeemedVoucher::of_state(turn_num, &app_data?.0)?;
    let hash = voucher_hash(&created.channel_id, voucher.amount);
    let signer = context.records.signer(&hash, &voucher.signature);
    signer.map(Box::new)
}

/// Rules S2 and S15.
fn created(event: &ChannelCreated, context: &Context<'_>, out: &mut Judgement) {
    let finding = |rule, severity, message: &str| {
        let finding = Finding::new(rule, severity, message, [context.offset]);
        finding.about_channel(event.channel_id)
    };
    let participants = &event.fixed_part.participants;
    let mut places = participants.iter().enumerate();
    if places.any(|(at, one)| participants.iter().take(at).any(|before| before == one)) {
        let message = "a participant is listed twice; the contract can then never find a state \
                       signed by all, so the funds could not be withdrawn by agreement";
        out.add(finding(Rule::S2, Severity::Error, message), Stance::Refuse);
    }
    let without_app = event.fixed_part.app_definition == Bytes20::ZERO;
    if event.kind == ChannelKind::Virtual && without_app {
        let message = "the virtual channel has no application, so the contract has none to ask \
                       and every challenge of it fails";
        let finding = finding(Rule::S15, Severity::Warn, message).named("not_challengeable");
        out.add(finding, Stance::Record);
    }
}
