//! The metadata of a guarantee.

use crate::event::scalar::{Bytes, Bytes32};

/// The metadata of a guarantee: `abi(left, right)`, the destinations of the two
/// participants that share it, 64 bytes.
#[must_use]
pub fn encode(left: &Bytes32, right: &Bytes32) -> Bytes {
    Bytes([left.as_slice(), right.as_slice()].concat())
}

/// The destinations of left and right. Bytes behind the first 64 are ignored, as the
/// contract's decoder ignores them.
#[must_use]
pub fn decode(metadata: &[u8]) -> Option<(Bytes32, Bytes32)> {
    let left = metadata.get(..32).map(Bytes32::from_slice)?;
    let right = metadata.get(32..64).map(Bytes32::from_slice)?;
    Some((left, right))
}
