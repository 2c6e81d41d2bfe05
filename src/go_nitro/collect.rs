//! Collects what is found in the data, by channel.

use super::sequence::Item;
use super::value::members;
use super::{GoNitroContext, GoNitroReason, GoNitroRemark, ORIGIN, OVERRIDE, shape};
use crate::canonical::{Document, Invalid, Value, WriteMember, Writer};
use crate::event::scalar::{Bytes20, Bytes32, Bytes65, Text, Uint48};
use crate::event::{ChannelKind, FixedPart, Outcome, Sig, VariablePart};
use crate::nitro;
use crate::order;

/// How many characters of a path or message are kept.
const KEPT_CHARS: usize = 500;

/// A channel and everything found about it.
pub(super) struct Channel {
    pub(super) id: Bytes32,
    pub(super) fixed_part: FixedPart,
    pub(super) kind: ChannelKind,
    pub(super) my_index: Option<u8>,
    pub(super) source: String,
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
        if self.kind == ChannelKind::Ledger && !is_known {
            self.states.push((turn, hash, outcome.clone()));
        }
    }

    /// The participant whose signature over a hash it is.
    pub(super) fn signer(&self, hash: &Bytes32, signature: &Bytes65) -> Option<u8> {
        index_of(&self.fixed_part, &nitro::recover(hash, signature).ok()?)
    }

    /// The event that says what a participant signed: the first of the tags if that is
    /// us, else the second. The rules cannot know what an act of ours rested on, so it
    /// gives a reason.
    pub(super) fn told(
        &self,
        by: u8,
        [own, other]: [&str; 2],
        members: &[(&str, &dyn WriteMember)],
    ) -> String {
        let is_own = self.my_index == Some(by);
        let from = self.participant(by).filter(|_| !is_own);
        let reason = Text::new(OVERRIDE).filter(|_| is_own);
        let origin: [(&str, &dyn WriteMember); 2] = [("from", &from), ("override", &reason)];
        event(
            if is_own { own } else { other },
            &[members, &origin].concat(),
        )
    }

    /// The address of a participant.
    pub(super) fn participant(&self, index: u8) -> Option<Bytes20> {
        let participants = &self.fixed_part.participants;
        participants.get(usize::from(index)).copied()
    }

    /// Whether there is more than a stranger's word for the channel.
    pub(super) fn is_proven(&self) -> bool {
        self.is_stored || !self.items.is_empty()
    }
}

fn index_of(fixed_part: &FixedPart, address: &Bytes20) -> Option<u8> {
    let mut participants = fixed_part.participants.iter();
    let index = participants.position(|participant| participant == address)?;
    u8::try_from(index).ok()
}

/// A part of a message that is looked at when all channels are known.
pub(super) struct Later {
    /// When it is looked at: proposals in the order of turns, then the rest.
    pub(super) rank: u64,
    /// Where it stands.
    path: String,
    /// Who sent it.
    from: Bytes20,
    /// Its JSON.
    text: String,
}

/// Ranks of what is no proposal. Turns are below them.
pub(super) const VOUCHERS: u64 = u64::MAX - 1;
pub(super) const NOTICES: u64 = u64::MAX;

/// An import that is under way.
pub(super) struct Import<'c> {
    pub(super) context: &'c GoNitroContext,
    pub(super) me: Option<Bytes20>,
    pub(super) channels: Vec<Channel>,
    /// Places in `channels`, ascending by id.
    places: Vec<(Bytes32, usize)>,
    later: Vec<Later>,
    /// The stored objectives, and whether they were rejected.
    pub(super) objectives: Vec<(String, bool)>,
    /// What comes after everything about channels.
    pub(super) last: Vec<Item>,
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
            later: Vec::new(),
            objectives: Vec::new(),
            last: Vec::new(),
            remarks: Vec::new(),
            path: String::new(),
        }
    }

    /// Works on a part of what is being read. What is wrong in there becomes a remark,
    /// and ends nothing else.
    pub(super) fn within(&mut self, segment: &str, work: Work<'_, 'c>) {
        let outside = self.path.len();
        self.path.push('/');
        let escaped = segment.replace('~', "~0").replace('/', "~1");
        self.path.push_str(&escaped);
        self.attempt(work);
        self.path.truncate(outside);
    }

    /// The same for all of what is being read.
    pub(super) fn attempt(&mut self, work: Work<'_, 'c>) {
        if let Err(invalid) = work(self) {
            let here = self.path.len();
            self.path.push_str(&invalid.path);
            let message = format!("expected {}, got {}", invalid.expected, invalid.got);
            self.remark(GoNitroReason::Malformed, &message);
            self.path.truncate(here);
        }
    }

    /// Works on each member or item of what is being read.
    pub(super) fn each(
        &mut self,
        value: Value<'_>,
        work: &mut dyn FnMut(&mut Self, &str, Value<'_>) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        for (name, value) in members(value)? {
            self.within(&name, &mut |import| work(import, &name, value));
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
        self.remarks.push(GoNitroRemark {
            path: kept(&self.path),
            reason,
            message: kept(message),
        });
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
        stored_index: Option<u8>,
    ) -> usize {
        let id = nitro::channel_id(&fixed_part);
        if let Some(place) = self.place_of(&id) {
            return place;
        }
        let at = self.places.partition_point(|(held, _)| *held < id);
        let place = self.channels.len();
        self.places.insert(at, (id, place));
        let is_pair = fixed_part.participants.len() <= 2;
        let me = self.me.and_then(|me| index_of(&fixed_part, &me));
        let my_index = stored_index.or(me);
        self.channels.push(Channel {
            id,
            fixed_part,
            kind: kind.unwrap_or(match is_pair {
                true => ChannelKind::Ledger,
                false => ChannelKind::Virtual,
            }),
            my_index,
            source: self.path.clone(),
            is_stored: stored_index.is_some(),
            items: Vec::new(),
            states: Vec::new(),
            heard: Vec::new(),
        });
        if let (None, Some(channel)) = (self.me, self.channels.last()) {
            self.me = my_index.and_then(|index| channel.participant(index));
        }
        place
    }

    /// Takes the signatures of a state: a list, or a map from places of participants.
    pub(super) fn signatures(
        &mut self,
        place: usize,
        state: &VariablePart,
        signatures: Value<'_>,
    ) -> Result<(), Invalid> {
        let id = self.channels.get(place).map(|channel| channel.id);
        let hash = nitro::state_hash(&id.unwrap_or_default(), state);
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
        let Some(signer_index) = channel.signer(&hash, &signature) else {
            let message = "no participant of the channel signed this state with it";
            return self.remark(GoNitroReason::Signature, message);
        };
        channel.remember(state.turn_num, hash, &state.outcome);
        let sig = Sig {
            signature,
            signer_index,
        };
        let is_own = channel.my_index == Some(signer_index);
        let event = channel.told(
            signer_index,
            ["state_signed", "state_received"],
            &[
                ("channelId", &channel.id),
                ("state", state),
                ("stateHash", &hash),
                ("sig", &is_own.then(|| sig.clone())),
                ("sigs", &(!is_own).then(|| vec![sig])),
            ],
        );
        self.note(place, Item::state(state.turn_num, event));
        if slot != signer_index.to_string() {
            let message =
                format!("carried over as that of participant {signer_index}, who made it");
            self.remark(GoNitroReason::Signature, &message);
        }
    }

    /// Keeps an event about a channel.
    pub(super) fn note(&mut self, place: usize, mut item: Item) {
        item.source.clone_from(&self.path);
        match self.channels.get_mut(place) {
            Some(channel) => channel.items.push(item),
            None => self.last.push(item),
        }
    }

    /// Keeps what is being read until all channels are known.
    pub(super) fn keep(&mut self, rank: u64, from: Bytes20, value: Value<'_>) {
        let mut out = Writer::new();
        value.write_canonical(&mut out);
        self.later.push(Later {
            rank,
            path: self.path.clone(),
            from,
            text: String::from_utf8(out.into_bytes()).unwrap_or_default(),
        });
    }

    /// Looks at what was kept.
    pub(super) fn take_later(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        order::sort_by(&mut later, |left, right| left.rank.cmp(&right.rank));
        for kept in later {
            self.path = kept.path;
            self.attempt(&mut |import| {
                let document = Document::parse_foreign(&kept.text)?;
                match kept.rank {
                    NOTICES => import.notice(kept.from, document.root()),
                    VOUCHERS => import.voucher(document.root()),
                    _ => import.proposal(document.root()),
                }
            });
        }
    }
}

/// The JSON of an event that bears its origin.
pub(super) fn event(tag: &str, members: &[(&str, &dyn WriteMember)]) -> String {
    let mut out = Writer::new();
    out.object(|out| {
        out.member("type");
        out.string(tag);
        out.member("correlationId");
        out.string(ORIGIN);
        for (name, value) in members {
            value.write_member(name, out);
        }
    });
    String::from_utf8(out.into_bytes()).unwrap_or_default()
}

/// A text that a remark can hold.
pub(super) fn kept(text: &str) -> Text {
    Text::new(text.chars().take(KEPT_CHARS).collect::<String>()).unwrap_or_default()
}
