//! Reads events that a caller gives as JSON text: new ones, and recorded ones, of this
//! log or another, which say besides where they stand and what their id is.

use crate::canonical::{Document, Form, Invalid, Value, Writer, to_bytes};
use crate::error::Error;
use crate::event::Event;
use crate::event::scalar::{Bytes32, Offset};
use crate::limits::MAX_INPUT_BYTES;
use crate::merkle::leaf_hash;

/// The members of a recorded event that its canonical bytes do not have.
const OFFSET: &str = "offset";
const EVENT_ID: &str = "eventId";

/// An event as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The event.
    pub event: Event,
    /// The place that it claims to have in some log.
    pub offset: Option<Offset>,
}

impl Given {
    /// Reads an event with or without `offset` and `eventId`.
    ///
    /// # Errors
    /// `INVALID_EVENT` if it does not have the form of the catalogue, or if the
    /// `eventId` is not that of its canonical bytes: then either was changed.
    pub fn read(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_INPUT_BYTES {
            let got = format!("{} bytes", text.len());
            return Err(Invalid::new("at most 1048576 bytes of JSON", got).into());
        }
        let document = Document::parse(text)?;
        let root = document.root();
        let (offset, id) = (root.member(OFFSET), root.member(EVENT_ID));
        if offset.is_none() && id.is_none() {
            let (event, offset) = (Event::read(root)?, None);
            return Ok(Self { event, offset });
        }
        let bare = without_place(root);
        let event = Event::read(Document::parse(&bare)?.root())?;
        let offset = offset.map(|value| Offset::read(value).map_err(|e| e.within(OFFSET)));
        if let Some(id) = id {
            check_id(id, &event).map_err(|error| error.within(EVENT_ID))?;
        }
        let offset = offset.transpose()?;
        Ok(Self { event, offset })
    }
}

/// An event without a timestamp is stamped when it is recorded, so it has no id yet.
fn check_id(given: Value<'_>, event: &Event) -> Result<(), Invalid> {
    let given = Bytes32::read(given)?;
    if event.timestamp().is_none() {
        let expected = "no eventId where the timestamp is left out";
        return Err(Invalid::new(expected, given.to_string()));
    }
    let id = leaf_hash(&to_bytes(event));
    if given == id {
        Ok(())
    } else {
        Err(Invalid::new(id.to_string(), given.to_string()))
    }
}

/// The event without the members that only a recorded event has.
fn without_place(root: Value<'_>) -> String {
    let mut out = Writer::new();
    out.object(|out| {
        for (name, value) in root.object().into_iter().flatten() {
            if name != OFFSET && name != EVENT_ID {
                out.member_escaped(&name);
                value.write_canonical(out);
            }
        }
    });
    String::from_utf8(out.into_bytes()).unwrap_or_default()
}
