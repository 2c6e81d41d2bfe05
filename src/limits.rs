//! Every bound of the crate in one place, with the relations between them
//! asserted at compile time.
//!
//! Untrusted text reaches the decoders, so each of them stops at a bound named
//! here instead of taking as much memory as the text asks for.

/// The largest integer a JSON number may hold: 2^53 − 1, the largest that every
/// JavaScript engine represents exactly.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The largest value of a `uint48`, the width of turn numbers and times in the
/// Nitro contracts.
pub const MAX_UINT48: u64 = (1 << 48) - 1;

/// The largest number of canonical bytes of one event. C2SP tiles carry entries
/// of at most this length, so that any log can be published as tiles.
pub const MAX_EVENT_BYTES: usize = 65_535;

/// The deepest nesting of objects and arrays in one JSON text.
pub const MAX_DEPTH: usize = 32;

/// The largest number of members in one JSON object. The widest object of the
/// format has fewer than twenty.
pub const MAX_MEMBERS: usize = 256;

/// The largest number of bytes of one JSON text given to the API for a single
/// event. Escapes and white space make input up to six times longer than its
/// canonical bytes.
pub const MAX_INPUT_BYTES: usize = 1 << 20;

/// The largest number of bytes of one commit line of a `.statelog` file, its
/// line feed included. It bounds a batch too.
pub const MAX_COMMIT_BYTES: usize = 16 << 20;

/// The largest number of bytes of a `Bytes` member (application data, metadata).
pub const MAX_BYTES_MEMBER: usize = 16_384;

/// The largest length of a `Text` member, in UTF-16 code units.
pub const MAX_TEXT_UNITS: usize = 1_024;

/// The largest message body, in bytes of UTF-8.
pub const MAX_BODY_BYTES: usize = 32_768;

/// The largest number of participants of a channel; the contracts index them
/// with a `uint8`.
pub const MAX_PARTICIPANTS: usize = 255;

/// The largest number of events of one log. Offsets are kept in 32 bits inside
/// the core; in canonical bytes and in the API they are safe integers.
pub const MAX_EVENTS: u64 = u32::MAX as u64;

const _: () = assert!(MAX_BYTES_MEMBER * 2 < MAX_EVENT_BYTES);
const _: () = assert!(MAX_BODY_BYTES < MAX_EVENT_BYTES);
const _: () = assert!(MAX_EVENT_BYTES * 6 < MAX_INPUT_BYTES);
const _: () = assert!(MAX_INPUT_BYTES < MAX_COMMIT_BYTES);
const _: () = assert!(MAX_EVENTS <= MAX_SAFE_INTEGER);
const _: () = assert!(MAX_UINT48 < MAX_SAFE_INTEGER);
