//! Vouchers: promises of the payer of a virtual channel.
//!
//! Each voucher promises the whole amount so far, so the largest one counts. One
//! beyond what the payer has cannot be redeemed (the contract's subtraction
//! reverts) and counts for nothing.

use super::Channel;
use crate::event::scalar::{U256, Uint8};
use crate::state::VoucherFact;
use crate::state::objective::as_offset;
use crate::state::view::Payments;

impl Channel {
    /// The index of whom the payer's vouchers pay: the last participant. `None` only if
    /// there are no participants.
    #[must_use]
    pub fn payee(&self) -> Option<Uint8> {
        let last = self.participant_count().checked_sub(1)?;
        Uint8::try_from(last).ok()
    }

    /// Adds a voucher; says whether it counts. Vouchers that somebody else than a
    /// participant sent have no effect.
    pub fn add_voucher(&mut self, offset: u64, fact: &VoucherFact) -> bool {
        if fact.from.is_some_and(|from| !self.has_participant(&from)) {
            return false;
        }
        self.voucher_count += 1;
        if self.vouchers.get(&fact.amount).is_none() {
            self.vouchers.insert(fact.amount, offset);
        }
        true
    }

    /// What the payer can promise at most: the first allocation of the prefund
    /// state, 0 while that is not known.
    pub(super) fn starting_balance(&self) -> U256 {
        let outcome = self.prefund();
        outcome
            .and_then(|outcome| outcome.first()?.allocations.first())
            .map_or(U256::ZERO, |payer| payer.amount)
    }

    pub(super) fn payments(&self) -> Payments {
        let starting_balance = self.starting_balance();
        let largest = self.vouchers.last_up_to(&starting_balance);
        let paid = largest.map_or(U256::ZERO, |(amount, _)| *amount);
        Payments {
            starting_balance,
            paid,
            remaining: starting_balance - paid,
            vouchers: as_offset(self.voucher_count),
        }
    }
}
