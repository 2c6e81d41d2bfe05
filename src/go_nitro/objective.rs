//! Stored objectives, and notices that reject them.

use super::collect::{Import, kept};
use super::sequence::Item;
use super::shape;
use super::value::{form, member, number};
use super::{GoNitroReason, ORIGIN, OVERRIDE};
use crate::canonical::{Document, Form, Invalid, Value};
use crate::event::scalar::{Bytes20, Bytes32, Text};
use crate::event::{
    ChannelKind, Event, InitialStatus, ObjectiveCompleted, ObjectiveCreated, ObjectiveRejected,
    ObjectiveSource, RejectedVia,
};
use crate::nitro::{ObjectiveIdKind, objective_id};

/// The status numbers of go-nitro.
const UNAPPROVED: u64 = 0;
const REJECTED: u64 = 2;
const COMPLETED: u64 = 3;

/// Notices come after all objectives.
const NOTICE_RANK: u64 = u64::MAX;

/// A peer's word that it rejects an objective.
pub(super) struct Notice {
    pub(super) path: String,
    pub(super) from: Bytes20,
    pub(super) id: String,
}

/// What an objective's channel is used for, as far as its id tells.
pub(super) fn kind_of_channel(id: &str) -> Option<ChannelKind> {
    use ObjectiveIdKind::{Swap, SwapDefund, SwapFund, VirtualDefund, VirtualFund};
    Some(match ObjectiveIdKind::of_id(id)? {
        VirtualFund | VirtualDefund => ChannelKind::Virtual,
        SwapFund | SwapDefund | Swap => ChannelKind::Swap,
        _ => ChannelKind::Ledger,
    })
}

/// The member that holds the channel of an objective.
fn channel_member(kind: ObjectiveIdKind) -> &'static str {
    match kind {
        ObjectiveIdKind::VirtualFund | ObjectiveIdKind::VirtualDefund => "V",
        ObjectiveIdKind::SwapFund | ObjectiveIdKind::SwapDefund => "S",
        _ => "C",
    }
}

impl Import<'_> {
    /// Reads a stored objective.
    pub(super) fn objective(&mut self, id: &str, of: Value<'_>) -> Result<(), Invalid> {
        let Some(kind) = ObjectiveIdKind::of_id(id) else {
            let message = "no kind of objective has ids of this form";
            self.remark(GoNitroReason::Unknown, message);
            return Ok(());
        };
        let status = number(of, "Status", COMPLETED)?;
        let channel_id: Bytes32 = form(of, channel_member(kind))?;
        let named: Bytes32 = match kind {
            ObjectiveIdKind::Swap => form(of, "Swap")?,
            _ => channel_id,
        };
        if objective_id(kind, &named) != id {
            let message = format!("the objective is about {named}, which its id does not name");
            self.remark(GoNitroReason::Mismatch, &message);
            return Ok(());
        }
        let mut related = self.related(of)?;
        let is_swap = kind == ObjectiveIdKind::Swap;
        if is_swap {
            related.push(channel_id);
        }
        if member(of, "L2SignedState").is_some() {
            let message = "it holds a state of a channel on another chain; import that by itself";
            self.remark(GoNitroReason::NoEvent, message);
        }
        let place = self.place_of(&channel_id).filter(|_| !is_swap);
        let channel = place.and_then(|place| self.channels.get(place));
        let role = match member(of, "MyRole") {
            Some(_) => Some(shape::byte(of, "MyRole")?),
            None => channel.and_then(|channel| channel.created.my_index),
        };
        let id = kept(id);
        let created = ObjectiveCreated {
            timestamp: None,
            causation_id: None,
            correlation_id: Text::new(ORIGIN),
            objective_id: id.clone(),
            kind: kind.event_kind(),
            source: source(kind, role),
            status: match status {
                UNAPPROVED | REJECTED => InitialStatus::Unapproved,
                _ => InitialStatus::Approved,
            },
            channel_id: (!is_swap).then_some(channel_id),
            related_channels: (!related.is_empty()).then_some(related),
            role,
            peer: None,
        };
        self.objectives.push(id.clone());
        let ended = self.ended(status, id);
        let is_funding = matches!(
            kind,
            ObjectiveIdKind::DirectFund | ObjectiveIdKind::VirtualFund
        );
        for event in std::iter::once(created.into()).chain(ended) {
            match place.filter(|_| is_funding) {
                Some(place) => self.note(place, Item::funding(event)),
                None => self.note_late(kind as u64, event),
            }
        }
        Ok(())
    }

    /// The ledgers of an objective. Those that fund hold them as JSON in base64.
    fn related(&mut self, of: Value<'_>) -> Result<Vec<Bytes32>, Invalid> {
        let mut related = Vec::new();
        for side in ["ToMyLeft", "ToMyRight"] {
            let Some(value) = member(of, side) else {
                continue;
            };
            let id = match Bytes32::read(value) {
                Ok(id) => Some(id),
                Err(_) => connected(&shape::nested(of, side)?).map_err(|e| e.within(side))?,
            };
            related.extend(id.filter(|id| *id != Bytes32::ZERO));
        }
        Ok(related)
    }

    /// How an objective with this status ended, unless a notice tells better.
    fn ended(&self, status: u64, objective_id: Text) -> Option<Event> {
        let correlation_id = Text::new(ORIGIN);
        match status {
            COMPLETED => Some(Event::ObjectiveCompleted(ObjectiveCompleted {
                timestamp: None,
                causation_id: None,
                correlation_id,
                objective_id,
                r#override: Text::new(OVERRIDE),
            })),
            REJECTED
                if !self
                    .notices
                    .iter()
                    .any(|notice| self.tells(notice, &objective_id)) =>
            {
                Some(Event::ObjectiveRejected(ObjectiveRejected {
                    timestamp: None,
                    causation_id: None,
                    correlation_id,
                    objective_id,
                    via: RejectedVia::Policy,
                    by: None,
                    reason: Text::new("imported from go-nitro, which does not say who rejected"),
                }))
            }
            _ => None,
        }
    }

    /// Whether a notice is a peer's about an objective.
    fn tells(&self, notice: &Notice, id: &Text) -> bool {
        self.me != Some(notice.from) && notice.id == id.as_str()
    }

    /// Takes the notices that were found.
    pub(super) fn take_notices(&mut self) {
        for notice in std::mem::take(&mut self.notices) {
            self.path.clone_from(&notice.path);
            let mut known = self.objectives.iter();
            let Some(objective_id) = known.find(|id| id.as_str() == notice.id).cloned() else {
                let message = "the objective that is rejected is not in the data";
                self.remark(GoNitroReason::History, message);
                continue;
            };
            if self.tells(&notice, &objective_id) {
                let event = Event::ObjectiveRejected(ObjectiveRejected {
                    timestamp: None,
                    causation_id: None,
                    correlation_id: Text::new(ORIGIN),
                    objective_id,
                    via: RejectedVia::CounterpartyNotice,
                    by: Some(notice.from),
                    reason: None,
                });
                self.note_late(NOTICE_RANK, event);
            }
        }
    }

    fn note_late(&mut self, rank: u64, event: Event) {
        let mut item = Item::late(rank, event);
        item.source = self.source();
        self.late.push(item);
    }
}

/// Who asked for an objective. Whoever asks for funding puts itself first; of all others
/// the store does not say it, and what a peer asked for is refused by no rule.
fn source(kind: ObjectiveIdKind, role: Option<u8>) -> ObjectiveSource {
    use ObjectiveIdKind::{DirectFund, SwapFund, VirtualFund};
    match (kind, role) {
        (DirectFund | VirtualFund | SwapFund, Some(0)) => ObjectiveSource::LocalRequest,
        _ => ObjectiveSource::PeerPayload,
    }
}

/// The ledger of a connection; `null` is none.
fn connected(text: &str) -> Result<Option<Bytes32>, Invalid> {
    let document = Document::parse_foreign(text)?;
    let channel = member(document.root(), "Channel").map(Bytes32::read);
    channel.transpose().map_err(|error| error.within("Channel"))
}
