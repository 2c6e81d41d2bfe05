//! How far a channel has got, and what deciding that needs from outside of it.

use super::Channel;
use crate::event::ChannelKind;
use crate::event::scalar::{Bytes20, U256, Uint48};
use crate::state::view::{Mode, Phase};

/// What must be known from outside a channel to show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The clock of the channel's chain: the largest block time of its canonical
    /// facts and heads, in seconds; 0 if there is none.
    pub time: Uint48,
    /// What the channel's adjudicator holds for the channel: each asset ever
    /// deposited, in any order.
    pub holdings: Vec<HeldAsset>,
    /// Whether a reorganisation could still change the adjudication, judged by
    /// [`Adjudication::last_block`](crate::state::Adjudication::last_block).
    pub adjudication_provisional: bool,
    /// Whether any of our ledgers guarantees the channel at its latest supported
    /// state ([`Channel::guarantees`]), or on chain where the ledger is finalized.
    pub guaranteed: bool,
    /// Whether any of our ledgers ever did ([`Channel::ever_guaranteed`]).
    pub once_guaranteed: bool,
}

/// An amount that a contract holds for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldAsset {
    /// The asset.
    pub asset: Bytes20,
    /// How much.
    pub held: U256,
    /// Whether `held` is certain.
    pub exact: bool,
    /// Whether a reorganisation could still change `held`.
    pub provisional: bool,
}

impl Channel {
    /// What the adjudicator would say of the channel at a time, in seconds.
    #[must_use]
    pub fn mode(&self, time: Uint48) -> Mode {
        self.adjudication.mode_at(time)
    }

    /// How far the channel has got in its life; the first that applies.
    #[must_use]
    pub fn phase(&self, around: &Surroundings) -> Phase {
        let finalized = self.mode(around.time) == Mode::Finalized;
        if self.adjudication.withdrawn || self.is_released(finalized, around) {
            Phase::Withdrawn
        } else if finalized || self.any_final(|known| known.supported) {
            Phase::Concluded
        } else if self.is_closing() {
            Phase::Closing
        } else if self
            .latest_supported()
            .is_some_and(|(turn, _)| turn.get() >= 1)
        {
            Phase::Open
        } else {
            Phase::Proposed
        }
    }

    /// Whether a virtual channel has ended and its ledgers have taken their
    /// guarantees back.
    fn is_released(&self, finalized: bool, around: &Surroundings) -> bool {
        self.created.kind == ChannelKind::Virtual
            && around.once_guaranteed
            && !around.guaranteed
            && (finalized || self.any_final(|known| known.full))
    }

    /// Whether we signed a final state; for an observer, whether anybody did.
    fn is_closing(&self) -> bool {
        self.any_final(|known| match self.created.my_index {
            Some(me) => known.signers.contains(me),
            None => !known.signers.is_empty(),
        })
    }

    fn any_final(&self, holds: impl Fn(&super::Known) -> bool) -> bool {
        let mut finals = self
            .finals
            .iter()
            .filter_map(|(key, ())| self.states.get(key));
        finals.any(holds)
    }
}
