//! The bytes of a commit or mark line around its events, for writer and reader.

use crate::canonical::Writer;
use crate::merkle::Hash;

/// What stands between the checksum and the first event.
pub(super) const EVENTS_OPEN: &[u8] = br#","events":["#;

/// What stands behind the last event.
pub(super) const EVENTS_CLOSE: &[u8] = b"]";

/// The members behind the events and the end of the line, without line feed.
pub(super) fn ending(flushed: u64, length: u64, root: &Hash) -> Vec<u8> {
    let mut out = Writer::with_capacity(160);
    // Members written without an open object begin with a comma, as they must
    // behind the checksum and the events.
    out.member("flushed");
    out.number(flushed);
    out.member("length");
    out.number(length);
    out.member("root");
    out.hex(root.as_slice());
    out.verbatim(b"}");
    out.into_bytes()
}
