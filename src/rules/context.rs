//! What judging an event may look at.

use super::identity;
use crate::event::Event;
use crate::event::scalar::{Bytes20, Bytes32, Text, Uint48};
use crate::log::KeyId;
use crate::state::{ChainFact, Channel, FoldState, Objective};

/// What the log holds, by identity. The store answers.
pub trait Records {
    /// The offset of the first event with a key of [`domain_keys`](super::domain_keys).
    fn first(&self, key: &[u8]) -> Option<u64>;
    /// The offset of the event with an id.
    fn offset_of(&self, id: &Bytes32) -> Option<u64>;
    /// The event at an offset.
    fn event(&self, offset: u64) -> Option<Event>;
    /// The key of a channel.
    fn channel_key(&self, id: &Bytes32) -> Option<KeyId>;
    /// The key of an objective.
    fn objective_key(&self, id: &Text) -> Option<KeyId>;
    /// The offsets of the events that belong to a key, ascending.
    fn postings(&self, key: KeyId) -> &[u32];
    /// The address that signed a hash (EIP-191), if the signature recovers; never
    /// computed twice.
    fn signer(&self, hash: &Bytes32, signature: &crate::event::scalar::Bytes65) -> Option<Bytes20>;
    /// What an event says of a chain (events 14–20), as the fold reads it, if the event
    /// got the offset.
    fn chain_fact(&self, event: &Event, offset: u64) -> Option<ChainFact>;
}

/// The log up to an offset, and the state that it leads to.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The offset of the event that is judged; the length of the log when the whole
    /// is reviewed. Only what is before it counts.
    pub offset: u64,
    /// The state after the events before `offset`, settled.
    pub state: &'a FoldState,
    /// What the log holds. Answers may lie at or behind `offset`.
    pub records: &'a dyn Records,
}

impl<'a> Context<'a> {
    /// A channel that was created before.
    #[must_use]
    pub fn channel(&self, id: &Bytes32) -> Option<&'a Channel> {
        self.state.channel_by_id(id)
    }

    /// An objective that was created before.
    #[must_use]
    pub fn objective(&self, id: &Text) -> Option<&'a Objective> {
        self.state.objective(self.records.objective_key(id)?)
    }

    /// The offset of the first event before this one with a domain key.
    #[must_use]
    pub fn first(&self, key: &[u8]) -> Option<u64> {
        self.records.first(key).filter(|first| *first < self.offset)
    }

    /// The offset of the first event of ours (8) before this one by which a participant signed a state.
    #[must_use]
    pub fn own_state(&self, channel: &Bytes32, state_hash: &Bytes32, signer: u8) -> Option<u64> {
        self.first(&identity::state_key(8, channel, state_hash, signer))
    }

    /// The offset of the first event of ours (10) before this one by which a participant
    /// signed the state that a ledger proposal leads to.
    #[must_use]
    pub fn own_proposal(
        &self,
        ledger: &Bytes32,
        state: (Uint48, Bytes32),
        signer: u8,
    ) -> Option<u64> {
        self.first(&identity::proposal_key(10, ledger, state, signer))
    }

    /// The same of a peer (11).
    #[must_use]
    pub fn peer_proposal(
        &self,
        ledger: &Bytes32,
        state: (Uint48, Bytes32),
        signer: u8,
    ) -> Option<u64> {
        self.first(&identity::proposal_key(11, ledger, state, signer))
    }

    /// The offset of the first event of a peer (9) before this one that shows a
    /// participant's signature of a state.
    #[must_use]
    pub fn peer_state(&self, channel: &Bytes32, state_hash: &Bytes32, signer: u8) -> Option<u64> {
        self.first(&identity::state_key(9, channel, state_hash, signer))
    }
}
