//! A commit or mark line.

use std::ops::Range;

use super::Difference;
use super::skeleton::{EVENTS_CLOSE, EVENTS_OPEN, ending};
use crate::canonical::{Form, Invalid, Items, Value};
use crate::limits::MAX_EVENT_BYTES;
use crate::merkle::{Hash, Tree, leaf_hash};

/// The levels of nesting around an event: the line and its list of events.
pub(super) const LEVELS: usize = 2;

/// A line whose checksum, form, length and root hold.
///
/// A commit has at least one event. A mark has none; a writer that closes the
/// log leaves it as proof that everything before it was durable.
#[derive(Clone, Debug)]
pub struct Line<'l> {
    /// The position of the first byte of the line in the file.
    pub position: u64,
    /// The number of the line in the file; the header is line 1.
    pub number: u64,
    /// The number of commits before the line, so that commits count from 0.
    pub commit: u64,
    /// The durable length of the log when the write of this line began.
    pub flushed: u64,
    /// The length of the log after this line.
    pub length: u64,
    /// The Merkle root of the log at `length`.
    pub root: Hash,
    /// The events of the line in the order of their offsets.
    pub events: Vec<LineEvent<'l>>,
    /// The tree over the events of the log at `length`.
    pub tree: &'l Tree,
}

/// An event as it stands in a line.
#[derive(Clone, Copy, Debug)]
pub struct LineEvent<'l> {
    /// An object that was read strictly; its [`raw`](Value::raw) text is the bytes
    /// of the event. Whether they are canonical and hold an event is for the
    /// decoder to say.
    pub value: Value<'l>,
    /// The leaf hash of those bytes.
    pub id: Hash,
}

impl Line<'_> {
    /// Whether the line is a mark.
    #[must_use]
    pub fn is_mark(&self) -> bool {
        self.events.is_empty()
    }

    /// The offsets `[start, end)` of the events of the line.
    #[must_use]
    pub fn offsets(&self) -> Range<u64> {
        self.length.saturating_sub(self.events.len() as u64)..self.length
    }
}

/// The members of a line behind its checksum, canonical but not yet compared with
/// the lines before.
pub(super) struct Members<'d> {
    /// `None` in a mark.
    pub(super) events: Option<Items<'d>>,
    pub(super) flushed: u64,
    pub(super) length: u64,
    pub(super) root: Hash,
}

impl<'d> Members<'d> {
    /// Reads the members of `line`, the value of `text`, and checks that the text is
    /// that of a commit or a mark in canonical form, apart from the inside of its
    /// events.
    pub(super) fn read(line: Value<'d>, text: &str) -> Result<Self, Invalid> {
        let events = line.member("events").map(read_events).transpose();
        let members = Self {
            events: events.map_err(|error| error.within("events"))?,
            flushed: read_member(line, "flushed", |value| value.number())?,
            length: read_member(line, "length", |value| value.number())?,
            root: read_member(line, "root", Hash::read)?,
        };
        if members.matches(text) {
            Ok(members)
        } else {
            Err(Invalid::new(
                "the members of a commit or a mark in canonical form",
                "other members or another form",
            ))
        }
    }

    /// Whether writing the members again, with the texts of the events as they
    /// are, gives the text behind the checksum.
    fn matches(&self, text: &str) -> bool {
        let ending = ending(self.flushed, self.length, &self.root);
        // The checksum has been checked, and its closing comma is part of what
        // follows here.
        text.as_bytes()
            .get(super::checksum::COVERED_FROM - 1..)
            .and_then(|rest| self.strip_events(rest))
            .is_some_and(|rest| rest == ending)
    }

    fn strip_events<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let Some(events) = self.events else {
            return Some(text);
        };
        let mut rest = text.strip_prefix(EVENTS_OPEN)?;
        for (index, event) in events.enumerate() {
            if index > 0 {
                rest = rest.strip_prefix(b",")?;
            }
            rest = rest.strip_prefix(event.raw().as_bytes())?;
        }
        rest.strip_prefix(EVENTS_CLOSE)
    }

    /// The number of events of the line.
    pub(super) fn count(&self) -> u64 {
        self.events.map_or(0, |events| events.len() as u64)
    }

    /// Checks that the line continues a log of the length `before`.
    pub(super) fn continues(&self, before: u64) -> Result<(), Difference> {
        let expected = before + self.count();
        if self.length != expected {
            let got = self.length;
            return Err(Difference::Length { expected, got });
        }
        // A mark is written once everything is durable; a commit cannot have been
        // durable before its own write began.
        let plausible = match self.events {
            Some(_) => self.flushed <= before,
            None => self.flushed == before,
        };
        let (flushed, mark) = (self.flushed, self.events.is_none());
        plausible.then_some(()).ok_or(Difference::Flushed {
            flushed,
            before,
            mark,
        })
    }

    /// The events with their ids.
    pub(super) fn hash_events(&self) -> Vec<LineEvent<'d>> {
        let hashed = |value: Value<'d>| LineEvent {
            value,
            id: leaf_hash(value.raw().as_bytes()),
        };
        self.events.into_iter().flatten().map(hashed).collect()
    }
}

fn read_member<'d, T>(
    line: Value<'d>,
    name: &str,
    read: impl FnOnce(Value<'d>) -> Result<T, Invalid>,
) -> Result<T, Invalid> {
    let value = line.member(name).ok_or_else(|| Invalid::missing(name))?;
    read(value).map_err(|error| error.within(name))
}

/// The events of a commit: at least one, each an object of bounded length.
fn read_events(list: Value<'_>) -> Result<Items<'_>, Invalid> {
    let events = list.array()?;
    if events.is_empty() {
        return Err(Invalid::new("at least one event", "none"));
    }
    for (index, event) in events.enumerate() {
        check_event(event).map_err(|error| error.within_item(index))?;
    }
    Ok(events)
}

fn check_event(event: Value<'_>) -> Result<(), Invalid> {
    event.object()?;
    let bytes = event.raw().len();
    if bytes > MAX_EVENT_BYTES {
        let expected = format!("at most {MAX_EVENT_BYTES} bytes");
        return Err(Invalid::new(expected, format!("{bytes} bytes")));
    }
    Ok(())
}
