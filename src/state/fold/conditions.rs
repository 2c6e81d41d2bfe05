//! Conditions that acts depend on, as derived from the log.

use super::FoldState;
use crate::event::AssetExit;
use crate::event::scalar::{Bytes32, Uint8, Uint48};
use crate::nitro;
use crate::state::view::{Mode, Phase};
use crate::state::{Channel, Objective, Surroundings};

impl FoldState {
    /// What is known around a channel, without regard to confirmations.
    #[must_use]
    pub fn surroundings(&self, channel: &Channel) -> Surroundings {
        self.around(channel, 0)
    }

    /// How far a channel has got.
    #[must_use]
    pub fn phase(&self, channel: &Channel) -> Phase {
        channel.phase(&self.surroundings(channel))
    }

    /// The mode of a channel by the clock of its chain.
    #[must_use]
    pub fn mode(&self, channel: &Channel) -> Mode {
        channel.mode(self.clock_of(channel))
    }

    /// Rule F1: whether the adjudicator holds at least what the prefund state allocates,
    /// for every asset. Without a prefund state nothing can be said, so it is not.
    #[must_use]
    pub fn is_funded(&self, channel: &Channel) -> bool {
        let Some(outcome) = channel.prefund_outcome() else {
            return false;
        };
        let created = channel.created();
        let chain = self.chain(created.chain_id);
        nitro::totals(outcome).into_iter().all(|(asset, total)| {
            let held = chain.map(|chain| {
                chain
                    .holding(&created.adjudicator, &asset, &created.channel_id)
                    .0
            });
            nitro::Total::from(held.unwrap_or_default()) >= total
        })
    }

    /// Whether the adjudicator holds, or may hold, anything for a channel.
    #[must_use]
    pub fn holds_anything(&self, channel: &Channel) -> bool {
        let around = self.surroundings(channel);
        let mut holdings = around.holdings.iter();
        holdings.any(|held| !held.exact || !held.held.is_zero())
    }

    /// Whether a virtual channel is guaranteed for the participant at `index`: each
    /// neighbour shares a ledger with it whose latest supported state guarantees, per
    /// asset, what the channel allocates in total, between the two of them in the
    /// channel's order. A channel of one participant has no neighbour to guarantee it.
    #[must_use]
    pub fn is_guaranteed_for(&self, channel: &Channel, index: Uint8) -> bool {
        let Some(outcome) = channel.prefund_outcome() else {
            return false;
        };
        let participants = &channel.created().fixed_part.participants;
        if participants.len() < 2 {
            return false;
        }
        let place = usize::from(index);
        let left = place.checked_sub(1).map(|before| (before, place));
        let right = Some((place, place + 1)).filter(|(_, after)| *after < participants.len());
        left.into_iter().chain(right).all(|(left, right)| {
            let pair = (participants.get(left), participants.get(right));
            let (Some(left), Some(right)) = pair else {
                return false;
            };
            let pair = (nitro::destination_of(left), nitro::destination_of(right));
            self.is_guaranteed_between(&channel.created().channel_id, outcome, pair)
        })
    }

    fn is_guaranteed_between(
        &self,
        target: &Bytes32,
        outcome: &[AssetExit],
        (left, right): (Bytes32, Bytes32),
    ) -> bool {
        self.ledgers_for(target).any(|ledger| {
            let guarantees = ledger.guarantees_for(target);
            nitro::totals(outcome).into_iter().all(|(asset, total)| {
                guarantees.iter().any(|(of, guarantee)| {
                    *of == asset
                        && nitro::Total::from(guarantee.amount) == total
                        && (guarantee.left, guarantee.right) == (left, right)
                })
            })
        })
    }

    /// Whether any of our ledgers guarantees a channel now.
    #[must_use]
    pub fn is_guaranteed_at_all(&self, target: &Bytes32) -> bool {
        self.is_guaranteed(target)
    }

    /// Whether the prefund state, turn 0, is supported.
    #[must_use]
    pub fn is_prefunded(&self, channel: &Channel) -> bool {
        channel.is_supported_at(Uint48::default())
    }

    /// The objectives that own a channel, in order of creation.
    pub fn owners(&self, channel: &Bytes32) -> impl Iterator<Item = &Objective> {
        let places = self.owners.get(channel);
        places
            .into_iter()
            .flat_map(|places| places.iter())
            .filter_map(|place| self.objective_at(*place))
    }
}
