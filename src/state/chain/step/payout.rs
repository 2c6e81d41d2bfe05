//! Payouts: funds leave a channel according to its outcome.
//!
//! A log tells an asset and the holdings before and after. Which call moved the funds
//! and which allocations it paid comes from calldata or is inferred; what cannot be
//! told is marked as unknown until the next absolute figure or registration.

use std::sync::Arc;

use super::super::irregularity::Irregularity;
use super::super::settled::{Account, Kept, Seat, Settled, Status};
use super::{Notes, standing};
use crate::event::scalar::{Bytes20, Bytes32, U256, Uint48};
use crate::event::{Outcome, PayoutVia};
use crate::nitro::holdings::{self, Uninferable};
use crate::state::view::Mode;
use crate::state::{Adjudication, ChainBody, ChainFact, OutcomeOnChain, PayoutFact};

/// The logs of one payout call: those of one channel that follow each other in a
/// transaction and belong to a call that pays all assets, else a single one.
pub(super) struct Run<'a> {
    logs: Vec<Log<'a>>,
    via: PayoutVia,
}

/// One payout log.
#[derive(Clone, Copy)]
struct Log<'a> {
    fact: &'a ChainFact,
    asset_index: Option<usize>,
    asset: Option<Bytes20>,
    initial: U256,
    remaining: U256,
    indices: Option<&'a [u32]>,
    via: PayoutVia,
}

impl<'a> Log<'a> {
    /// Reads a payout log. Payouts that follow the channel's conclusion within its
    /// transaction come from the call that does both, unless chosen allocations say
    /// otherwise; only `transfer` chooses allocations.
    fn read(fact: &'a ChainFact, follows_conclusion: bool) -> Option<Self> {
        let ChainBody::Allocation {
            asset_index,
            asset,
            initial,
            remaining,
            indices,
            via,
        } = &fact.body
        else {
            return None;
        };
        let chosen = indices.as_ref().is_some_and(|indices| !indices.is_empty());
        Some(Self {
            fact,
            asset_index: asset_index.and_then(|index| usize::try_from(index).ok()),
            asset: *asset,
            initial: *initial,
            remaining: *remaining,
            indices: indices.as_deref(),
            via: match via {
                PayoutVia::Unknown if chosen => PayoutVia::Transfer,
                PayoutVia::Unknown if follows_conclusion => PayoutVia::ConcludeAndTransfer,
                via => *via,
            },
        })
    }

    /// Whether a log may come from the same call as the one before it: a call goes
    /// through the assets in order.
    fn continues(&self, before: &Self) -> bool {
        let ascends = match (before.asset_index, self.asset_index) {
            (Some(before), Some(index)) => before < index,
            _ => true,
        };
        self.fact.channel_id == before.fact.channel_id && self.via == before.via && ascends
    }
}

/// Whether a call pays all allocations of all assets.
fn pays_all(via: PayoutVia) -> bool {
    matches!(
        via,
        PayoutVia::TransferAll | PayoutVia::ConcludeAndTransfer | PayoutVia::Mirror
    )
}

impl<'a> Run<'a> {
    /// The run that starts at the first of these facts, which is a payout.
    pub(super) fn at_start_of(facts: &'a [&Arc<ChainFact>], follows_conclusion: bool) -> Self {
        let mut logs: Vec<Log<'a>> = Vec::new();
        for fact in facts {
            let Some(log) = Log::read(fact, follows_conclusion) else {
                break;
            };
            if logs
                .last()
                .is_some_and(|before| !pays_all(before.via) || !log.continues(before))
            {
                break;
            }
            logs.push(log);
        }
        let via = logs.first().map_or(PayoutVia::Unknown, |log| log.via);
        Self { logs, via }
    }

    /// The number of facts in the run, at least one.
    pub(super) fn len(&self) -> usize {
        self.logs.len().max(1)
    }
}

/// Folds one payout call.
pub(super) fn step(settled: &mut Settled, run: &Run<'_>, notes: Notes<'_>) {
    let Some(Log { fact, .. }) = run.logs.first() else {
        return;
    };
    // A mirrored payout does not use the status of the channel that it pays from.
    if run.via != PayoutVia::Mirror {
        refute_deletion(settled, fact, notes);
    }
    let before = standing(settled, fact);
    let mode = before.adjudication.mode_at(fact.block_timestamp);
    let payable = mode == Mode::Finalized && before.adjudication.outcome != OutcomeOnChain::Zero;
    if !payable && run.via != PayoutVia::Mirror {
        notes(fact, Irregularity::NotFinalized { mode });
    }
    let mut call = Call::new(&before.adjudication, run.via);
    let targets: Vec<Target> = run
        .logs
        .iter()
        .map(|log| call.target(settled, log))
        .collect();
    let assets: Vec<Option<Bytes20>> = targets.iter().map(|target| target.asset).collect();
    for (log, target) in run.logs.iter().zip(&targets) {
        let repeats = target.asset.is_some()
            && assets
                .iter()
                .filter(|asset| **asset == target.asset)
                .count()
                > 1;
        call.pay(settled, log, target, repeats, notes);
    }
    call.finish(settled, run, &before, notes);
}

/// Where in the outcome the asset of a log is.
struct Target {
    asset: Option<Bytes20>,
    /// The entries that it can be; certain if it is one.
    places: Vec<usize>,
}

/// What one call does, before it takes effect as a whole.
struct Call {
    via: PayoutVia,
    /// The outcome with what was paid so far; where amounts are unknown only assets
    /// and destinations mean anything.
    outcome: Outcome,
    /// Whether the amounts are known.
    known: bool,
    payouts: Vec<PayoutFact>,
    /// What internal destinations got; `None` is an unknown amount.
    credits: Vec<(Bytes20, Bytes32, Option<U256>)>,
    /// The assets of the logs read so far.
    seen: Vec<Bytes20>,
    paid_assets: Vec<Bytes20>,
}

impl Call {
    fn new(before: &Adjudication, via: PayoutVia) -> Self {
        let (outcome, known) = match &before.outcome {
            OutcomeOnChain::Known(outcome) => (Some(outcome), true),
            _ => (before.kept.as_ref(), false),
        };
        Self {
            via,
            outcome: outcome
                .map(|outcome| (**outcome).clone())
                .unwrap_or_default(),
            known,
            payouts: Vec::new(),
            credits: Vec::new(),
            seen: Vec::new(),
            paid_assets: Vec::new(),
        }
    }

    /// Finds the entry of the outcome that a log is about: by its index, else by the
    /// asset. A call that pays all assets emits one log for each entry in order.
    fn target(&mut self, settled: &Settled, log: &Log<'_>) -> Target {
        let by_asset = |asset: Bytes20| {
            let entries = self.outcome.iter().enumerate();
            entries
                .filter(move |(_, entry)| entry.asset == asset)
                .map(|(place, _)| place)
        };
        let places: Vec<usize> = match (log.asset_index, log.asset) {
            (Some(index), _) => self.outcome.get(index).map(|_| index).into_iter().collect(),
            (None, Some(asset)) if pays_all(self.via) => {
                let earlier = self.seen.iter().filter(|seen| **seen == asset).count();
                by_asset(asset).skip(earlier).take(1).collect()
            }
            (None, asset) => asset
                .map(|asset| by_asset(asset).collect())
                .unwrap_or_default(),
        };
        let entry = places.first().and_then(|place| self.outcome.get(*place));
        let asset = entry
            .map(|entry| entry.asset)
            .or(log.asset)
            .or_else(|| only_asset(settled, log.fact));
        self.seen.extend(asset);
        Target { asset, places }
    }

    /// Folds one log of the call.
    fn pay(
        &mut self,
        settled: &mut Settled,
        log: &Log<'_>,
        target: &Target,
        repeats: bool,
        notes: Notes<'_>,
    ) {
        let Some(asset) = target.asset else {
            notes(log.fact, Irregularity::AssetUnknown);
            self.lose(log, notes);
            return;
        };
        self.set_holdings(settled, log, asset, notes);
        let [place] = *target.places.as_slice() else {
            self.doubt(asset, &target.places);
            self.lose(log, notes);
            return;
        };
        if !self.known {
            self.doubt(asset, &[place]);
            return;
        }
        match self.pays(log, place, repeats) {
            Ok(pays) => self.apply(log, asset, place, &pays),
            Err(Uninferable::Ambiguous) => {
                notes(log.fact, Irregularity::PayoutAmbiguous);
                self.doubt_afforded(log, asset, place);
                self.known = false;
            }
            Err(Uninferable::Impossible) => {
                self.doubt_afforded(log, asset, place);
                self.lose(log, notes);
            }
        }
    }

    /// Compares the holdings before with what was tracked and takes over the holdings
    /// after. If an asset comes twice in one call, each of its logs shows the holdings
    /// before the whole call, so only the first one is compared and the last one
    /// stands.
    fn set_holdings(
        &mut self,
        settled: &mut Settled,
        log: &Log<'_>,
        asset: Bytes20,
        notes: Notes<'_>,
    ) {
        let account = account(log.fact, asset);
        let held = settled.held(&account);
        let first = !self.paid_assets.contains(&asset);
        if first && !held.inexact && held.amount != log.initial {
            notes(log.fact, Irregularity::HoldingsDiffer { held: held.amount });
        }
        self.paid_assets.push(asset);
        settled.set_held(account, log.remaining, log.fact.block_number.get());
    }

    /// What each allocation of an entry was paid.
    fn pays(&self, log: &Log<'_>, place: usize, repeats: bool) -> Result<Vec<U256>, Uninferable> {
        let entry = self.outcome.get(place).ok_or(Uninferable::Impossible)?;
        let affords = holdings::affords(log.initial, &entry.allocations);
        let paid = log
            .initial
            .checked_sub(log.remaining)
            .ok_or(Uninferable::Impossible)?;
        let pays = if pays_all(self.via) {
            affords
        } else if let Some(indices) = log.indices {
            holdings::selected(&affords, indices)
        } else {
            return holdings::infer(&affords, &entry.allocations, paid);
        };
        // Where an asset comes twice, the difference of its logs' figures is not what
        // a single entry was paid.
        let adds_up = repeats || holdings::sum(&pays) == paid;
        if adds_up {
            Ok(pays)
        } else {
            Err(Uninferable::Impossible)
        }
    }

    fn apply(&mut self, log: &Log<'_>, asset: Bytes20, place: usize, pays: &[U256]) {
        let Some(entry) = self.outcome.get_mut(place) else {
            return;
        };
        for (allocation, pay) in entry.allocations.iter_mut().zip(pays) {
            if pay.is_zero() {
                continue;
            }
            allocation.amount = allocation.amount.saturating_sub(*pay);
            let destination = allocation.destination;
            self.payouts.push(PayoutFact {
                asset,
                destination,
                amount: *pay,
                offset: log.fact.offset,
            });
            if holdings::is_internal(&destination) {
                self.credits.push((asset, destination, Some(*pay)));
            }
        }
    }

    /// The log does not follow from the outcome, so the outcome was not that one.
    fn lose(&mut self, log: &Log<'_>, notes: Notes<'_>) {
        if self.known {
            notes(log.fact, Irregularity::PayoutDiffers);
            self.known = false;
        }
    }

    /// Any internal destination of these entries may have been paid.
    fn doubt(&mut self, asset: Bytes20, places: &[usize]) {
        for entry in places.iter().filter_map(|place| self.outcome.get(*place)) {
            let destinations = entry
                .allocations
                .iter()
                .map(|allocation| allocation.destination);
            let internal = destinations.filter(holdings::is_internal);
            self.credits
                .extend(internal.map(|destination| (asset, destination, None)));
        }
    }

    /// Any internal destination that could be paid something may have been paid.
    fn doubt_afforded(&mut self, log: &Log<'_>, asset: Bytes20, place: usize) {
        let Some(entry) = self.outcome.get(place) else {
            return;
        };
        let affords = holdings::affords(log.initial, &entry.allocations);
        for (allocation, afford) in entry.allocations.iter().zip(affords) {
            if !afford.is_zero() && holdings::is_internal(&allocation.destination) {
                self.credits.push((asset, allocation.destination, None));
            }
        }
    }

    /// Lets the call take effect: internal destinations, the channel itself among
    /// them, are credited after the last log; then the status is updated or deleted.
    fn finish(self, settled: &mut Settled, run: &Run<'_>, before: &Status, notes: Notes<'_>) {
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
                adjudication.payouts.push_back_mut(payout);
            }
            adjudication.withdrawn |= empty || deleted;
            match outcome {
                _ if deleted => delete(adjudication, assumed),
                Some(outcome) => adjudication.outcome = outcome,
                None if adjudication.outcome == OutcomeOnChain::Zero => {}
                None => forget_amounts(adjudication),
            }
        });
        if let Some(status) = settled.status_mut(Seat::of(fact)) {
            status.unless_deleted = unless_deleted;
        }
    }
}

/// The holding of the channel of a fact.
fn account(fact: &ChainFact, asset: Bytes20) -> Account {
    Account {
        contract: fact.contract,
        destination: fact.channel_id,
        asset,
    }
}

/// The asset that the channel holds, if it is one.
fn only_asset(settled: &Settled, fact: &ChainFact) -> Option<Bytes20> {
    let mut assets = settled.assets_of(fact.contract, fact.channel_id);
    let first = assets.next()?;
    assets.next().is_none().then_some(first)
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
pub(super) fn forget_amounts(adjudication: &mut Adjudication) {
    if let OutcomeOnChain::Known(outcome) = &adjudication.outcome {
        adjudication.kept = Some(outcome.clone());
    }
    adjudication.outcome = OutcomeOnChain::Unknown;
}

/// A payout or reclaim needs a status, so a deletion that was assumed did not happen.
pub(super) fn refute_deletion(settled: &mut Settled, fact: &ChainFact, notes: Notes<'_>) {
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
