//! Channels of a simulated node, and how their outcomes move.

use std::collections::BTreeMap;

use statelog::event::scalar::{Bytes, Bytes20, Bytes32, U256, Uint48};
use statelog::event::{Allocation, AssetExit, ChannelKind, FixedPart, Outcome, VariablePart};

use super::seal::Party;

/// A channel as our node knows it.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: Bytes32,
    pub fixed: FixedPart,
    pub parties: Vec<Party>,
    /// Our place among the participants.
    pub me: usize,
    /// The place of its chain among the node's chains.
    pub chain: usize,
    pub kind: ChannelKind,
    /// The latest state that all have signed; before that, the prefund.
    pub state: VariablePart,
    /// What the adjudicator holds, per asset of the outcome.
    pub held: Vec<U256>,
}

/// The balances and guarantees of a ledger channel.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// What leader and follower hold freely.
    pub balances: [U256; 2],
    /// How much of it is promised to virtual channels that have no guarantee yet.
    pub reserved: [U256; 2],
    /// The guarantees, in the order of the outcome: ascending by target.
    pub guarantees: BTreeMap<Bytes32, Allocation>,
    /// How many virtual channels use the ledger now.
    pub users: u32,
    /// How many more virtual channels the ledger will take before it closes.
    pub capacity: u32,
}

/// An address as the destination of an allocation.
pub fn destination(address: Bytes20) -> Bytes32 {
    address.into_word()
}

/// A simple allocation.
pub fn simple(destination: Bytes32, amount: U256) -> Allocation {
    Allocation {
        destination,
        amount,
        allocation_type: 0,
        metadata: Bytes::default(),
    }
}

/// An allocation that guarantees a virtual channel.
pub fn guarantee(target: Bytes32, amount: U256, left: Bytes32, right: Bytes32) -> Allocation {
    Allocation {
        destination: target,
        amount,
        allocation_type: 2,
        metadata: Bytes([left, right].concat()),
    }
}

/// The division of one fungible asset.
pub fn exit(asset: Bytes20, allocations: Vec<Allocation>) -> AssetExit {
    AssetExit {
        asset,
        asset_type: 0,
        asset_metadata: Bytes::default(),
        allocations,
    }
}

/// A state that is not final and carries no data of the application.
pub fn state(turn: u64, outcome: Outcome) -> VariablePart {
    VariablePart {
        app_data: Bytes::default(),
        outcome,
        turn_num: Uint48::new(turn).unwrap(),
        is_final: false,
    }
}

impl Channel {
    /// The state after the latest one, with an outcome.
    pub fn successor(&self, outcome: Outcome) -> VariablePart {
        state(self.state.turn_num.get() + 1, outcome)
    }

    /// The total of an asset of the outcome.
    pub fn total(&self, asset: usize) -> U256 {
        let allocations = &self.state.outcome[asset].allocations;
        allocations.iter().map(|allocation| allocation.amount).sum()
    }
}

impl Book {
    /// The outcome of the ledger: leader, follower, guarantees.
    pub fn outcome(&self, channel: &Channel) -> Outcome {
        let participants = channel.fixed.participants.iter();
        let mut allocations: Vec<_> = participants
            .zip(self.balances)
            .map(|(participant, amount)| simple(destination(*participant), amount))
            .collect();
        allocations.extend(self.guarantees.values().cloned());
        vec![exit(channel.state.outcome[0].asset, allocations)]
    }

    /// What a side may still promise.
    pub fn free(&self, side: usize) -> U256 {
        self.balances[side] - self.reserved[side]
    }
}
