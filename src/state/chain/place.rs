//! How facts are ordered and found.

use crate::event::scalar::Bytes32;
use crate::state::tree::{Key, Words};
use crate::state::{ChainFact, LogKey};

/// Where a fact stands on its chain. Facts are folded in this order.
///
/// Among canonical facts block and log index are unique on a real chain; the
/// transaction keeps the order total for any other input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) block: u64,
    pub(super) log_index: u32,
    pub(super) tx_hash: Bytes32,
}

impl Place {
    pub(super) fn of(fact: &ChainFact) -> Self {
        Self {
            block: fact.block_number.get(),
            log_index: fact.key.log_index,
            tx_hash: fact.key.tx_hash,
        }
    }

    /// The lowest place that a fact of a block could have.
    pub(super) fn first_of(block: u64) -> Self {
        Self {
            block,
            log_index: 0,
            tx_hash: Bytes32::ZERO,
        }
    }

    /// Whether two facts belong to one transaction; together they are folded as one.
    pub(super) fn shares_transaction(&self, other: &Self) -> bool {
        self.block == other.block && self.tx_hash == other.tx_hash
    }
}

impl Key for Place {
    fn write(&self, words: &mut Words) {
        words.push(self.block);
        words.push(u64::from(self.log_index));
        self.tx_hash.write(words);
    }
}

/// A log key in the order in which the logs of one transaction are neighbours,
/// whatever block a reorganisation moved it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    pub(super) tx_hash: Bytes32,
    pub(super) log_index: u32,
    pub(super) block_hash: Bytes32,
}

impl Identity {
    pub(super) fn of(key: &LogKey) -> Self {
        Self {
            tx_hash: key.tx_hash,
            log_index: key.log_index,
            block_hash: key.block_hash,
        }
    }

    /// The lowest identity that a log of a transaction could have.
    pub(super) fn first_of(tx_hash: Bytes32) -> Self {
        Self {
            tx_hash,
            log_index: 0,
            block_hash: Bytes32::ZERO,
        }
    }
}

impl Key for Identity {
    fn write(&self, words: &mut Words) {
        self.tx_hash.write(words);
        words.push(u64::from(self.log_index));
        self.block_hash.write(words);
    }
}
