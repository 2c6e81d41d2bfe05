//! What judging an event may look at.

use super::{Finding, Rule, Severity, identity};
use crate::event::Event;
use crate::event::scalar::{Bytes20, Bytes32, Millis, Text, Uint8, Uint48};
use crate::log::KeyId;
use crate::state::{ChainFact, Channel, FoldState, Objective, Sent};

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
    /// The keys of the peers that messages were sent to, in order of the first.
    fn peers(&self) -> Vec<KeyId>;
    /// The message that was sent at an offset.
    fn sent(&self, offset: u64) -> Option<Sent>;
    /// The state hash after the first `length` events, at most the offset of the context.
    fn state_hash(&self, length: u64, context: &Context<'_>) -> Bytes32;
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
    /// The timestamp of the event before `offset`; 0 if there is none.
    pub last_timestamp: Millis,
    /// What the log holds. Answers may lie at or behind `offset`.
    pub records: &'a dyn Records,
}

impl<'a> Context<'a> {
    /// A channel that was created before.
    #[must_use]
    pub fn channel(&self, id: &Bytes32) -> Option<&'a Channel> {
        self.state.channel_by_id(id)
    }

    /// A finding about a channel that needs the event that is judged and others.
    pub(super) fn finding(
        &self,
        channel: &Channel,
        rule: Rule,
        severity: Severity,
        message: impl Into<String>,
        others: impl IntoIterator<Item = u64>,
    ) -> Finding {
        let offsets = others.into_iter().chain([self.offset]);
        let finding = Finding::new(rule, severity, message, offsets);
        finding.about_channel(channel.created().channel_id)
    }

    /// An objective that was created before.
    #[must_use]
    pub fn objective(&self, id: &Text) -> Option<&'a Objective> {
        self.state.objective(self.records.objective_key(id)?)
    }

    /// The messages that were sent to a peer before, with their offsets.
    pub fn sent_to(&self, peer: KeyId) -> impl Iterator<Item = (u64, Sent)> {
        let postings = self.records.postings(peer);
        let offsets = postings.iter().map(|offset| u64::from(*offset));
        let before = self.offset;
        let offsets = offsets.take_while(move |offset| *offset < before);
        offsets.filter_map(|offset| Some((offset, self.records.sent(offset)?)))
    }

    /// The offset of the first event before this one with a domain key.
    #[must_use]
    pub fn first(&self, key: &[u8]) -> Option<u64> {
        self.records.first(key).filter(|first| *first < self.offset)
    }

    /// The offset of the first event before this one by which we signed a state (8, 10),
    /// as the participant `signer`.
    #[must_use]
    pub fn own_signature(
        &self,
        channel: &Bytes32,
        (turn, state_hash): (Uint48, Bytes32),
        signer: Uint8,
    ) -> Option<u64> {
        let state = self.first(&identity::state_key(8, channel, &state_hash, signer));
        let proposal = (turn, state_hash);
        let proposal = self.first(&identity::proposal_key(10, channel, proposal, signer));
        state.into_iter().chain(proposal).min()
    }

    /// The offset of the first event before this one that shows a participant's signature
    /// of a state (8–11). What only a chain showed has none.
    #[must_use]
    pub fn signature(
        &self,
        channel: &Bytes32,
        (turn, state_hash): (Uint48, Bytes32),
        signer: Uint8,
    ) -> Option<u64> {
        let own = self.own_signature(channel, (turn, state_hash), signer);
        let state = self.first(&identity::state_key(9, channel, &state_hash, signer));
        let proposal = (turn, state_hash);
        let proposal = self.first(&identity::proposal_key(11, channel, proposal, signer));
        own.into_iter().chain(state).chain(proposal).min()
    }
}
