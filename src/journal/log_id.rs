//! The identity of a log.

use std::fmt;

/// The random number that tells logs apart: 16 bytes, written as 32 lower-case
/// hex digits without a prefix.
///
/// ```
/// use statelog::journal::LogId;
/// let id = LogId::from_hex("00112233445566778899aabbccddeeff").unwrap();
/// assert_eq!(id.to_string(), "00112233445566778899aabbccddeeff");
/// assert_eq!(LogId::from_hex("00112233445566778899AABBCCDDEEFF"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId([u8; 16]);

impl LogId {
    /// The id with these bytes, which the caller has drawn at random.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads 32 lower-case hex digits; `None` for any other text.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let lower = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let well_formed = text.len() == 32 && text.bytes().all(lower);
        let number = well_formed.then(|| u128::from_str_radix(text, 16).ok())??;
        Some(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}
