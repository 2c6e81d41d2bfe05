//! Shows the state to callers.

use super::FoldState;
use crate::event::scalar::{Offset, Uint48};
use crate::log::KeyId;
use crate::state::view::{ChannelState, LogState, ObjectiveState};
use crate::state::{Chain, Channel, HeldAsset, Objective, Surroundings};

/// What callers choose about how state is shown. It changes no derived fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewOptions {
    /// Chain ids, each with how many blocks must follow a block before what it holds is
    /// no longer provisional; 0 for other chains.
    pub confirmations: Vec<(u64, u64)>,
}

impl FoldState {
    /// A channel as callers see it; `None` until its creation.
    #[must_use]
    pub fn channel_state(&self, key: KeyId, options: &ViewOptions) -> Option<ChannelState> {
        self.channel(key)
            .map(|channel| self.show_channel(channel, options))
    }

    /// An objective as callers see it; `None` until its creation.
    #[must_use]
    pub fn objective_state(&self, key: KeyId) -> Option<ObjectiveState> {
        self.objective(key).map(Objective::view)
    }

    /// Everything, as callers see it.
    #[must_use]
    pub fn log_state(&self, options: &ViewOptions) -> LogState {
        let channels = self.channels();
        LogState {
            length: Offset::new(self.length).unwrap_or(Offset::MAX),
            state_hash: self.state_hash(),
            objectives: self.objectives().map(Objective::view).collect(),
            channels: channels
                .map(|channel| self.show_channel(channel, options))
                .collect(),
            chains: self.chains().map(Chain::to_state).collect(),
            findings: Vec::new(),
        }
    }

    pub(super) fn show_channel(&self, channel: &Channel, options: &ViewOptions) -> ChannelState {
        channel.view(&self.shown_around(channel, options))
    }

    pub(super) fn shown_around(&self, channel: &Channel, options: &ViewOptions) -> Surroundings {
        let chain_id = channel.created().chain_id.get();
        let mut given = options.confirmations.iter();
        let found = given.find(|(chain, _)| *chain == chain_id);
        let confirmations = found.map_or(0, |(_, confirmations)| *confirmations);
        self.around(channel, confirmations)
    }

    /// What is known around a channel. A block is provisional until `confirmations`
    /// blocks have followed it.
    pub(super) fn around(&self, channel: &Channel, confirmations: u64) -> Surroundings {
        let created = channel.created();
        let id = created.channel_id;
        let mut around = Surroundings {
            time: self.clock_of(channel),
            guaranteed: self.is_guaranteed(&id),
            once_guaranteed: self.was_guaranteed(&id),
            ..Surroundings::default()
        };
        if let Some(chain) = self.chain(created.chain_id) {
            let provisional = |block: u64| chain.is_provisional(block, confirmations);
            let contract = &created.adjudicator;
            let last_block = channel.adjudication().last_block;
            around.adjudication_provisional = last_block > 0 && provisional(last_block);
            around.holdings = chain
                .assets_of(contract, &id)
                .map(|asset| {
                    let (held, exact) = chain.holding(contract, &asset, &id);
                    let block = chain.holding_block(contract, &asset, &id);
                    let provisional = block.is_some_and(provisional);
                    HeldAsset {
                        asset,
                        held,
                        exact,
                        provisional,
                    }
                })
                .collect();
            // Of other assets something may have come by a payout that nobody can follow.
            let prefund = channel.prefund_outcome().into_iter().flat_map(|of| &**of);
            around.holdings.extend(prefund.filter_map(|exit| {
                let held = chain.holding_block(contract, &exit.asset, &id);
                let (amount, exact) = chain.holding(contract, &exit.asset, &id);
                (held.is_none() && !exact).then_some(HeldAsset {
                    asset: exit.asset,
                    held: amount,
                    exact,
                    provisional: false,
                })
            }));
        }
        around
    }

    /// The clock of a channel's chain, in seconds; 0 if nothing is known of it.
    pub(super) fn clock_of(&self, channel: &Channel) -> Uint48 {
        self.chain(channel.created().chain_id)
            .map(Chain::clock)
            .unwrap_or_default()
    }
}
