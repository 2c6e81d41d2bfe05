//! How a payout call takes effect.

use std::sync::Arc;

use super::super::super::holdings::Account;
use super::super::super::irregularity::Irregularity;
use super::super::super::settled::{Kept, Seat, Settled, Status};
use super::super::Notes;
use super::account;
use super::call::Call;
use super::run::{Log, Run};
use crate::event::PayoutVia;
use crate::event::scalar::{Bytes32, Uint48};
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
                Some(amount) => settled.holdings.credit(account, *amount, block),
                None => settled.holdings.doubt(account, block),
            }
        }
        for asset in &self.doubts {
            match asset {
                Some(asset) => settled.holdings.doubt_others(account(fact, *asset)),
                None => settled.holdings.doubt_all(fact.contract),
            }
        }
        let before = &before.adjudication;
        let mut amounts = self.outcome.iter().flat_map(|entry| &entry.allocations);
        let empty = self.known && amounts.all(|allocation| allocation.amount.is_zero());
        let deletion = self.deletion(run, empty);
        if deletion == Deletion::Assumed {
            notes(fact, Irregularity::DeletionAssumed);
        }
        let (outcome, kept) = match (&before.outcome, self.known) {
            (_, true) => (OutcomeOnChain::Known(Arc::new(self.outcome)), None),
            (OutcomeOnChain::Zero, _) => (OutcomeOnChain::Zero, before.kept.clone()),
            (OutcomeOnChain::Unknown, _) => (OutcomeOnChain::Unknown, before.kept.clone()),
            (OutcomeOnChain::Known(outcome), _) => (OutcomeOnChain::Unknown, Some(outcome.clone())),
        };
        let stays = Kept {
            turn_num_record: before.turn_num_record,
            finalizes_at: before.finalizes_at,
            state_hash: before.state_hash,
            outcome,
            kept: kept.filter(|_| !self.refuted),
            withdrawn: before.withdrawn || empty,
        };
        settled.amend(fact, |adjudication| {
            for payout in self.payouts {
                adjudication.payouts.push(payout);
            }
            match deletion {
                Deletion::None => keep(adjudication, &stays),
                Deletion::Certain => delete(adjudication, false),
                Deletion::Assumed => delete(adjudication, true),
            }
        });
        if run.via != PayoutVia::Mirror
            && let Some(status) = settled.status_mut(Seat::of(fact))
        {
            let is_assumed = deletion == Deletion::Assumed;
            status.unless_deleted = is_assumed.then(|| Arc::new(stays));
        }
    }

    /// Whether the call deleted the status. One that pays all assets does so if it leaves
    /// nothing to anybody; `empty` says that of an outcome that is known.
    fn deletion(&self, run: &Run<'_>, empty: bool) -> Deletion {
        let mut logs = run.logs.iter();
        match run.via {
            PayoutVia::Transfer | PayoutVia::Mirror => Deletion::None,
            // `transfer` of no allocation emits the log of a full payout and keeps the
            // status.
            PayoutVia::Unknown if empty => Deletion::Assumed,
            PayoutVia::Unknown => Deletion::None,
            _ if self.known && empty => Deletion::Certain,
            _ if self.known => Deletion::None,
            // What is left belongs to nobody. Where nothing is left, there may have been too
            // little; mostly there is as much as is allocated, so something is taken for all.
            _ if run.logs.iter().all(|log| !log.remaining.is_zero()) => Deletion::Certain,
            _ if logs.all(|log| !log.initial.is_zero()) => Deletion::Assumed,
            _ => Deletion::None,
        }
    }
}

/// What a payout does to the status.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deletion {
    /// It stays.
    None,
    /// It is deleted, as far as can be told.
    Assumed,
    /// It is deleted.
    Certain,
}

/// The status stays, with what is left of the outcome.
fn keep(adjudication: &mut Adjudication, status: &Kept) {
    adjudication.turn_num_record = status.turn_num_record;
    adjudication.finalizes_at = status.finalizes_at;
    adjudication.state_hash = status.state_hash;
    adjudication.outcome = status.outcome.clone();
    adjudication.kept.clone_from(&status.kept);
    adjudication.withdrawn = status.withdrawn;
}

/// The status is gone: all its fields have their defaults.
fn delete(adjudication: &mut Adjudication, assumed: bool) {
    adjudication.turn_num_record = Uint48::default();
    adjudication.finalizes_at = Uint48::default();
    adjudication.state_hash = Bytes32::ZERO;
    adjudication.outcome = OutcomeOnChain::Zero;
    adjudication.kept = None;
    adjudication.withdrawn = true;
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
        keep(adjudication, &kept);
        adjudication.assumed = false;
    });
    if let Some(status) = settled.status_mut(Seat::of(fact)) {
        status.unless_deleted = None;
    }
}
