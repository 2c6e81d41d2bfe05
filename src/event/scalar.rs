//! The scalar forms of the catalogue: fixed bytes, big integers, bounded numbers
//! and texts.
//!
//! Bytes and hashes are lower-case hex with the prefix `0x`; reading accepts
//! either case, writing always gives lower case. Integers that may exceed 2^53
//! are decimal strings without leading zeros.

use alloy_primitives::{Address, B256, FixedBytes, U256 as Word};
use serde::{Serialize, Serializer};

use crate::canonical::{Form, Invalid, Value, Writer};
use crate::limits::{
    MAX_BODY_BYTES, MAX_BYTES_MEMBER, MAX_SAFE_INTEGER, MAX_TEXT_UNITS, MAX_UINT48,
};

/// An address or another value of 20 bytes.
pub type Bytes20 = Address;
/// A hash, an id or another value of 32 bytes.
pub type Bytes32 = B256;
/// A signature: r (32 bytes), s (32 bytes), v (1 byte).
pub type Bytes65 = FixedBytes<65>;
/// An unsigned integer of 256 bits, such as an amount.
pub type U256 = Word;
/// An unsigned integer of 8 bits, a JSON number.
pub type Uint8 = u8;
/// An unsigned integer of 32 bits, a JSON number.
pub type Uint32 = u32;

impl<const N: usize> Form for FixedBytes<N> {
    fn blank() -> Self {
        Self::ZERO
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        read_hex(value, self.as_mut_slice())
    }

    fn write(&self, out: &mut Writer) {
        out.hex(self.as_slice());
    }
}

impl Form for Address {
    fn blank() -> Self {
        Self::ZERO
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        self.0.fill(value)
    }

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }
}

/// Fills `bytes` from a hex string of exactly twice as many digits.
fn read_hex(value: Value<'_>, bytes: &mut [u8]) -> Result<(), Invalid> {
    let text = value.string()?;
    let count = bytes.len() * 2;
    let wrong = || value.mismatch(format!("\"0x\" and {count} hex digits"));
    let digits = text.strip_prefix("0x").ok_or_else(wrong)?;
    if digits.len() != count {
        return Err(wrong());
    }
    let complete = decode_hex(digits.as_bytes(), bytes);
    if complete { Ok(()) } else { Err(wrong()) }
}

/// Reads a hex string of at most `most` bytes.
pub(crate) fn read_bytes(value: Value<'_>, most: usize) -> Result<Vec<u8>, Invalid> {
    const WHAT: &str = "\"0x\" and an even number of hex digits";
    let text = value.string()?;
    let digits = text
        .strip_prefix("0x")
        .filter(|digits| digits.len().is_multiple_of(2))
        .ok_or_else(|| value.mismatch(WHAT))?;
    let count = digits.len() / 2;
    if count > most {
        return Err(Invalid::new(
            format!("at most {most} bytes"),
            format!("{count} bytes"),
        ));
    }
    let mut bytes = vec![0; count];
    if decode_hex(digits.as_bytes(), &mut bytes) {
        Ok(bytes)
    } else {
        Err(value.mismatch(WHAT))
    }
}

/// Decodes hex digits; `false` if one of them is none.
fn decode_hex(digits: &[u8], bytes: &mut [u8]) -> bool {
    let mut bad = 0u8;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let value = HEX_VALUES
                .get(usize::from(*digit))
                .copied()
                .unwrap_or(NO_DIGIT);
            bad |= value;
            *byte = (*byte << 4) | (value & 0x0f);
        }
    }
    bad & NO_DIGIT == 0
}

/// Marks a byte that is no hex digit.
const NO_DIGIT: u8 = 0x80;

/// The value of each byte as a hex digit, or [`NO_DIGIT`].
const HEX_VALUES: [u8; 256] = hex_values();

#[allow(
    clippy::indexing_slicing,
    reason = "runs at compile time, where an index out of bounds does not compile"
)]
const fn hex_values() -> [u8; 256] {
    let mut table = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit] as usize] = digit as u8;
        table[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        digit += 1;
    }
    table
}

/// Bytes of any length up to 16,384, written as hex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Form for Bytes {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        self.0 = read_bytes(value, MAX_BYTES_MEMBER)?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.hex(&self.0);
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&alloy_primitives::hex::encode_prefixed(&self.0))
    }
}

impl Form for Word {
    fn blank() -> Self {
        Self::ZERO
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let text = value.string()?;
        let wrong = || value.mismatch("a decimal string within 0..2^256-1, without leading zeros");
        if !is_plain_decimal(&text) {
            return Err(wrong());
        }
        // Nineteen digits always fit 64 bits, and most amounts are that short.
        *self = if text.len() <= 19 {
            Self::from(text.parse::<u64>().map_err(|_| wrong())?)
        } else {
            Self::from_str_radix(&text, 10).map_err(|_| wrong())?
        };
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.plain(self.to_string().as_bytes());
    }
}

/// Whether a text is `0` or digits without a leading zero, short enough for 256
/// bits.
fn is_plain_decimal(text: &str) -> bool {
    let digits = text.bytes().all(|digit| digit.is_ascii_digit());
    digits && !text.is_empty() && text.len() <= 78 && (text.len() == 1 || !text.starts_with('0'))
}

/// An unsigned integer of 64 bits, written as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct U64(pub u64);

impl Form for U64 {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let text = value.string()?;
        let number = is_plain_decimal(&text).then(|| text.parse().ok()).flatten();
        self.0 = number.ok_or_else(|| {
            value.mismatch("a decimal string within 0..2^64-1, without leading zeros")
        })?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.plain(self.0.to_string().as_bytes());
    }
}

impl Serialize for U64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Declares a JSON number with an upper bound.
macro_rules! number {
    ($(#[$meta:meta])* $name:ident, $max:expr, $expected:literal) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
        )]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// The largest value.
            pub const MAX: Self = Self($max);

            /// The value, if it is within the bound.
            #[must_use]
            pub fn new(value: u64) -> Option<Self> {
                (value <= $max).then_some(Self(value))
            }

            /// The value as a plain integer.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl Form for $name {
            fn blank() -> Self {
                Self(0)
            }

            fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
                let number = Self::new(value.number()?);
                *self = number.ok_or_else(|| value.mismatch($expected))?;
                Ok(())
            }

            fn write(&self, out: &mut Writer) {
                out.number(self.0);
            }
        }
    };
}

number! {
    /// An unsigned integer of 48 bits: turn numbers, durations and times in
    /// seconds, as wide as in the contracts.
    Uint48, MAX_UINT48, "a number within 0..2^48-1"
}
number! {
    /// Unix time in milliseconds.
    Millis, MAX_SAFE_INTEGER, "a time in milliseconds within 0..2^53-1"
}
number! {
    /// A place in the log, or a length of it.
    Offset, MAX_SAFE_INTEGER, "an offset within 0..2^53-1"
}
number! {
    /// The id of a chain (EIP-155).
    ChainId, MAX_SAFE_INTEGER, "a chain id within 0..2^53-1"
}
number! {
    /// The number of a block.
    BlockNumber, MAX_SAFE_INTEGER, "a block number within 0..2^53-1"
}

impl Form for u8 {
    fn blank() -> Self {
        0
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let number = Self::try_from(value.number()?);
        *self = number.map_err(|_| value.mismatch("a number within 0..255"))?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.number(u64::from(*self));
    }
}

impl Form for u32 {
    fn blank() -> Self {
        0
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let number = Self::try_from(value.number()?);
        *self = number.map_err(|_| value.mismatch("a number within 0..2^32-1"))?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.number(u64::from(*self));
    }
}

/// A text of at most 1,024 UTF-16 code units.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// The text, if it is short enough.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        // A text never has more UTF-16 units than bytes of UTF-8.
        let short = text.len() <= MAX_TEXT_UNITS || text.encode_utf16().count() <= MAX_TEXT_UNITS;
        short.then_some(Self(text))
    }

    /// The text as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Form for Text {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let text = Self::new(value.string()?);
        *self = text.ok_or_else(|| value.mismatch("a text of at most 1024 UTF-16 units"))?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.0);
    }
}

/// The body of a message: at most 32,768 bytes of UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// The body, if it is short enough.
    #[must_use]
    pub fn new(body: impl Into<String>) -> Option<Self> {
        let body = body.into();
        (body.len() <= MAX_BODY_BYTES).then_some(Self(body))
    }

    /// The body as a string slice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Form for Body {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let body = Self::new(value.string()?);
        *self = body.ok_or_else(|| value.mismatch("a body of at most 32768 bytes of UTF-8"))?;
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.0);
    }
}

/// A flag that is either `true` or left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct True;

impl Form for True {
    fn blank() -> Self {
        Self
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        if value.boolean() == Ok(true) {
            Ok(())
        } else {
            Err(value.mismatch("true (or leave the member out)"))
        }
    }

    fn write(&self, out: &mut Writer) {
        out.boolean(true);
    }
}

/// A list whose length is bounded on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The list, if its length is within the bounds.
    #[must_use]
    pub fn new(items: Vec<T>) -> Option<Self> {
        (MIN..=MAX).contains(&items.len()).then_some(Self(items))
    }
}

impl<T, const MIN: usize, const MAX: usize> std::ops::Deref for List<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Form, const MIN: usize, const MAX: usize> Form for List<T, MIN, MAX> {
    fn blank() -> Self {
        Self(Vec::new())
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        let count = value.array()?.len();
        if !(MIN..=MAX).contains(&count) {
            let bounds = if MAX == usize::MAX {
                format!("at least {MIN} items")
            } else {
                format!("{MIN} to {MAX} items")
            };
            return Err(Invalid::new(bounds, format!("{count} items")));
        }
        self.0.fill(value)
    }

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }
}
