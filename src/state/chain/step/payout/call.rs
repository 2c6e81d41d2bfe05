//! What one payout call pays.

use super::super::super::irregularity::Irregularity;
use super::super::super::settled::Settled;
use super::run::{Log, pays_all};
use super::{Notes, account};
use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::event::{Outcome, PayoutVia};
use crate::nitro::holdings::{self, Uninferable};
use crate::nitro::is_internal;
use crate::state::{Adjudication, OutcomeOnChain, PayoutFact};

/// Where in the outcome the asset of a log is.
pub(super) struct Target {
    pub(super) asset: Option<Bytes20>,
    /// The entries that it can be; certain if it is one.
    places: Vec<usize>,
}

/// What one call does, before it takes effect as a whole.
pub(super) struct Call {
    via: PayoutVia,
    /// The outcome with what was paid so far; where amounts are unknown only assets
    /// and destinations mean anything.
    pub(super) outcome: Outcome,
    /// Whether the amounts are known.
    pub(super) known: bool,
    pub(super) payouts: Vec<PayoutFact>,
    /// What internal destinations got; `None` is an unknown amount.
    pub(super) credits: Vec<(Bytes20, Bytes32, Option<U256>)>,
    /// Assets of which any internal destination may have got some; `None` is any asset.
    pub(super) doubts: Vec<Option<Bytes20>>,
    /// Whether a log does not follow from the outcome, so that not even its assets and
    /// destinations are right.
    pub(super) refuted: bool,
    /// The assets of the logs read so far.
    seen: Vec<Bytes20>,
    paid_assets: Vec<Bytes20>,
}

impl Call {
    pub(super) fn new(before: &Adjudication, via: PayoutVia) -> Self {
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
            doubts: Vec::new(),
            refuted: false,
            seen: Vec::new(),
            paid_assets: Vec::new(),
        }
    }

    /// Finds the entry of the outcome that a log is about: by its index, else by the
    /// asset. A call that pays all assets emits one log for each entry in order.
    pub(super) fn target(&mut self, settled: &Settled, log: &Log<'_>) -> Target {
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
            .or_else(|| only_asset(settled, log));
        self.seen.extend(asset);
        Target { asset, places }
    }

    /// Folds one log of the call.
    pub(super) fn pay(
        &mut self,
        settled: &mut Settled,
        log: &Log<'_>,
        target: &Target,
        repeats: bool,
        notes: Notes<'_>,
    ) {
        let Some(asset) = target.asset else {
            notes(log.fact, Irregularity::AssetUnknown);
            self.doubt_all(log, None);
            self.lose(log, notes);
            return;
        };
        self.set_holdings(settled, log, asset, notes);
        let place = match *target.places.as_slice() {
            [place] => place,
            [] => {
                self.doubt_all(log, Some(asset));
                self.lose(log, notes);
                return;
            }
            _ => {
                self.doubt(log, asset, &target.places);
                self.leave_open(log, notes);
                return;
            }
        };
        if !self.known {
            self.doubt(log, asset, &[place]);
            return;
        }
        match self.pays(log, place, repeats) {
            Ok(pays) => self.apply(log, asset, place, &pays),
            Err(Uninferable::Ambiguous) => {
                self.doubt_afforded(log, asset, place);
                self.leave_open(log, notes);
            }
            Err(Uninferable::Impossible) => {
                self.doubt_all(log, Some(asset));
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
        let held = settled
            .holdings
            .set(account, log.remaining, log.fact.block_number.get());
        let first = !self.paid_assets.contains(&asset);
        if first && !held.inexact && held.amount != log.initial {
            notes(log.fact, Irregularity::HoldingsDiffer { held: held.amount });
        }
        self.paid_assets.push(asset);
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
            if is_internal(&destination) {
                self.credits.push((asset, destination, Some(*pay)));
            }
        }
    }

    /// The log does not follow from the outcome, so the outcome was not that one.
    fn lose(&mut self, log: &Log<'_>, notes: Notes<'_>) {
        if self.known {
            notes(log.fact, Irregularity::PayoutDiffers);
        }
        self.known = false;
        self.refuted = true;
    }

    /// The log leaves open what was paid.
    fn leave_open(&mut self, log: &Log<'_>, notes: Notes<'_>) {
        if self.known {
            notes(log.fact, Irregularity::PayoutAmbiguous);
        }
        self.known = false;
    }

    /// Any internal destination may have been paid.
    fn doubt_all(&mut self, log: &Log<'_>, asset: Option<Bytes20>) {
        if log.initial != log.remaining {
            self.doubts.push(asset);
        }
    }

    /// Any internal destination of these entries may have been paid.
    fn doubt(&mut self, log: &Log<'_>, asset: Bytes20, places: &[usize]) {
        if log.initial == log.remaining {
            return;
        }
        for entry in places.iter().filter_map(|place| self.outcome.get(*place)) {
            let destinations = entry
                .allocations
                .iter()
                .map(|allocation| allocation.destination);
            let internal = destinations.filter(is_internal);
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
            if !afford.is_zero() && is_internal(&allocation.destination) {
                self.credits.push((asset, allocation.destination, None));
            }
        }
    }
}

/// The asset that the channel holds, if it is one. A log about nothing held is about an
/// asset that it does not hold.
fn only_asset(settled: &Settled, log: &Log<'_>) -> Option<Bytes20> {
    if log.initial.is_zero() {
        return None;
    }
    let holdings = &settled.holdings;
    holdings.only_asset(log.fact.contract, log.fact.channel_id)
}
