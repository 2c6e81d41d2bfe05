//! The word in which the adjudicator keeps what it knows of a channel.

use super::abi::{self, WordToken};
use crate::event::scalar::{Bytes32, Uint48};

/// The parts of a status word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The highest turn that the adjudicator has accepted.
    pub turn_num_record: Uint48,
    /// When the channel finalizes or finalized, in seconds; 0 if no challenge runs.
    pub finalizes_at: Uint48,
    /// The last 20 bytes of `k(abi(stateHash, outcomeHash))`.
    pub fingerprint: [u8; 20],
}

/// The status word, as the contract's `statusOf` gives it: the turn record (6 bytes),
/// the time of finality (6 bytes) and the fingerprint of state and outcome (20 bytes).
///
/// After a checkpoint both hashes are zero, after a conclusion the state hash is.
#[must_use]
pub fn status_word(
    turn_num_record: Uint48,
    finalizes_at: Uint48,
    state_hash: &Bytes32,
    outcome_hash: &Bytes32,
) -> Bytes32 {
    let mut word = abi::hash(&(WordToken(*state_hash), WordToken(*outcome_hash)));
    let record = turn_num_record.get().to_be_bytes();
    let finality = finalizes_at.get().to_be_bytes();
    // A `uint48` has its upper two of eight bytes zero.
    let head = record.iter().skip(2).chain(finality.iter().skip(2));
    for (byte, part) in word.iter_mut().zip(head) {
        *byte = *part;
    }
    word
}

/// Takes a status word apart.
#[must_use]
pub fn status_of(word: &Bytes32) -> Status {
    let mut fingerprint = [0; 20];
    for (byte, part) in fingerprint.iter_mut().zip(word.iter().skip(12)) {
        *byte = *part;
    }
    Status {
        turn_num_record: uint48(word.iter()),
        finalizes_at: uint48(word.iter().skip(6)),
        fingerprint,
    }
}

/// The first six bytes as a number.
fn uint48<'a>(bytes: impl Iterator<Item = &'a u8>) -> Uint48 {
    let value = bytes
        .take(6)
        .fold(0, |value, byte| value << 8 | u64::from(*byte));
    Uint48::new(value).unwrap_or(Uint48::MAX)
}
