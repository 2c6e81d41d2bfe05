//! Ledgers and their proposals.

use statelog::event::{
    ChannelCreated, ChannelKind, Outcome, Proposal, Protocol, SupportRule, VariablePart,
};
use statelog::nitro;
use statelog::state::StateContent;

use super::*;

/// A ledger of a protocol whose hashes nobody can compute, so that tests can make them up.
pub fn ledger() -> Given {
    Given::channel(ChannelCreated {
        protocol: Protocol::Opaque,
        ..created(ChannelKind::Ledger, SupportRule::Unanimous, 2)
    })
}

/// A ledger whose proposals give the hashes that they lead to.
pub fn hashed_ledger(channel_id: Bytes32) -> Given {
    Given::channel(ChannelCreated {
        channel_id,
        ..created(ChannelKind::Ledger, SupportRule::Unanimous, 2)
    })
}

/// The hash of a ledger's state with this outcome.
pub fn ledger_hash(channel_id: &Bytes32, turn: u64, outcome: &Outcome) -> Bytes32 {
    let state = VariablePart {
        app_data: Bytes::default(),
        outcome: outcome.clone(),
        turn_num: u48(turn),
        is_final: false,
    };
    nitro::state_hash(channel_id, &state)
}

/// A ledger whose base, turn 1, gives leader and follower 100 each.
pub fn funded() -> Given {
    ledger().and(signed(base(1), &[0, 1]))
}

pub fn base(turn: u64) -> StateContent {
    with_outcome(state(turn, 1), native(100, 100))
}

/// Both sides sign a proposal.
pub fn agree(given: &mut Given, turn: u64, tag: u8, proposal: Proposal) {
    for signer in [0, 1] {
        given.when(proposed(turn, hash(turn, tag), proposal.clone(), signer));
    }
}

pub fn add_of(tag: u8, amount: u64, left_deposit: u64) -> Proposal {
    Proposal::Add(add(target(tag), amount, left_deposit))
}

pub fn remove_of(tag: u8, left_amount: u64) -> Proposal {
    Proposal::Remove(remove(target(tag), left_amount))
}

pub fn outcome(given: &Given, turn: u64, tag: u8) -> Option<Outcome> {
    let outcome = given.channel.outcome_of(&hash(turn, tag));
    outcome.map(|outcome| (*outcome).clone())
}

/// The balances of leader and follower at a state, if it can be derived.
pub fn balances(given: &Given, turn: u64, tag: u8) -> Option<(u64, u64)> {
    let outcome = outcome(given, turn, tag)?;
    let amount = |at: usize| outcome[0].allocations[at].amount.to::<u64>();
    Some((amount(0), amount(1)))
}
