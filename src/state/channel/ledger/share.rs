//! The two kinds of allocation that a ledger has: balances and guarantees.

use crate::event::scalar::{Bytes, Bytes20, Bytes32, U256};
use crate::event::{Allocation, Outcome};
use crate::state::view;

/// The allocation type of a balance.
const SIMPLE: u8 = 0;

/// What one side of a ledger has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) destination: Bytes32,
    pub(super) amount: U256,
}

/// A guarantee without its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) amount: U256,
    pub(super) left: Bytes32,
    pub(super) right: Bytes32,
    pub(super) allocation_type: u8,
}

impl Balance {
    pub(super) fn parse(allocation: &Allocation) -> Option<Self> {
        let simple = allocation.allocation_type == SIMPLE && allocation.metadata.0.is_empty();
        simple.then_some(Self {
            destination: allocation.destination,
            amount: allocation.amount,
        })
    }

    pub(super) fn allocation(self) -> Allocation {
        Allocation {
            destination: self.destination,
            amount: self.amount,
            allocation_type: SIMPLE,
            metadata: Bytes::default(),
        }
    }
}

impl Share {
    /// Reads a guarantee. Type 1 is the number that go-nitro used; contracts can
    /// resolve type 2 only, but off chain both bind the ledger.
    pub(super) fn parse(allocation: &Allocation) -> Option<Self> {
        let (left, right) = allocation.metadata.0.split_at_checked(32)?;
        if !matches!(allocation.allocation_type, 1 | 2) {
            return None;
        }
        Some(Self {
            amount: allocation.amount,
            left: Bytes32::try_from(left).ok()?,
            right: Bytes32::try_from(right).ok()?,
            allocation_type: allocation.allocation_type,
        })
    }

    pub(super) fn allocation(&self, target: &Bytes32) -> Allocation {
        Allocation {
            destination: *target,
            amount: self.amount,
            allocation_type: self.allocation_type,
            metadata: Bytes([self.left.0, self.right.0].concat()),
        }
    }

    pub(super) fn view(&self, target: &Bytes32) -> view::Guarantee {
        view::Guarantee {
            target: *target,
            amount: self.amount,
            left: self.left,
            right: self.right,
            allocation_type: self.allocation_type,
        }
    }
}

/// The guarantees of an outcome of any form, with their assets.
pub(super) fn guarantees_in(outcome: &Outcome) -> impl Iterator<Item = (Bytes20, view::Guarantee)> {
    outcome.iter().flat_map(|exit| {
        exit.allocations.iter().filter_map(|allocation| {
            let share = Share::parse(allocation)?;
            Some((exit.asset, share.view(&allocation.destination)))
        })
    })
}
