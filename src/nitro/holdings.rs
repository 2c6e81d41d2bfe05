//! What the adjudicator pays out of its holdings, and how it dissolves a guarantee.
//!
//! These are the formulas of the Nitro contracts (`compute_transfer_effects_and_interactions`
//! and `compute_reclaim_effects` of `MultiAssetHolder.sol`), and the reasoning from a
//! payout's log back to the allocations that it paid. `tests/chain/` checks them
//! against figures of the contracts.

use super::guarantee;
use crate::canonical::Invalid;
use crate::event::Allocation;
use crate::event::scalar::{Bytes32, U256};
use crate::record;

/// The allocation type of a guarantee.
pub const GUARANTEE: u8 = 2;

/// The largest number of payable allocations among which the ones that were paid
/// are searched: 2^16 subsets take less than a millisecond.
pub const MAX_INFERRED: usize = 16;

record! {
    /// What a payout call on one asset does.
    pub struct PayoutEffects {
        /// What each selected allocation is paid, in order; it may be nothing.
        payouts "payouts" Vec<PaidAllocation>,
        /// All allocations with what is left to them.
        allocations "allocations" Vec<Allocation>,
        /// The sum of the payouts.
        total "total" U256,
        /// Whether nothing is left to any allocation.
        allocates_only_zeros "allocatesOnlyZeros" bool,
    }
}

record! {
    /// What one allocation is paid.
    pub struct PaidAllocation {
        /// Who gets it.
        destination "destination" Bytes32,
        /// How much.
        amount "amount" U256,
    }
}

/// Pays the allocations at `indices` (all if there are none) out of `holdings`.
///
/// # Errors
/// [`Invalid`] if the contract would revert: the indices do not increase, or one of
/// the first n allocations is a guarantee, n being the number of payouts; and if an
/// index is beyond the allocations, which the contract lets pass as a payout of
/// nothing to nobody.
pub fn payouts(
    holdings: U256,
    allocations: &[Allocation],
    indices: &[u32],
) -> Result<PayoutEffects, Invalid> {
    check_indices(allocations.len(), indices)?;
    check_types(allocations, indices)?;
    let affords = affords(holdings, allocations);
    let pays = selected(&affords, indices);
    let both = || allocations.iter().zip(&pays);
    let left = both().map(|(allocation, pay)| Allocation {
        amount: allocation.amount.saturating_sub(*pay),
        ..allocation.clone()
    });
    let left: Vec<Allocation> = left.collect();
    let paid = both()
        .enumerate()
        .filter(|(at, _)| is_selected(indices, *at));
    Ok(PayoutEffects {
        payouts: paid
            .map(|(_, (allocation, amount))| PaidAllocation {
                destination: allocation.destination,
                amount: *amount,
            })
            .collect(),
        allocates_only_zeros: left.iter().all(|allocation| allocation.amount.is_zero()),
        allocations: left,
        total: sum(&pays),
    })
}

fn check_indices(count: usize, indices: &[u32]) -> Result<(), Invalid> {
    let mut least = 0;
    for (at, index) in indices.iter().enumerate() {
        let index = *index as usize;
        if index < least || index >= count {
            let expected = format!("an index within {least}..{count}, larger than the one before");
            let error = Invalid::new(expected, index.to_string());
            return Err(error.within_item(at).within("indices"));
        }
        least = index + 1;
    }
    Ok(())
}

fn check_types(allocations: &[Allocation], indices: &[u32]) -> Result<(), Invalid> {
    let paid = if indices.is_empty() {
        allocations.len()
    } else {
        indices.len()
    };
    let mut types = allocations
        .iter()
        .map(|allocation| allocation.allocation_type);
    match types.position(|kind| kind == GUARANTEE) {
        Some(at) if at < paid => {
            let error = Invalid::new(
                "no guarantee at the places of the payouts (the contract reverts)",
                "a guarantee",
            );
            Err(error.within_item(at).within("allocations"))
        }
        _ => Ok(()),
    }
}

/// What each allocation can be paid. An allocation uses up holdings whether it is
/// selected or not, so earlier ones are never worse off for the payment of later
/// ones.
#[must_use]
pub fn affords(holdings: U256, allocations: &[Allocation]) -> Vec<U256> {
    let mut surplus = holdings;
    allocations
        .iter()
        .map(|allocation| {
            let afford = allocation.amount.min(surplus);
            surplus = surplus.saturating_sub(afford);
            afford
        })
        .collect()
}

/// What each allocation is paid if those at `indices` (all if there are none) are
/// selected.
#[must_use]
pub fn selected(affords: &[U256], indices: &[u32]) -> Vec<U256> {
    let pay = |(at, afford): (usize, &U256)| {
        if is_selected(indices, at) {
            *afford
        } else {
            U256::ZERO
        }
    };
    affords.iter().enumerate().map(pay).collect()
}

fn is_selected(indices: &[u32], at: usize) -> bool {
    indices.is_empty() || indices.iter().any(|index| *index as usize == at)
}

/// The sum of amounts that were afforded together; it never exceeds the holdings.
#[must_use]
pub fn sum(amounts: &[U256]) -> U256 {
    amounts
        .iter()
        .fold(U256::ZERO, |sum, amount| sum.saturating_add(*amount))
}

/// Why the allocations that a payout paid cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uninferable {
    /// Several selections pay that amount, or there are too many to try.
    Ambiguous,
    /// No selection that the contract accepts pays that amount.
    Impossible,
}

/// What each allocation was paid, told from the sum alone.
///
/// Nothing was selected if nothing was paid, and everything that can be paid if
/// everything was. Otherwise exactly one selection must pay that amount. A selection
/// of n allocations is left out if one of the first n allocations is a guarantee:
/// the contract then reverts, because its check reads the type at the place in the
/// list of payouts instead of the place in the outcome. Two selections never have
/// the same result, since each changes the amounts at its own places.
///
/// # Errors
/// [`Uninferable`] if no selection fits, or more than one.
pub fn infer(
    affords: &[U256],
    allocations: &[Allocation],
    paid: U256,
) -> Result<Vec<U256>, Uninferable> {
    if paid.is_zero() {
        return Ok(vec![U256::ZERO; affords.len()]);
    }
    if paid == sum(affords) {
        return Ok(affords.to_vec());
    }
    let positive: Vec<(usize, U256)> = affords
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, afford)| !afford.is_zero())
        .collect();
    if positive.len() > MAX_INFERRED {
        return Err(Uninferable::Ambiguous);
    }
    let first_guarantee = allocations
        .iter()
        .position(|allocation| allocation.allocation_type == GUARANTEE)
        .unwrap_or(usize::MAX);
    let mut search = Search {
        most: first_guarantee,
        chosen: Vec::new(),
        found: None,
        ambiguous: false,
    };
    search.descend(&positive, paid);
    let Some(places) = search.found else {
        return Err(Uninferable::Impossible);
    };
    if search.ambiguous {
        return Err(Uninferable::Ambiguous);
    }
    let mut pays = vec![U256::ZERO; affords.len()];
    for (pay, (at, afford)) in pays.iter_mut().zip(affords.iter().enumerate()) {
        if places.contains(&at) {
            *pay = *afford;
        }
    }
    Ok(pays)
}

/// A search for the selections that pay a sum; it stops at the second one.
struct Search {
    /// The largest number of allocations in a call that does not revert.
    most: usize,
    chosen: Vec<usize>,
    found: Option<Vec<usize>>,
    ambiguous: bool,
}

impl Search {
    fn descend(&mut self, rest: &[(usize, U256)], missing: U256) {
        if missing.is_zero() {
            self.ambiguous |= self.found.is_some();
            self.found = Some(self.chosen.clone());
            return;
        }
        let Some(((at, afford), later)) = rest.split_first() else {
            return;
        };
        let reachable = rest
            .iter()
            .fold(U256::ZERO, |sum, (_, afford)| sum.saturating_add(*afford));
        if self.ambiguous || reachable < missing || self.chosen.len() >= self.most {
            return;
        }
        if let Some(left) = missing.checked_sub(*afford) {
            self.chosen.push(*at);
            self.descend(later, left);
            self.chosen.pop();
        }
        self.descend(later, missing);
    }
}

/// Dissolves the guarantee at `index` of `source`: the first two amounts of the
/// guaranteed channel's outcome go back to the guarantee's left and right.
///
/// `None` if the contract would revert: the allocation is no guarantee, the two
/// amounts do not add up to it, or left or right have no allocation of their own.
#[must_use]
pub fn reclaim(
    source: &[Allocation],
    index: usize,
    target: &[Allocation],
) -> Option<Vec<Allocation>> {
    let guarantee = source
        .get(index)
        .filter(|allocation| allocation.allocation_type == GUARANTEE)?;
    let (left, right) = guarantee::decode(&guarantee.metadata.0)?;
    let [to_left, to_right, ..] = target else {
        return None;
    };
    if to_left.amount.checked_add(to_right.amount) != Some(guarantee.amount) {
        return None;
    }
    let mut result: Vec<Allocation> = source
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != index)
        .map(|(_, allocation)| allocation.clone())
        .collect();
    for (destination, amount) in [(left, to_left.amount), (right, to_right.amount)] {
        let side = result
            .iter_mut()
            .find(|allocation| allocation.destination == destination)?;
        side.amount = side.amount.checked_add(amount)?;
    }
    Some(result)
}
