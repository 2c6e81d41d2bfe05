//! Stored objectives, and notices that reject them.

use super::collect::{Import, event};
use super::message::nested;
use super::sequence::Item;
use super::value::{form, member, number};
use super::{GoNitroReason, OVERRIDE};
use crate::canonical::{Document, Form, Invalid, Value};
use crate::event::scalar::{Bytes20, Bytes32, Text};
use crate::event::{ChannelKind, InitialStatus, ObjectiveSource, RejectedVia};
use crate::nitro::{ObjectiveIdKind, objective_id};

/// The status numbers of go-nitro; approved is 1.
const UNAPPROVED: u64 = 0;
const REJECTED: u64 = 2;
const COMPLETED: u64 = 3;

/// What rejections come after.
const REJECTION_RANK: u64 = 100;

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
        let swap = (kind == ObjectiveIdKind::Swap).then(|| form(of, "Swap"));
        let swap: Option<Bytes32> = swap.transpose()?;
        let named = swap.unwrap_or(channel_id);
        if objective_id(kind, &named) != id {
            let message = format!("the objective is about {named}, which its id does not name");
            self.remark(GoNitroReason::Mismatch, &message);
            return Ok(());
        }
        if member(of, "L2SignedState").is_some() {
            let message = "it holds a state of a channel on another chain; import that by itself";
            self.remark(GoNitroReason::NoEvent, message);
        }
        let mut related = related(of)?;
        related.extend(swap.map(|_| channel_id));
        let owned = swap.is_none().then_some(channel_id);
        let place = owned
            .and_then(|id| self.place_of(&id))
            .unwrap_or(usize::MAX);
        let role = match member(of, "MyRole") {
            Some(_) => Some(number(of, "MyRole", 254)? as u8),
            None => self
                .channels
                .get(place)
                .and_then(|channel| channel.my_index),
        };
        let created = event(
            "objective_created",
            &[
                ("objectiveId", &Text::new(id)),
                ("kind", &kind.event_kind()),
                ("source", &source(kind, role)),
                (
                    "status",
                    &match status {
                        UNAPPROVED | REJECTED => InitialStatus::Unapproved,
                        _ => InitialStatus::Approved,
                    },
                ),
                ("channelId", &owned),
                (
                    "relatedChannels",
                    &Some(related).filter(|list| !list.is_empty()),
                ),
                ("role", &role),
            ],
        );
        // The goal of these is the postfund state, so they belong there.
        use ObjectiveIdKind::{DirectFund, VirtualFund};
        let is_funding = matches!(kind, DirectFund | VirtualFund);
        let place = if is_funding { place } else { usize::MAX };
        self.note(place, Item::objective(kind as u64, created));
        if status == COMPLETED {
            let reason = Text::new(OVERRIDE);
            let completed = event(
                "objective_completed",
                &[("objectiveId", &Text::new(id)), ("override", &reason)],
            );
            self.note(place, Item::objective(kind as u64, completed));
        }
        self.objectives.push((id.to_owned(), status == REJECTED));
        Ok(())
    }

    /// Takes a peer's notice that it rejects an objective.
    pub(super) fn notice(&mut self, from: Bytes20, of: Value<'_>) -> Result<(), Invalid> {
        let id = of.string()?;
        let Some((_, is_open)) = self.objectives.iter_mut().find(|(held, _)| *held == id) else {
            let message = "the objective that is rejected is not in the data";
            self.remark(GoNitroReason::History, message);
            return Ok(());
        };
        if self.me == Some(from) {
            return Ok(());
        }
        *is_open = false;
        self.reject(&id, RejectedVia::CounterpartyNotice, Some(from), None);
        Ok(())
    }

    /// Rejects what is stored as rejected and no notice told of.
    pub(super) fn take_rejections(&mut self) {
        for (id, is_open) in std::mem::take(&mut self.objectives) {
            if is_open {
                self.path = format!("/objectives/{id}");
                let reason = "imported from go-nitro, which does not say who rejected";
                self.reject(&id, RejectedVia::Policy, None, Text::new(reason));
            }
        }
    }

    fn reject(&mut self, id: &str, via: RejectedVia, by: Option<Bytes20>, reason: Option<Text>) {
        let rejected = event(
            "objective_rejected",
            &[
                ("objectiveId", &Text::new(id)),
                ("via", &via),
                ("by", &by),
                ("reason", &reason),
            ],
        );
        self.note(usize::MAX, Item::objective(REJECTION_RANK, rejected));
    }
}

/// The ledgers of an objective. Those that fund hold them as JSON in base64.
fn related(of: Value<'_>) -> Result<Vec<Bytes32>, Invalid> {
    let mut related = Vec::new();
    for side in ["ToMyLeft", "ToMyRight"] {
        let Some(value) = member(of, side) else {
            continue;
        };
        let id = match Bytes32::read(value) {
            Ok(id) => Some(id),
            Err(_) => connected(value).map_err(|error| error.within(side))?,
        };
        related.extend(id.filter(|id| *id != Bytes32::ZERO));
    }
    Ok(related)
}

/// The ledger of a connection; `null` is none.
fn connected(value: Value<'_>) -> Result<Option<Bytes32>, Invalid> {
    let text = nested(value)?;
    let document = Document::parse_foreign(&text)?;
    let channel = member(document.root(), "Channel").map(Bytes32::read);
    channel.transpose().map_err(|error| error.within("Channel"))
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
