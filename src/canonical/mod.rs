//! Strict canonical JSON: RFC 8785 (JCS) restricted so that no reader can round
//! or reinterpret a value.
//!
//! The restrictions (integers within 0..2^53−1, no `null`, no duplicate members,
//! no lone surrogates, bounded depth) are those of `docs/format.md`, section 1.
//! `tests/canonical.rs` checks reader and writer against published vectors and
//! against an independent canonicaliser.
//!
//! * [`Document`] reads JSON text into a flat tape and refuses everything the
//!   subset forbids;
//! * [`Writer`] writes canonical bytes;
//! * [`Form`] is implemented by every type that has exactly one canonical form,
//!   mostly through the [`record!`](crate::record) macro.

mod form;
mod invalid;
mod members;
mod reader;
mod record;
mod writer;

pub use form::Form;
pub use invalid::{Invalid, Mismatch};
pub use members::{Layout, ReadMember, WriteMember, read_members, read_word, write_members};
pub use reader::{Document, Items, Kind, Members, Value};
pub use record::{MemberDoc, bare_name, required_members, sorted_places};
pub use writer::Writer;

/// The canonical bytes of a value.
///
/// ```
/// use statelog::canonical::{Document, to_bytes};
/// let document = Document::parse(r#"{ "type": "x", "a": [1, true] }"#)?;
/// assert_eq!(to_bytes(&document.root()), br#"{"a":[1,true],"type":"x"}"#);
/// # Ok::<(), statelog::canonical::Invalid>(())
/// ```
pub fn to_bytes<T: Form>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.into_bytes()
}
