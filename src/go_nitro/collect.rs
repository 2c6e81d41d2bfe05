//! Collects what is found in the data, by channel.

use super::ledger::Waiting;
use super::objective::Notice;
use super::sequence::Item;
use super::shape;
use super::{GoNitroContext, GoNitroReason, GoNitroRemark, ORIGIN, OVERRIDE};
use crate::canonical::{Document, Invalid, Kind, Value};
use crate::event::scalar::{Bytes20, Bytes32, Bytes65, Text, U256, Uint48};
use crate::event::{
    ChannelCreated, ChannelKind, Event, FixedPart, Outcome, Protocol, Sig, Sigs, StateReceived,
    StateSigned, SupportRule, VariablePart, VoucherReceived, VoucherSigned,
};
use crate::nitro;
use crate::order;

/// How many characters of a path or message are kept.
const KEPT_CHARS: usize = 500;

/// A channel and everything found about it.
pub(super) struct Channel {
    pub(super) created: ChannelCreated,
    pub(super) source: Text,
    /// Whether the node has stored it, rather than only heard of it.
    is_stored: bool,
    pub(super) items: Vec<Item>,
    /// States of a ledger, from which proposals lead on.
    pub(super) states: Vec<(Uint48, Bytes32, Outcome)>,
    /// Hashes and signatures that were looked at: peers repeat themselves.
    heard: Vec<(Bytes32, Bytes65)>,
}

impl Channel {
    /// Whether a signature over a hash comes up for the first time.
    pub(super) fn is_news(&mut self, hash: Bytes32, signature: Bytes65) -> bool {
        let news = !self.heard.contains(&(hash, signature));
        if news {
            self.heard.push((hash, signature));
        }
        news
    }

    /// Whether a signature stands under a known state of a ledger at a turn.
    pub(super) fn has_signed_at(&self, turn: Uint48, signature: Bytes65) -> bool {
        let mut states = self.states.iter().filter(|(held, ..)| *held == turn);
        states.any(|(_, hash, _)| self.heard.contains(&(*hash, signature)))
    }

    /// Remembers a state of a ledger.
    pub(super) fn remember(&mut self, turn: Uint48, hash: Bytes32, outcome: &Outcome) {
        let is_known = self.states.iter().any(|(_, held, _)| *held == hash);
        if self.created.kind == ChannelKind::Ledger && !is_known {
            self.states.push((turn, hash, outcome.clone()));
        }
    }

    /// Whether there is more than a stranger's word for the channel.
    pub(super) fn is_proven(&self) -> bool {
        self.is_stored || !self.items.is_empty()
    }

    /// The place of an address among the participants.
    pub(super) fn index_of(&self, address: &Bytes20) -> Option<u8> {
        index_of(&self.created.fixed_part, address)
    }
}

fn index_of(fixed_part: &FixedPart, address: &Bytes20) -> Option<u8> {
    let mut participants = fixed_part.participants.iter();
    let index = participants.position(|participant| participant == address)?;
    u8::try_from(index).ok()
}

/// A voucher as it was found.
pub(super) struct FoundVoucher {
    path: String,
    channel_id: Bytes32,
    amount: U256,
    signature: Bytes65,
}

/// An import that is under way.
pub(super) struct Import<'c> {
    pub(super) context: &'c GoNitroContext,
    pub(super) me: Option<Bytes20>,
    pub(super) channels: Vec<Channel>,
    /// Places in `channels`, ascending by id.
    places: Vec<(Bytes32, usize)>,
    pub(super) proposals: Vec<Waiting>,
    pub(super) vouchers: Vec<FoundVoucher>,
    pub(super) notices: Vec<Notice>,
    /// The ids of the stored objectives.
    pub(super) objectives: Vec<Text>,
    /// What comes after everything about channels.
    pub(super) late: Vec<Item>,
    pub(super) remarks: Vec<GoNitroRemark>,
    /// Where the import is reading.
    pub(super) path: String,
}

/// Part of an import that may find something wrong.
pub(super) type Work<'w, 'c> = &'w mut dyn FnMut(&mut Import<'c>) -> Result<(), Invalid>;

impl<'c> Import<'c> {
    pub(super) fn new(context: &'c GoNitroContext) -> Self {
        Self {
            context,
            me: context.me,
            channels: Vec::new(),
            places: Vec::new(),
            proposals: Vec::new(),
            vouchers: Vec::new(),
            notices: Vec::new(),
            objectives: Vec::new(),
            late: Vec::new(),
            remarks: Vec::new(),
            path: String::new(),
        }
    }

    /// Works on a part of what is being read. What is wrong in there becomes a remark,
    /// and ends nothing else.
    pub(super) fn within(&mut self, segment: &str, work: Work<'_, 'c>) {
        let outside = self.path.len();
        self.path.push('/');
        self.path
            .push_str(&segment.replace('~', "~0").replace('/', "~1"));
        if let Err(invalid) = work(self) {
            let message = format!("expected {}, got {}", invalid.expected, invalid.got);
            self.remark_at(&invalid.path, GoNitroReason::Malformed, &message);
        }
        self.path.truncate(outside);
    }

    /// Works on each member or item of what is being read.
    pub(super) fn each(
        &mut self,
        value: Value<'_>,
        work: &mut dyn FnMut(&mut Self, &str, Value<'_>) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        if value.kind() == Kind::Array {
            for (index, item) in value.array()?.enumerate() {
                let index = index.to_string();
                self.within(&index, &mut |import| work(import, &index, item));
            }
        } else if value.kind() != Kind::Null {
            for (name, member) in value.object()? {
                self.within(&name, &mut |import| work(import, &name, member));
            }
        }
        Ok(())
    }

    /// Works on a value that may stand as a text that holds its JSON.
    pub(super) fn unpacked(
        &mut self,
        value: Value<'_>,
        work: &mut dyn FnMut(&mut Self, Value<'_>) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        match value.string() {
            Ok(text) => work(self, Document::parse_foreign(&text)?.root()),
            Err(_) => work(self, value),
        }
    }

    /// Notes that what is being read is not carried over as it stands.
    pub(super) fn remark(&mut self, reason: GoNitroReason, message: &str) {
        self.remark_at("", reason, message);
    }

    fn remark_at(&mut self, inside: &str, reason: GoNitroReason, message: &str) {
        self.remarks.push(GoNitroRemark {
            path: kept(&format!("{}{inside}", self.path)),
            reason,
            message: kept(message),
        });
    }

    /// Where the import is reading, to be told with an event.
    pub(super) fn source(&self) -> Text {
        kept(&self.path)
    }

    /// Notes the places of the channels anew.
    pub(super) fn index(&mut self) {
        let channels = self.channels.iter().enumerate();
        self.places = channels
            .map(|(place, channel)| (channel.created.channel_id, place))
            .collect();
        order::sort(&mut self.places);
    }

    /// The place of a channel.
    pub(super) fn place_of(&self, id: &Bytes32) -> Option<usize> {
        let found = self
            .places
            .binary_search_by(|(held, _)| held.cmp(id))
            .ok()?;
        self.places.get(found).map(|(_, place)| *place)
    }

    /// The channel with a fixed part, created if it is new.
    pub(super) fn channel(
        &mut self,
        fixed_part: FixedPart,
        kind: Option<ChannelKind>,
        my_index: Option<u8>,
    ) -> usize {
        let channel_id = nitro::channel_id(&fixed_part);
        let at = match self
            .places
            .binary_search_by(|(held, _)| held.cmp(&channel_id))
        {
            Ok(found) => return self.places.get(found).map_or(0, |(_, place)| *place),
            Err(at) => at,
        };
        let kind = kind.unwrap_or(match fixed_part.participants.len() {
            ..=2 => ChannelKind::Ledger,
            _ => ChannelKind::Virtual,
        });
        let me = self.me.and_then(|me| index_of(&fixed_part, &me));
        let is_stored = my_index.is_some();
        let my_index = my_index.or(me);
        if self.me.is_none() {
            let me = my_index.and_then(|index| fixed_part.participants.get(usize::from(index)));
            self.me = me.copied();
        }
        let place = self.channels.len();
        self.places.insert(at, (channel_id, place));
        self.channels.push(Channel {
            created: ChannelCreated {
                timestamp: None,
                causation_id: None,
                correlation_id: Text::new(ORIGIN),
                channel_id,
                protocol: Protocol::Nitro2,
                fixed_part,
                kind,
                chain_id: self.context.chain_id,
                adjudicator: self.context.adjudicator,
                support_rule: match kind {
                    ChannelKind::Ledger => SupportRule::Unanimous,
                    ChannelKind::Virtual => SupportRule::VirtualPayment,
                    _ => SupportRule::Custom,
                },
                my_index,
            },
            source: self.source(),
            is_stored,
            items: Vec::new(),
            states: Vec::new(),
            heard: Vec::new(),
        });
        place
    }

    /// Takes the signatures of a state: a list, or a map from places of participants.
    pub(super) fn signatures(
        &mut self,
        place: usize,
        state: &VariablePart,
        signatures: Value<'_>,
    ) -> Result<(), Invalid> {
        let Some(channel) = self.channels.get(place) else {
            return Ok(());
        };
        let hash = nitro::state_hash(&channel.created.channel_id, state);
        self.each(signatures, &mut |import, slot, value| {
            if let Some(signature) = shape::signature(value)? {
                import.signed(place, (state, hash), slot, signature);
            }
            Ok(())
        })
    }

    /// Takes one signature of a state. Who signed is what the signature says, whatever
    /// place it stands at.
    fn signed(
        &mut self,
        place: usize,
        (state, hash): (&VariablePart, Bytes32),
        slot: &str,
        signature: Bytes65,
    ) {
        let Some(channel) = self.channels.get_mut(place) else {
            return;
        };
        if !channel.is_news(hash, signature) {
            return;
        }
        let Some(index) = signer(channel, &hash, &signature) else {
            let message = "no participant of the channel signed this state with it";
            return self.remark(GoNitroReason::Signature, message);
        };
        channel.remember(state.turn_num, hash, &state.outcome);
        let event = state_event(channel, state, hash, (index, signature));
        self.note(place, Item::state(state.turn_num, event));
        if slot != index.to_string() {
            let message = format!("it is carried over as that of participant {index}, who made it");
            self.remark(GoNitroReason::Signature, &message);
        }
    }

    /// Keeps an event about a channel.
    pub(super) fn note(&mut self, place: usize, mut item: Item) {
        item.source = self.source();
        if let Some(channel) = self.channels.get_mut(place) {
            channel.items.push(item);
        }
    }

    /// Keeps a voucher until all channels are known.
    pub(super) fn voucher(&mut self, of: Value<'_>) -> Result<(), Invalid> {
        if let Some((channel_id, amount, signature)) = shape::voucher(of)? {
            self.vouchers.push(FoundVoucher {
                path: self.path.clone(),
                channel_id,
                amount,
                signature,
            });
        }
        Ok(())
    }

    /// Takes the vouchers that were found.
    pub(super) fn take_vouchers(&mut self) {
        for found in std::mem::take(&mut self.vouchers) {
            self.path.clone_from(&found.path);
            self.take_voucher(&found);
        }
    }

    fn take_voucher(&mut self, found: &FoundVoucher) {
        let FoundVoucher {
            channel_id,
            amount,
            signature,
            ..
        } = *found;
        let place = self.place_of(&channel_id);
        let Some((place, channel)) = place.and_then(|at| Some((at, self.channels.get_mut(at)?)))
        else {
            let message = "the channel of the voucher is not in the data, so its payer is unknown";
            return self.remark(GoNitroReason::History, message);
        };
        let hash = nitro::voucher_hash(&channel_id, amount);
        if !channel.is_news(hash, signature) {
            return;
        }
        if signer(channel, &hash, &signature) != Some(0) {
            let message = "the payer, participant 0, did not sign this voucher with it";
            return self.remark(GoNitroReason::Signature, message);
        }
        let payer = channel.created.fixed_part.participants.first();
        let event = if channel.created.my_index == Some(0) {
            Event::VoucherSigned(VoucherSigned {
                timestamp: None,
                causation_id: None,
                correlation_id: Text::new(ORIGIN),
                channel_id,
                amount,
                signature,
                r#override: Text::new(OVERRIDE),
            })
        } else {
            Event::VoucherReceived(VoucherReceived {
                timestamp: None,
                causation_id: None,
                correlation_id: Text::new(ORIGIN),
                channel_id,
                amount,
                signature,
                from: payer.copied().unwrap_or_default(),
                message_id: None,
            })
        };
        self.note(place, Item::voucher(amount, event));
    }
}

/// The participant whose signature over a hash it is.
pub(super) fn signer(channel: &Channel, hash: &Bytes32, signature: &Bytes65) -> Option<u8> {
    channel.index_of(&nitro::recover(hash, signature).ok()?)
}

/// The event that says that a participant signed a state.
fn state_event(
    channel: &Channel,
    state: &VariablePart,
    state_hash: Bytes32,
    (signer_index, signature): (u8, Bytes65),
) -> Event {
    let created = &channel.created;
    let sig = Sig {
        signature,
        signer_index,
    };
    if created.my_index == Some(signer_index) {
        return Event::StateSigned(StateSigned {
            timestamp: None,
            causation_id: None,
            correlation_id: Text::new(ORIGIN),
            channel_id: created.channel_id,
            state: state.clone(),
            state_hash,
            sig,
            purpose: None,
            r#override: Text::new(OVERRIDE),
        });
    }
    let participants = &created.fixed_part.participants;
    let from = participants.get(usize::from(signer_index));
    // One signature is at least one.
    let sigs = Sigs::new(vec![sig]);
    Event::StateReceived(StateReceived {
        timestamp: None,
        causation_id: None,
        correlation_id: Text::new(ORIGIN),
        channel_id: created.channel_id,
        state: state.clone().into(),
        state_hash,
        sigs: sigs.unwrap_or_else(crate::canonical::Form::blank),
        from: from.copied().unwrap_or_default(),
        message_id: None,
        truncated: None,
    })
}

/// A text that an event or a remark can hold.
pub(super) fn kept(text: &str) -> Text {
    Text::new(text.chars().take(KEPT_CHARS).collect::<String>()).unwrap_or_default()
}
