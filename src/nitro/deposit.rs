//! When it is safe to deposit.

use super::Total;
use crate::event::Allocation;
use crate::event::scalar::Bytes32;

/// The holdings from which on it is safe to deposit what `destination` is allocated
/// first: the sum of the allocations before it. Until then an earlier destination
/// would be paid out of that deposit, should the channel close under-funded.
///
/// `None` if the destination is allocated nothing; it then has no reason to deposit.
#[must_use]
pub fn deposit_threshold(allocations: &[Allocation], destination: &Bytes32) -> Option<Total> {
    let mut threshold = Total::default();
    for allocation in allocations {
        if allocation.destination == *destination {
            return Some(threshold);
        }
        threshold = threshold.plus(allocation.amount);
    }
    None
}
