//! Rules S1, S3, S4, S5, S19, P5 and VR1: channels are known, ids and hashes are those of
//! what they name, and signatures are of those whom they name.
//!
//! What is refused here would attribute something to a party who did not do it. Ids,
//! hashes and signatures cost far more than all other rules, so [`check`] is apart from
//! them: a log that is opened is not checked unless somebody asks.

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance};
use crate::event::scalar::{Bytes20, Bytes32, Bytes65, Text, U256};
use crate::event::{Candidate, ChannelCreated, Event, Protocol, Sig, VariablePart};
use crate::nitro;
use crate::state::Channel;

/// Judges what needs no arithmetic: rules S1, as far as the channel is known, and S19. What
/// S1 says of chain facts depends on the channels that come later, so it is reviewed.
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    if let Some(Named::Act(id)) = named(event) {
        match context.channel(id) {
            Some(channel) => own_signer(event, channel, context, out),
            None => out.add(unknown(id, context), Stance::Refuse),
        }
    }
}

/// The channel that an event says something about.
enum Named<'e> {
    /// Somebody signed something (8–13).
    Act(&'e Bytes32),
    /// A chain shows something (14–20).
    Fact(&'e Bytes32),
}

fn named(event: &Event) -> Option<Named<'_>> {
    Some(match event {
        Event::StateSigned(event) => Named::Act(&event.channel_id),
        Event::StateReceived(event) => Named::Act(&event.channel_id),
        Event::LedgerProposalSigned(event) => Named::Act(&event.ledger_id),
        Event::LedgerProposalReceived(event) => Named::Act(&event.ledger_id),
        Event::VoucherSigned(event) => Named::Act(&event.channel_id),
        Event::VoucherReceived(event) => Named::Act(&event.channel_id),
        Event::DepositDetected(event) => Named::Fact(&event.channel_id),
        Event::ChallengeRegistered(event) => Named::Fact(&event.channel_id),
        Event::ChallengeCleared(event) => Named::Fact(&event.channel_id),
        Event::CheckpointRecorded(event) => Named::Fact(&event.channel_id),
        Event::ChannelConcluded(event) => Named::Fact(&event.channel_id),
        Event::AllocationUpdated(event) => Named::Fact(&event.channel_id),
        Event::ReclaimDetected(event) => Named::Fact(&event.channel_id),
        _ => return None,
    })
}

/// Rule S1: the channel was created before.
fn unknown(id: &Bytes32, context: &Context<'_>) -> Finding {
    let message = "no event before this one creates the channel, so nothing can be attributed to \
                   its participants; record channel_created first";
    Finding::new(Rule::S1, Severity::Critical, message, [context.offset]).about_channel(*id)
}

/// Rule S19: what we sign names us.
fn own_signer(event: &Event, channel: &Channel, context: &Context<'_>, out: &mut Judgement) {
    let created = channel.created();
    let signer = match event {
        Event::StateSigned(event) => event.sig.signer_index,
        Event::LedgerProposalSigned(event) => event.sig.signer_index,
        // Vouchers name nobody; the payer signs them.
        Event::VoucherSigned(_) if created.protocol == Protocol::Nitro2 => 0,
        _ => return,
    };
    if created.my_index == Some(signer) {
        return;
    }
    let message = match created.my_index {
        Some(me) => format!("participant {signer} is named as the signer, and we are {me}"),
        None => "the channel was created by an observer, who cannot sign".to_owned(),
    };
    let details = FindingDetails {
        expected: created.my_index.and_then(|me| Text::new(me.to_string())),
        got: Text::new(signer.to_string()),
        signer_index: Some(signer),
        ..FindingDetails::NONE
    };
    let offsets = [channel.counters().first_offset, context.offset];
    let finding = Finding::new(Rule::S19, Severity::Critical, message, offsets).with(details);
    out.add(finding.about_channel(created.channel_id), Stance::Refuse);
}

/// How much [`check`] computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Ids and hashes.
    Hashes,
    /// Ids, hashes, and who signed.
    Signatures,
}

/// What checking an event found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong.
    pub judgement: Judgement,
    /// The number of signatures that were compared with the signer that they name.
    pub signatures: u32,
}

/// Checks ids, hashes and signatures of one event: rules S1, as far as the id is that of
/// the fixed part, S3, S4, S5, P5, as far as the signature is over the given hash, and
/// VR1. The state of `context` may be that of a longer log: channels created at or behind
/// its offset do not count. Nothing is found about an opaque channel, of which nobody
/// knows how it hashes and signs, nor about an unknown one.
#[must_use]
pub fn check(event: &Event, context: &Context<'_>, depth: Depth) -> Checked {
    let mut check = Check {
        context,
        depth,
        found: Checked::default(),
    };
    if let Event::ChannelCreated(created) = event {
        check.id(created);
    } else if let Some(Named::Act(id) | Named::Fact(id)) = named(event) {
        let known = context.channel(id);
        let known = known.filter(|known| known.counters().first_offset < context.offset);
        if let Some(channel) = known.filter(|known| known.created().protocol == Protocol::Nitro2) {
            check.hashes(event, channel);
            check.signatures(event, channel);
            check.forms(event, channel);
        }
    }
    check.found
}

/// Checking one event.
struct Check<'c> {
    context: &'c Context<'c>,
    depth: Depth,
    found: Checked,
}

impl Check<'_> {
    fn add(&mut self, finding: Finding, channel: &Bytes32) {
        let finding = finding.about_channel(*channel);
        let stance = match finding.severity {
            Severity::Critical => Stance::Refuse,
            _ => Stance::Record,
        };
        self.found.judgement.add(finding, stance);
    }

    /// A finding about this event and the creation of the channel.
    fn finding(&self, rule: Rule, channel: &Channel, message: String) -> Finding {
        let offsets = [channel.counters().first_offset, self.context.offset];
        Finding::new(rule, Severity::Critical, message, offsets)
    }

    /// Rule S1: the id is the hash of the fixed part, and not an address.
    fn id(&mut self, created: &ChannelCreated) {
        let expected = nitro::channel_id(&created.fixed_part);
        let id = created.channel_id;
        if created.protocol == Protocol::Opaque || id == expected && nitro::is_internal(&id) {
            return;
        }
        let message = if nitro::is_internal(&id) {
            "the channel id is not the hash of the fixed part, so no state that is signed for it \
             counts on any chain"
        } else {
            "the channel id is that of an address, to which the adjudicator pays out instead of \
             keeping funds"
        };
        let offsets = [self.context.offset];
        let finding = Finding::new(Rule::S1, Severity::Critical, message, offsets);
        self.add(finding.with(differ(&expected, &id)), &id);
    }

    /// Rule S3: every state has the hash that is given for it.
    fn hashes(&mut self, event: &Event, channel: &Channel) {
        match event {
            Event::StateSigned(event) => self.hash(channel, &event.state, &event.state_hash),
            Event::StateReceived(event) if event.truncated.is_none() => {
                if let Some(state) = event.state.to_whole() {
                    self.hash(channel, &state, &event.state_hash);
                }
            }
            Event::ChallengeRegistered(event) => self.candidate(channel, Some(&event.candidate)),
            Event::ChallengeCleared(event) => self.candidate(channel, event.candidate.as_ref()),
            Event::CheckpointRecorded(event) => self.candidate(channel, event.candidate.as_ref()),
            Event::ChannelConcluded(event) => self.candidate(channel, event.candidate.as_ref()),
            _ => {}
        }
    }

    fn candidate(&mut self, channel: &Channel, shown: Option<&Candidate>) {
        let whole = shown.filter(|shown| shown.truncated.is_none());
        let given = whole.and_then(|shown| shown.state_hash.as_ref());
        let state = whole.and_then(|shown| shown.state.to_whole());
        if let (Some(state), Some(given)) = (state, given) {
            self.hash(channel, &state, given);
        }
    }

    fn hash(&mut self, channel: &Channel, state: &VariablePart, given: &Bytes32) {
        let id = channel.created().channel_id;
        let expected = nitro::state_hash(&id, state);
        if expected == *given {
            return;
        }
        let message = "stateHash is not the hash of the state, so signatures of it are of \
                       something else";
        let details = FindingDetails {
            turn_num: Some(state.turn_num),
            ..differ(&expected, given)
        };
        let finding = self.finding(Rule::S3, channel, message.to_owned());
        self.add(finding.with(details), &id);
    }

    /// Rules S4, P5 and VR1: signatures are of those whom they name.
    fn signatures(&mut self, event: &Event, channel: &Channel) {
        let states = |hash: &Bytes32, sigs: &[Sig], check: &mut Self| {
            sigs.iter()
                .for_each(|sig| check.sig(Rule::S4, channel, hash, sig));
        };
        match event {
            Event::StateSigned(event) => {
                states(&event.state_hash, std::slice::from_ref(&event.sig), self);
            }
            Event::StateReceived(event) => states(&event.state_hash, &event.sigs, self),
            Event::LedgerProposalSigned(event) => {
                self.sig(Rule::P5, channel, &event.state_hash, &event.sig);
            }
            Event::LedgerProposalReceived(event) => {
                self.sig(Rule::P5, channel, &event.state_hash, &event.sig);
            }
            Event::VoucherSigned(event) => self.voucher(channel, event.amount, &event.signature),
            Event::VoucherReceived(event) => self.voucher(channel, event.amount, &event.signature),
            _ => {}
        }
    }

    fn voucher(&mut self, channel: &Channel, amount: U256, signature: &Bytes65) {
        let hash = nitro::voucher_hash(&channel.created().channel_id, amount);
        let sig = Sig {
            signature: *signature,
            signer_index: 0,
        };
        self.sig(Rule::Vr1, channel, &hash, &sig);
    }

    fn sig(&mut self, rule: Rule, channel: &Channel, hash: &Bytes32, sig: &Sig) {
        let created = channel.created();
        let index = sig.signer_index;
        let participants = &created.fixed_part.participants;
        let Some(expected) = participants.get(usize::from(index)) else {
            let count = participants.len();
            let message = format!("participant {index} is named, and there are {count}");
            let finding = self.finding(rule, channel, message);
            self.add(finding.with(signer(index)), &created.channel_id);
            return;
        };
        if self.depth == Depth::Hashes {
            return;
        }
        self.found.signatures += 1;
        let got = self.context.records.signer(hash, &sig.signature);
        if got.as_ref() == Some(expected) {
            return;
        }
        let message = format!(
            "the signature is not of participant {index}: it proves nothing about them; record \
             what was received as a message instead"
        );
        let details = FindingDetails {
            expected: address(expected),
            got: got.as_ref().and_then(address),
            ..signer(index)
        };
        let finding = self.finding(rule, channel, message);
        self.add(finding.with(details), &created.channel_id);
    }

    /// Rule S5: signatures in a form that others may not take.
    fn forms(&mut self, event: &Event, channel: &Channel) {
        if self.depth == Depth::Hashes {
            return;
        }
        let mut event = event.clone();
        let mut unusual = event.signatures_mut().into_iter();
        if !unusual.any(|sig| nitro::is_high_s(sig) || nitro::normalise(*sig) != *sig) {
            return;
        }
        let message = "a signature has s above half the order of the curve, or v of 0 or 1; the \
                       same signer can be shown by other bytes, so compare signers, never \
                       signatures";
        let offsets = [self.context.offset];
        let finding = Finding::new(Rule::S5, Severity::Info, message, offsets);
        self.add(finding, &channel.created().channel_id);
    }
}

fn signer(index: u8) -> FindingDetails {
    FindingDetails {
        signer_index: Some(index),
        ..FindingDetails::NONE
    }
}

/// An address as events write it.
fn address(address: &Bytes20) -> Option<Text> {
    Text::new(format!("{address:#x}"))
}

fn differ(expected: &Bytes32, got: &Bytes32) -> FindingDetails {
    FindingDetails {
        expected: Text::new(expected.to_string()),
        got: Text::new(got.to_string()),
        ..FindingDetails::NONE
    }
}
