//! Reads what go-nitro stores and sends, and says which events follow from it.
//!
//! go-nitro keeps the latest state of things, as JSON in a key-value store, and sends
//! JSON between nodes. [`import`] takes both and gives the events that they prove: every
//! signature is recovered before anything is attributed to anybody. What cannot be
//! carried over is named with its place and the reason.
//!
//! The shapes are those of statechannels/go-nitro (November 2023) and of cerc-io's fork
//! (October 2024). `tests/go_nitro/` compares with the logs from which such data was made.

mod base64;
mod collect;
mod ledger;
mod message;
mod objective;
mod sequence;
mod shape;
mod store;
mod value;
mod voucher;

use crate::canonical::{Document, Form, Invalid, Kind, Writer};
use crate::event::Event;
use crate::event::scalar::{Bytes20, ChainId, Text};
use crate::{record, word};
use collect::Import;

/// The correlation id of every event that an import gives: its origin.
pub const ORIGIN: &str = "import:go-nitro";

/// Why acts of our own are recorded although rules may speak against them: what they
/// rested on is not in the data.
const OVERRIDE: &str = "imported from go-nitro";

/// What go-nitro's data does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoNitroContext {
    /// The chain of the channels (EIP-155).
    pub chain_id: ChainId,
    /// The adjudicator that holds their deposits.
    pub adjudicator: Bytes20,
    /// The address of the node whose data it is. Stored channels say it, messages alone
    /// do not; without it nothing is taken to be an act of our own.
    pub me: Option<Bytes20>,
}

word! {
    /// Why something of go-nitro's data was not carried over.
    pub enum GoNitroReason {
        /// It does not have the form that go-nitro writes.
        Malformed "malformed",
        /// It is of a kind that is not known here.
        Unknown "unknown",
        /// An id is not that of what it names.
        Mismatch "mismatch",
        /// A signature is not of whom it should be.
        Signature "signature",
        /// It rests on something that is not in the data.
        History "history",
        /// The catalogue has no event that says so without more being known.
        NoEvent "no_event",
        /// The event would be too large to be recorded.
        TooLarge "too_large",
    }
}

record! {
    /// Something in go-nitro's data that was not carried over as it stands.
    pub struct GoNitroRemark {
        /// JSON Pointer (RFC 6901) to it. It goes on inside texts and base64 that hold JSON.
        path "path" Text,
        /// Why it was not.
        reason "reason" GoNitroReason,
        /// What was found and what was expected.
        message "message" Text,
    }
}

/// What an import gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoNitroImport {
    /// The events in an order in which they can have happened, without timestamps.
    pub events: Vec<Event>,
    /// Where each event comes from, as JSON Pointers.
    pub sources: Vec<Text>,
    /// What was not carried over.
    pub remarks: Vec<GoNitroRemark>,
}

impl GoNitroImport {
    /// Writes the import as JSON.
    pub fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.member("events");
            self.events.write(out);
            out.member("remarks");
            self.remarks.write(out);
            out.member("sources");
            self.sources.write(out);
        });
    }
}

/// The events that go-nitro's data proves.
///
/// The text is a dump of the store (an object with any of the members `objectives`,
/// `channels`, `consensus_channels` and `vouchers`, each from keys to values, and a list
/// `messages`), one message, or a list of messages. A value may also stand as a text
/// that holds its JSON. No number is rounded, whatever its size.
///
/// # Errors
/// [`Invalid`] if the text is no JSON, or neither an object nor an array. Whatever is
/// wrong inside becomes a remark.
pub fn import(text: &str, context: &GoNitroContext) -> Result<GoNitroImport, Invalid> {
    let document = Document::parse_foreign(text)?;
    let root = document.root();
    let mut import = Import::new(context);
    match root.kind() {
        Kind::Array => import.messages(root)?,
        Kind::Object if root.member("From").is_some() => import.message(root)?,
        Kind::Object => import.store(root),
        _ => return Err(root.mismatch("an object or an array")),
    }
    Ok(import.finish())
}
