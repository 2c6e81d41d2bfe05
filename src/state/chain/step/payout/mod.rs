//! Payouts: funds leave a channel according to its outcome.
//!
//! A log tells an asset and the holdings before and after. Which call moved the funds
//! and which allocations it paid comes from calldata or is inferred; what cannot be
//! told is marked as unknown until the next absolute figure or registration.

mod call;
mod effect;
mod run;

use super::super::holdings::Account;
use super::super::irregularity::Irregularity;
use super::super::settled::Settled;
use super::{Notes, standing};
use crate::event::PayoutVia;
use crate::event::scalar::Bytes20;
use crate::state::view::Mode;
use crate::state::{ChainFact, OutcomeOnChain};
use call::{Call, Target};
pub(super) use effect::{forget_amounts, refute_deletion};
pub(super) use run::Run;

/// Folds one payout call.
pub(super) fn step(settled: &mut Settled, run: &Run<'_>, notes: Notes<'_>) {
    let Some(fact) = run.logs.first().map(|log| log.fact) else {
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

/// The holding of the channel of a fact.
fn account(fact: &ChainFact, asset: Bytes20) -> Account {
    Account {
        contract: fact.contract,
        destination: fact.channel_id,
        asset,
    }
}
