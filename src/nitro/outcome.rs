//! Outcomes: who gets what of each asset.

use alloy_primitives::keccak256;

use super::abi;
use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::event::{Allocation, AssetExit};

/// The encoding of an outcome: `abi(outcome)`, one dynamic argument, so that it starts
/// with its offset.
#[must_use]
pub fn encode_outcome(outcome: &[AssetExit]) -> Vec<u8> {
    abi::encode(&(abi::outcome_token(outcome),))
}

/// The hash of an outcome: `k(abi(outcome))`.
#[must_use]
pub fn outcome_hash(outcome: &[AssetExit]) -> Bytes32 {
    keccak256(encode_outcome(outcome))
}

/// A sum of amounts. A few amounts of 256 bits can exceed 256 bits together, and a
/// wrapped sum would let money appear from nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total {
    /// How often the sum went past 2^256. Compared first.
    carries: u64,
    low: U256,
}

impl Total {
    /// The sum with one more amount.
    #[must_use]
    pub fn plus(self, amount: U256) -> Self {
        let (low, carry) = self.low.overflowing_add(amount);
        Self {
            carries: self.carries + u64::from(carry),
            low,
        }
    }

    /// The sum, if 256 bits hold it.
    #[must_use]
    pub fn to_u256(self) -> Option<U256> {
        (self.carries == 0).then_some(self.low)
    }
}

impl From<U256> for Total {
    fn from(amount: U256) -> Self {
        Self::default().plus(amount)
    }
}

/// The sum of allocations, guarantees included.
#[must_use]
pub fn total(allocations: &[Allocation]) -> Total {
    let amounts = allocations.iter().map(|allocation| allocation.amount);
    amounts.fold(Total::default(), Total::plus)
}

/// The sum of each asset of an outcome, in the order of first mention. An asset that
/// is listed twice has one sum.
#[must_use]
pub fn totals(outcome: &[AssetExit]) -> Vec<(Bytes20, Total)> {
    let mut totals: Vec<(Bytes20, Total)> = Vec::new();
    for exit in outcome {
        let known = totals.iter_mut().find(|(asset, _)| *asset == exit.asset);
        let amounts = exit.allocations.iter().map(|allocation| allocation.amount);
        match known {
            Some((_, sum)) => *sum = amounts.fold(*sum, Total::plus),
            None => totals.push((exit.asset, total(&exit.allocations))),
        }
    }
    totals
}
