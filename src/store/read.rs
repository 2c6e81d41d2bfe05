//! Reads events.

use std::ops::Range;

use super::EventStore;
use super::append::type_bit;
use super::facts::kind;
use crate::canonical::Document;
use crate::dispatch::{Delivery, Filter, FilterKey, SubscriptionId};
use crate::error::Error;
use crate::event::scalar::Bytes32;
use crate::event::{Event, EventType};

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The offset.
    pub offset: u64,
    /// The id: the RFC 6962 leaf hash of the canonical bytes.
    pub event_id: Bytes32,
    /// The event.
    pub event: Event,
}

impl EventStore {
    /// The event at an offset.
    #[must_use]
    pub fn get(&self, offset: u64) -> Option<RecordedEvent> {
        if offset >= self.len() {
            return None;
        }
        Some(RecordedEvent {
            offset,
            event_id: self.log.id(offset)?,
            event: self.event(offset)?,
        })
    }

    /// The canonical bytes of the event at an offset.
    #[must_use]
    pub fn bytes(&self, offset: u64) -> Option<&[u8]> {
        self.log.bytes(offset).filter(|_| offset < self.log.len())
    }

    /// The id of the event at an offset.
    #[must_use]
    pub fn id(&self, offset: u64) -> Option<Bytes32> {
        self.log.id(offset).filter(|_| offset < self.log.len())
    }

    /// The events `[start, end)`; an end beyond the length means the length.
    pub fn read(&self, range: Range<u64>) -> impl Iterator<Item = RecordedEvent> + '_ {
        let end = range.end.min(self.len());
        (range.start..end).filter_map(|offset| self.get(offset))
    }

    /// The offsets within `[start, end)` of the events that belong to a channel.
    #[must_use]
    pub fn channel_offsets(&self, id: &Bytes32, range: Range<u64>) -> &[u32] {
        self.offsets(kind::CHANNEL, id.as_slice(), range)
    }

    /// The offsets within `[start, end)` of the events that belong to an objective.
    #[must_use]
    pub fn objective_offsets(&self, id: &str, range: Range<u64>) -> &[u32] {
        self.offsets(kind::OBJECTIVE, id.as_bytes(), range)
    }

    fn offsets(&self, kind: u8, id: &[u8], range: Range<u64>) -> &[u32] {
        let index = self.log.index();
        let Some(key) = index.find(kind, id) else {
            return &[];
        };
        let postings = index.postings(key);
        let from = postings.partition_point(|offset| u64::from(*offset) < range.start);
        let to = postings.partition_point(|offset| u64::from(*offset) < range.end);
        postings.get(from..to).unwrap_or_default()
    }

    /// Subscribes from an offset on to the events of some types (all if `None`) that
    /// belong to a channel and an objective, where those are given.
    pub fn subscribe(
        &mut self,
        from: u64,
        types: Option<&[EventType]>,
        channel: Option<&Bytes32>,
        objective: Option<&str>,
    ) -> Result<SubscriptionId, Error> {
        self.check_open()?;
        let channel = channel.map(|id| FilterKey {
            kind: kind::CHANNEL,
            id: id.to_vec(),
        });
        let objective = objective.map(|id| FilterKey {
            kind: kind::OBJECTIVE,
            id: id.as_bytes().to_vec(),
        });
        let filter = Filter {
            types: types.map(|types| types.iter().fold(0, |bits, known| bits | type_bit(*known))),
            keys: channel.into_iter().chain(objective).collect(),
        };
        let length = self.len();
        Ok(self.dispatcher.subscribe(from, length, filter))
    }

    /// The next delivery to a subscriber, if there is one.
    pub fn next_delivery(&mut self) -> Option<Delivery> {
        let durable = self.durable_length();
        let log = &self.log;
        self.dispatcher.next(durable, |filter, offset| {
            let of_type = filter.types.is_none_or(|types| {
                let known = log.bytes(offset).and_then(event_type);
                known.is_some_and(|known| types & type_bit(known) != 0)
            });
            let index = log.index();
            of_type
                && filter.keys.iter().all(|key| {
                    let postings = index.find(key.kind, &key.id).map(|id| index.postings(id));
                    postings.is_some_and(|held| held.binary_search(&(offset as u32)).is_ok())
                })
        })
    }
}

/// The type of an event, from its canonical bytes.
fn event_type(bytes: &[u8]) -> Option<EventType> {
    let document = Document::parse(std::str::from_utf8(bytes).ok()?).ok()?;
    let tag = document.root().member("type")?;
    EventType::from_tag(&tag.string().ok()?)
}
