//! Rules M1–M6: messages, and what came in them.

use sha2::{Digest, Sha256};

use super::{Context, Finding, FindingDetails, Judgement, Rule, Severity, Stance, identity};
use crate::event::scalar::{Bytes20, Bytes32, Text};
use crate::event::{Delivery, Event};
use crate::order;
use crate::state::Sent;

/// Judges messages (25, 26), and what was received in one (9, 11, 13).
pub(super) fn judge(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    match event {
        Event::StateReceived(event) => {
            let cited = event.message_id.as_ref();
            Received::new(&event.channel_id, &event.from, cited).judge(context, out);
        }
        Event::LedgerProposalReceived(event) => {
            let cited = event.message_id.as_ref();
            Received::new(&event.ledger_id, &event.from, cited).judge(context, out);
        }
        Event::VoucherReceived(event) => {
            let cited = event.message_id.as_ref();
            Received::new(&event.channel_id, &event.from, cited).judge(context, out);
        }
        Event::MessageSent(sent) => {
            repeated(event, context, out);
            hashed(&sent.message_id, sent.body.as_str(), context, out);
        }
        Event::MessageReceived(received) => {
            repeated(event, context, out);
            if received.truncated.is_none() {
                hashed(&received.message_id, received.body.as_str(), context, out);
            }
        }
        _ => {}
    }
}

/// Rule M1: a message is recorded once; one that we sent, once for each step of its
/// delivery.
fn repeated(event: &Event, context: &Context<'_>, out: &mut Judgement) {
    let mut keys = identity::domain_keys(event).into_iter();
    if let Some(first) = keys.find_map(|key| context.first(&key)) {
        let message = "the message was recorded before; peers repeat messages";
        let offsets = [first, context.offset];
        let finding = Finding::new(Rule::M1, Severity::Info, message, offsets);
        out.add(finding, Stance::Record);
    }
}

/// Something that a peer sent about a channel.
struct Received<'e> {
    channel: &'e Bytes32,
    from: &'e Bytes20,
    message: Option<&'e Bytes32>,
}

impl<'e> Received<'e> {
    fn new(channel: &'e Bytes32, from: &'e Bytes20, message: Option<&'e Bytes32>) -> Self {
        Self {
            channel,
            from,
            message,
        }
    }

    fn judge(&self, context: &Context<'_>, out: &mut Judgement) {
        let channel = context.channel(self.channel);
        if channel.is_some_and(|channel| !channel.has_participant(self.from)) {
            let message = format!(
                "{} sent this and is no participant of the channel; it has no effect",
                self.from
            );
            out.add(
                self.finding(Rule::M2, Severity::Warn, message, context),
                Stance::Record,
            );
        }
        let key = self.message.map(|id| identity::message_key(id, self.from));
        if key.and_then(|key| context.first(&key)).is_none() {
            let message = "no message in the log is cited as the one that this came in, so what \
                           the peer wrote cannot be shown";
            out.add(
                self.finding(Rule::M3, Severity::Info, message, context),
                Stance::Record,
            );
        }
    }

    fn finding(
        &self,
        rule: Rule,
        severity: Severity,
        message: impl Into<String>,
        context: &Context<'_>,
    ) -> Finding {
        let finding = Finding::new(rule, severity, message, [context.offset]);
        finding.about_channel(*self.channel)
    }
}

/// Rule M6: by convention the id of a message is the SHA-256 of its body.
fn hashed(id: &Bytes32, body: &str, context: &Context<'_>, out: &mut Judgement) {
    let digest: [u8; 32] = Sha256::digest(body.as_bytes()).into();
    let expected = Bytes32::from(digest);
    if expected == *id {
        return;
    }
    let message = "the id of the message is not the SHA-256 of its body, so the body cannot be \
                   checked by it";
    let details = FindingDetails {
        expected: Text::new(expected.to_string()),
        got: Text::new(id.to_string()),
        ..FindingDetails::NONE
    };
    let finding = Finding::new(Rule::M6, Severity::Info, message, [context.offset]);
    out.add(finding.with(details), Stance::Record);
}

/// Rule M4: what became of the messages that we sent. A message that was only queued when
/// the log ends is in doubt; if a later one to the same peer was written, it was lost.
pub(super) fn review(context: &Context<'_>, out: &mut Vec<Finding>) {
    for peer in context.records.peers() {
        let sent: Vec<(u64, Sent)> = context.sent_to(peer).collect();
        let is_written = |(_, sent): &&(u64, Sent)| sent.delivery == Delivery::Written;
        let written: Vec<u64> = (sent.iter().filter(is_written))
            .map(|(offset, _)| *offset)
            .collect();
        for (offset, sent) in unsettled(sent) {
            let before = written.partition_point(|later| *later < offset);
            let overtaken = written.get(before).copied();
            out.push(undelivered(offset, &sent, overtaken));
        }
    }
}

/// The messages to a peer that were not written, each with the last that was said of it, in
/// order.
fn unsettled(mut sent: Vec<(u64, Sent)>) -> Vec<(u64, Sent)> {
    order::sort_by(&mut sent, |(one, left), (other, right)| {
        (left.message, one).cmp(&(right.message, other))
    });
    let of_message = sent.chunk_by(|(_, left), (_, right)| left.message == right.message);
    let last = of_message.filter_map(|said| {
        let is = |delivery| move |(_, sent): &&(u64, Sent)| sent.delivery == delivery;
        // Queueing what was written once more takes nothing back.
        let was_written = said.iter().any(|said| is(Delivery::Written)(&said));
        let counts = |said: &&(u64, Sent)| !(was_written && is(Delivery::Queued)(said));
        said.iter().rfind(counts).cloned()
    });
    let mut last: Vec<(u64, Sent)> = last
        .filter(|(_, sent)| sent.delivery != Delivery::Written)
        .collect();
    order::sort_by(&mut last, |(one, _), (other, _)| one.cmp(other));
    last
}

fn undelivered(offset: u64, sent: &Sent, overtaken: Option<u64>) -> Finding {
    let (severity, message) = match (sent.delivery, overtaken) {
        (Delivery::GaveUp, _) => (
            Severity::Warn,
            "the message was given up; the peer never saw what it says",
        ),
        (_, Some(_)) => (
            Severity::Warn,
            "the message was queued and never written, and a later one to the same peer was; \
             it was lost, as by a crash in between",
        ),
        (_, None) => (
            Severity::Info,
            "the message is queued; nothing says yet that it was written",
        ),
    };
    Finding::new(
        Rule::M4,
        severity,
        message,
        [offset].into_iter().chain(overtaken),
    )
}
