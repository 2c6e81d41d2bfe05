//! The states that a chain shows of a channel, and who signed them.
//!
//! A signature stays evidence when a reorganisation takes the log back that showed it, so
//! logs that are not canonical count too.

use std::sync::Arc;

use super::Context;
use crate::event::Event;
use crate::event::scalar::{Bytes32, Uint8, Uint48};
use crate::order;
use crate::state::{Chain, ChainFact, Channel, SignerSet};

/// A state that a log of the channel's home shows.
pub(super) struct Sighting<'a> {
    /// The chain.
    chain: &'a Chain,
    /// The log.
    fact: &'a Arc<ChainFact>,
    /// Turn and hash of the state.
    pub(super) state: (Uint48, Bytes32),
    /// The participants whose signatures the log shows with it.
    pub(super) signers: SignerSet,
}

/// Everything that a channel's home ever showed, by state; of one state what is canonical
/// comes first, in chain order. How the logs arrived does not matter.
pub(super) fn sightings<'a>(channel: &Channel, context: &Context<'a>) -> Vec<Sighting<'a>> {
    let created = channel.created();
    let Some(chain) = context.state.chain(created.chain_id) else {
        return Vec::new();
    };
    let facts = chain.ever_of(created.channel_id).into_iter();
    let home = facts.filter(|fact| fact.contract == created.adjudicator);
    let mut shown: Vec<Sighting<'a>> = home
        .flat_map(|fact| {
            fact.body.candidates().filter_map(move |candidate| {
                let hash = candidate.hash_in(created.protocol)?;
                Some(Sighting {
                    chain,
                    fact,
                    state: (candidate.turn_num, hash),
                    signers: channel.signers_of(candidate),
                })
            })
        })
        .collect();
    order::sort_by(&mut shown, |left, right| left.state.cmp(&right.state));
    shown
}

impl Sighting<'_> {
    /// The offset of the first event that shows the state.
    pub(super) fn offset(&self, channel: &Channel, context: &Context<'_>) -> u64 {
        let signer = self.signers.iter().next();
        signer.map_or(self.fact.offset, |signer| {
            self.offset_of(signer, channel, context)
        })
    }

    /// The offset of the first event that shows a participant's signature of the state: of
    /// several records of the log, the one that has it.
    pub(super) fn offset_of(&self, signer: Uint8, channel: &Channel, context: &Context<'_>) -> u64 {
        let participants = &channel.created().fixed_part.participants;
        let address = participants.get(usize::from(signer));
        let shows = |offset: &u64| {
            let mut event = context.records.event(*offset);
            let sigs = event.iter_mut().flat_map(Event::signatures_mut);
            let mut signers = sigs.map(|sig| context.records.signer(&self.state.1, sig));
            signers.any(|by| by.as_ref() == address)
        };
        let mut records = self.chain.records_of(self.fact);
        records.find(shows).unwrap_or(self.fact.offset)
    }
}

/// The offset of an event that shows a participant's signature of a state: the first one
/// that tells it off chain (8–11), else the one of the chain.
pub(super) fn shown_by(
    channel: &Channel,
    state: (Uint48, Bytes32),
    signer: Uint8,
    context: &Context<'_>,
) -> Option<u64> {
    let told = context.signature(&channel.created().channel_id, state, signer);
    told.or_else(|| {
        let shown = sightings(channel, context);
        let mut shown = shown.iter().filter(|shown| shown.state == state);
        let shown = shown.find(|shown| shown.signers.contains(signer))?;
        Some(shown.offset_of(signer, channel, context))
    })
}
