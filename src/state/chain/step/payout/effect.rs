//! How a payout call takes effect.

use std::sync::Arc;

use super::super::super::irregularity::Irregularity;
use super::super::super::settled::{Account, Kept, Seat, Settled, Status};
use super::super::Notes;
use super::account;
use super::call::Call;
use super::run::{Log, Run};
use crate::event::PayoutVia;
use crate::event::scalar::Uint48;
use crate::state::{Adjudication, ChainFact, OutcomeOnChain};

impl Call {
    /// Lets the call take effect: internal destinations, the channel itself among
    /// them, are credited after the last log; then the status is updated or deleted.
    pub(super) fn finish(
        self,
        settled: &mut Settled,
        run: &Run<'_>,
        before: &Status,
        notes: Notes<'_>,
    ) {
        let Some(Log { fact, .. }) = run.logs.last() else {
            return;
        };
        let block = fact.block_number.get();
        for (asset, destination, amount) in &self.credits {
            let account = Account {
                destination: *destination,
                ..account(fact, *asset)
            };
            match amount {
                Some(amount) => settled.credit(account, *amount, block),
                None => settled.doubt(account, block),
            }
        }
        let empty = self.known
            && self
                .outcome
                .iter()
                .flat_map(|entry| &entry.allocations)
                .all(|allocation| allocation.amount.is_zero());
        let surplus = run.logs.iter().all(|log| !log.remaining.is_zero());
        let deleted = match run.via {
            PayoutVia::ConcludeAndTransfer => empty || !self.known,
            PayoutVia::TransferAll => empty || (!self.known && surplus),
            PayoutVia::Transfer | PayoutVia::Mirror => false,
            PayoutVia::Unknown => empty,
        };
        // `transfer` of no allocation emits the log of a full payout and keeps the
        // status.
        let assumed = deleted && run.via == PayoutVia::Unknown;
        if assumed {
            notes(fact, Irregularity::DeletionAssumed);
        }
        let outcome = self
            .known
            .then(|| OutcomeOnChain::Known(Arc::new(self.outcome)));
        let unless_deleted = outcome.clone().filter(|_| assumed).map(|outcome| {
            Arc::new(Kept {
                turn_num_record: before.adjudication.turn_num_record,
                finalizes_at: before.adjudication.finalizes_at,
                outcome,
            })
        });
        settled.amend(fact, |adjudication| {
            for payout in self.payouts {
                adjudication.payouts.push(payout);
            }
            adjudication.withdrawn |= empty || deleted;
            match outcome {
                _ if deleted => delete(adjudication, assumed),
                Some(outcome) => adjudication.outcome = outcome,
                None if adjudication.outcome == OutcomeOnChain::Zero => {}
                None => forget_amounts(adjudication),
            }
        });
        if run.via != PayoutVia::Mirror
            && let Some(status) = settled.status_mut(Seat::of(fact))
        {
            status.unless_deleted = unless_deleted;
        }
    }
}

/// The status is gone: all its fields have their defaults.
fn delete(adjudication: &mut Adjudication, assumed: bool) {
    adjudication.turn_num_record = Uint48::default();
    adjudication.finalizes_at = Uint48::default();
    adjudication.outcome = OutcomeOnChain::Zero;
    adjudication.kept = None;
    adjudication.assumed = assumed;
}

/// The outcome is not known any more; its assets and destinations are kept.
pub(in super::super) fn forget_amounts(adjudication: &mut Adjudication) {
    if let OutcomeOnChain::Known(outcome) = &adjudication.outcome {
        adjudication.kept = Some(outcome.clone());
    }
    adjudication.outcome = OutcomeOnChain::Unknown;
}

/// A payout or reclaim needs a status, so a deletion that was assumed did not happen.
pub(in super::super) fn refute_deletion(settled: &mut Settled, fact: &ChainFact, notes: Notes<'_>) {
    let held = settled.status(&Seat::of(fact));
    let Some(kept) = held.and_then(|status| status.unless_deleted.clone()) else {
        return;
    };
    notes(fact, Irregularity::DeletionRefuted);
    settled.amend(fact, |adjudication| {
        adjudication.turn_num_record = kept.turn_num_record;
        adjudication.finalizes_at = kept.finalizes_at;
        adjudication.outcome = kept.outcome.clone();
        adjudication.assumed = false;
    });
    if let Some(status) = settled.status_mut(Seat::of(fact)) {
        status.unless_deleted = None;
    }
}
