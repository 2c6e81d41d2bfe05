//! Reclaims: a guarantee of a ledger's outcome is dissolved into the balances.

use std::sync::Arc;

use super::super::irregularity::Irregularity;
use super::super::settled::{Seat, Settled};
use super::{Notes, payout, standing};
use crate::event::scalar::Bytes32;
use crate::event::{Allocation, AssetExit, Outcome};
use crate::nitro::holdings;
use crate::state::view::Mode;
use crate::state::{ChainBody, ChainFact, OutcomeOnChain};

/// The log names the ledger and the place of the asset only. If exactly one result
/// is possible, the ledger has that outcome now, else an unknown one. Holdings and
/// the guaranteed channel stay as they are.
pub(super) fn step(settled: &mut Settled, fact: &ChainFact, notes: Notes<'_>) {
    payout::refute_deletion(settled, fact, notes);
    let before = standing(settled, fact).adjudication;
    let mode = before.mode_at(fact.block_timestamp);
    if mode != Mode::Finalized {
        notes(fact, Irregularity::NotFinalized { mode });
    }
    let after = match &before.outcome {
        OutcomeOnChain::Known(outcome) => reclaimed(settled, fact, outcome),
        _ => None,
    };
    if after.is_none() {
        notes(fact, Irregularity::ReclaimUnknown);
    }
    settled.amend(fact, |adjudication| match after {
        Some(outcome) => adjudication.outcome = OutcomeOnChain::Known(Arc::new(outcome)),
        None => payout::forget_amounts(adjudication),
    });
}

/// The only outcome that the ledger can have after the reclaim.
fn reclaimed(settled: &Settled, fact: &ChainFact, outcome: &Outcome) -> Option<Outcome> {
    let ChainBody::Reclaim {
        asset_index,
        target,
        index_in_source,
        target_asset_index,
    } = &fact.body
    else {
        return None;
    };
    let place = usize::try_from(*asset_index).ok()?;
    let source = outcome.get(place)?;
    let named = |given: Option<u32>, at: usize| given.is_none_or(|given| given as usize == at);
    let mut result: Option<Vec<Allocation>> = None;
    for (at, guarantee) in source.allocations.iter().enumerate() {
        let channel = guarantee.destination;
        if guarantee.allocation_type != holdings::GUARANTEE
            || !named(*index_in_source, at)
            || target.is_some_and(|target| target != channel)
        {
            continue;
        }
        let Some(guaranteed) = finalized_outcome(settled, fact, channel) else {
            continue;
        };
        for (entry_at, entry) in guaranteed.iter().enumerate() {
            if entry.asset != source.asset || !named(*target_asset_index, entry_at) {
                continue;
            }
            let possible = holdings::reclaim(&source.allocations, at, &entry.allocations);
            match (&result, possible) {
                (_, None) => {}
                (Some(result), Some(possible)) if *result != possible => return None,
                (_, possible) => result = possible,
            }
        }
    }
    result.map(|allocations| replaced(outcome, place, allocations))
}

/// The outcome of a channel that is finalized at the time of a fact, if it is known.
fn finalized_outcome(
    settled: &Settled,
    fact: &ChainFact,
    channel: Bytes32,
) -> Option<Arc<Outcome>> {
    let seat = Seat {
        channel,
        contract: fact.contract,
    };
    let adjudication = &settled.status(&seat)?.adjudication;
    match &adjudication.outcome {
        OutcomeOnChain::Known(outcome)
            if adjudication.mode_at(fact.block_timestamp) == Mode::Finalized =>
        {
            Some(outcome.clone())
        }
        _ => None,
    }
}

/// An outcome with other allocations of one asset.
fn replaced(outcome: &Outcome, place: usize, allocations: Vec<Allocation>) -> Outcome {
    let mut outcome = outcome.clone();
    if let Some(entry) = outcome.get_mut(place) {
        *entry = AssetExit {
            allocations,
            ..entry.clone()
        };
    }
    outcome
}
