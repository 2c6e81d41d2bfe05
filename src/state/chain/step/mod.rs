//! What each kind of fact does to the settled state.
//!
//! Steps are pure: they read the settled state, the fact and what is known off
//! chain. What the contract would not have allowed is noted, then applied anyway:
//! the chain is right.

mod payout;
mod reclaim;
mod status;

use std::sync::Arc;

use super::holdings::Account;
use super::irregularity::Irregularity;
use super::place::Place;
use super::settled::{Seat, Settled};
use crate::event::scalar::{Bytes20, Bytes32, U256};
use crate::state::view::Mode;
use crate::state::{ChainBody, ChainFact, Knowledge};

/// Hears what steps notice.
pub(super) type Notes<'a> = &'a mut dyn FnMut(&ChainFact, Irregularity);

/// Folds the canonical facts of one transaction, in order.
///
/// Facts whose chain or contract is not the home of their channel are left out: a
/// channel id names neither, and the same signed states are valid on two chains.
/// Contracts do not affect each other.
pub(super) fn transaction<K: Knowledge>(
    settled: &mut Settled,
    facts: &[&Arc<ChainFact>],
    knowledge: &K,
    notes: Notes<'_>,
) {
    if let [fact] = facts {
        if arrive(settled, fact, knowledge) {
            contract(settled, facts, knowledge, notes);
        }
        return;
    }
    let mut rest: Vec<&Arc<ChainFact>> = Vec::with_capacity(facts.len());
    rest.extend(facts.iter().filter(|fact| arrive(settled, fact, knowledge)));
    while let Some(first) = rest.first() {
        let address = first.contract;
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            rest.iter().partition(|fact| fact.contract == address);
        contract(settled, &here, knowledge, notes);
        rest = elsewhere;
    }
}

/// Counts a fact; whether it belongs to its channel.
fn arrive<K: Knowledge>(settled: &mut Settled, fact: &ChainFact, knowledge: &K) -> bool {
    let place = Place::of(fact);
    let home = knowledge.home_of(&fact.channel_id);
    settled.count += 1;
    settled.last = Some(place);
    settled.clock = settled.clock.max(fact.block_timestamp);
    settled.depends(fact.channel_id, place, home);
    home.is_none_or(|home| home == (fact.chain_id, fact.contract))
}

/// Folds the facts of one transaction and one contract.
fn contract<K: Knowledge>(
    settled: &mut Settled,
    facts: &[&Arc<ChainFact>],
    knowledge: &K,
    notes: Notes<'_>,
) {
    let mut rest = facts;
    // The channel that a conclusion in this transaction made payable, as long as
    // only its payouts followed.
    let mut concluded: Option<Bytes32> = None;
    while let Some((fact, later)) = rest.split_first() {
        if let ChainBody::Allocation { .. } = fact.body {
            let follows = concluded == Some(fact.channel_id);
            let run = payout::Run::at_start_of(rest, follows);
            rest = rest.get(run.len()..).unwrap_or_default();
            payout::step(settled, &run, notes);
            concluded = concluded.filter(|_| follows);
            continue;
        }
        concluded = None;
        rest = later;
        match &fact.body {
            ChainBody::Deposit { asset, now_held } => {
                deposit(settled, fact, *asset, *now_held, notes);
            }
            ChainBody::Concluded { .. } => {
                status::conclude(settled, fact, knowledge, notes);
                concluded = Some(fact.channel_id);
            }
            ChainBody::Challenge { .. } => status::challenge(settled, fact, knowledge, notes),
            ChainBody::Cleared { .. } | ChainBody::Checkpoint { .. } => {
                status::clear(settled, fact, knowledge, notes);
            }
            ChainBody::Reclaim { .. } => reclaim::step(settled, fact, notes),
            ChainBody::Allocation { .. } => {}
        }
    }
}

/// A deposit is legal in every mode and tells the whole holdings.
fn deposit(
    settled: &mut Settled,
    fact: &ChainFact,
    asset: Bytes20,
    now_held: U256,
    notes: Notes<'_>,
) {
    let account = Account {
        contract: fact.contract,
        destination: fact.channel_id,
        asset,
    };
    let before = settled
        .holdings
        .set(account, now_held, fact.block_number.get());
    if !before.inexact && now_held < before.amount {
        notes(
            fact,
            Irregularity::HoldingsShrank {
                held: before.amount,
            },
        );
    } else if !before.inexact && now_held == before.amount {
        notes(fact, Irregularity::ZeroDeposit);
    }
    let has_ended = settled.status(&Seat::of(fact)).is_some_and(|status| {
        let says = &status.adjudication;
        says.withdrawn || says.mode_at(fact.block_timestamp) == Mode::Finalized
    });
    if has_ended {
        notes(fact, Irregularity::DepositTooLate);
    }
    settled.amend(fact, |_| {});
}

/// The mode and turn record of a channel at the time of a fact.
fn standing(settled: &Settled, fact: &ChainFact) -> super::settled::Status {
    settled.status(&Seat::of(fact)).cloned().unwrap_or_default()
}
