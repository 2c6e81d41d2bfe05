//! What the chain's facts say about one channel, and what deriving that needs to
//! know from elsewhere.

use std::sync::Arc;

use super::tree::List;
use super::view::{Mode, OnChainOutcome, Payout, UnknownOutcome};
use crate::event::Outcome;
use crate::event::scalar::{BlockNumber, Bytes20, Bytes32, ChainId, Offset, U256, Uint48};
use crate::record;

/// The outcome that the adjudicator's status commits to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OutcomeOnChain {
    /// There is none: nothing was registered, or a checkpoint cleared it.
    #[default]
    Zero,
    /// There is one, but the log does not determine it.
    Unknown,
    /// This one.
    Known(Arc<Outcome>),
}

impl OutcomeOnChain {
    /// The outcome as callers see it; `None` if there is none.
    #[must_use]
    pub fn view(&self) -> Option<OnChainOutcome> {
        match self {
            Self::Zero => None,
            Self::Unknown => Some(OnChainOutcome::Unknown(UnknownOutcome::Unknown)),
            Self::Known(outcome) => Some(OnChainOutcome::Known((**outcome).clone())),
        }
    }
}

/// What the canonical facts of a chain say about one channel. Mode by time is a
/// projection (`finalizes_at` against the chain's clock), not
/// stored here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjudication {
    /// The highest turn that the adjudicator has seen.
    pub turn_num_record: Uint48,
    /// When the channel finalizes or finalized, in seconds; 0 if no challenge runs.
    pub finalizes_at: Uint48,
    /// The outcome that the status commits to.
    pub outcome: OutcomeOnChain,
    /// The last outcome that was known, while the outcome is unknown because of what
    /// was paid or reclaimed since: its assets and destinations still hold, its
    /// amounts do not.
    pub kept: Option<Arc<Outcome>>,
    /// Whether the status was taken as deleted although the log leaves that open.
    pub assumed: bool,
    /// Whether everything was paid out, or a payout deleted the status. A later
    /// challenge does not undo it.
    pub withdrawn: bool,
    /// What was paid, in chain order.
    pub payouts: List<PayoutFact>,
    /// Turn and hash of each candidate of a canonical challenge, clear or
    /// checkpoint whose hash is known: the chain has found it supported.
    pub supported: List<(Uint48, Bytes32)>,
    /// The highest block of a fact about the channel; 0 if there is none. Tells
    /// whether a reorganisation could still change the above.
    pub last_block: u64,
}

impl Adjudication {
    /// The mode at a time in seconds: at a fact that of its block, when reading the
    /// clock of the chain.
    #[must_use]
    pub fn mode_at(&self, time: Uint48) -> Mode {
        mode_at(self.finalizes_at, time)
    }

    /// The canonical record, which is part of the channel's bytes.
    #[must_use]
    pub fn to_record(&self) -> AdjudicationRecord {
        AdjudicationRecord {
            turn_num_record: self.turn_num_record,
            finalizes_at: self.finalizes_at,
            outcome: self.outcome.view(),
            assumed: self.assumed,
            withdrawn: self.withdrawn,
            payouts: self.payouts.iter().map(PayoutFact::to_payout).collect(),
            supported: self
                .supported
                .iter()
                .map(|(turn_num, state_hash)| SupportedRecord {
                    turn_num: *turn_num,
                    state_hash: *state_hash,
                })
                .collect(),
            last_block: BlockNumber::new(self.last_block).unwrap_or(BlockNumber::MAX),
        }
    }
}

/// The mode of a status that finalizes at `finalizes_at`, at a time in seconds.
#[must_use]
pub fn mode_at(finalizes_at: Uint48, time: Uint48) -> Mode {
    if finalizes_at.get() == 0 {
        Mode::Open
    } else if finalizes_at <= time {
        Mode::Finalized
    } else {
        Mode::Challenge
    }
}

record! {
    /// What the chain's facts say about one channel, in canonical form.
    pub struct AdjudicationRecord {
        /// The highest turn that the adjudicator has seen.
        turn_num_record "turnNumRecord" Uint48,
        /// When the channel finalizes or finalized, in seconds; 0 if no challenge runs.
        finalizes_at "finalizesAt" Uint48,
        /// Whether the status was taken as deleted although the log leaves that open.
        assumed "assumed" bool,
        /// Whether everything was paid out.
        withdrawn "withdrawn" bool,
        /// What was paid, in chain order.
        payouts "payouts" Vec<Payout>,
        /// The states that the chain has found supported, in chain order.
        supported "supported" Vec<SupportedRecord>,
        /// The highest block of a fact about the channel.
        last_block "lastBlock" BlockNumber,
    } optional {
        /// The outcome that the status commits to; left out if there is none.
        outcome "outcome" OnChainOutcome,
    }
}

record! {
    /// A state that the chain has found supported.
    pub struct SupportedRecord {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// The hash of the state.
        state_hash "stateHash" Bytes32,
    }
}

impl AdjudicationRecord {
    /// What the record says. The kept outcome is not part of it: the chain derives
    /// that again from its facts.
    pub(super) fn to_adjudication(&self) -> Adjudication {
        Adjudication {
            turn_num_record: self.turn_num_record,
            finalizes_at: self.finalizes_at,
            outcome: match &self.outcome {
                None => OutcomeOnChain::Zero,
                Some(OnChainOutcome::Unknown(_)) => OutcomeOnChain::Unknown,
                Some(OnChainOutcome::Known(outcome)) => {
                    OutcomeOnChain::Known(Arc::new(outcome.clone()))
                }
            },
            kept: None,
            assumed: self.assumed,
            withdrawn: self.withdrawn,
            payouts: self.payouts.iter().map(PayoutFact::from_payout).collect(),
            supported: (self.supported.iter())
                .map(|state| (state.turn_num, state.state_hash))
                .collect(),
            last_block: self.last_block.get(),
        }
    }
}

/// An amount that the adjudicator paid out of the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutFact {
    /// The asset.
    pub asset: Bytes20,
    /// Who got it.
    pub destination: Bytes32,
    /// How much.
    pub amount: U256,
    /// The offset of the event that says so.
    pub offset: u64,
}

impl PayoutFact {
    fn from_payout(payout: &Payout) -> Self {
        Self {
            asset: payout.asset,
            destination: payout.destination,
            amount: payout.amount,
            offset: payout.offset.get(),
        }
    }

    /// The payout as callers see it.
    #[must_use]
    pub fn to_payout(&self) -> Payout {
        Payout {
            asset: self.asset,
            destination: self.destination,
            amount: self.amount,
            offset: Offset::new(self.offset).unwrap_or(Offset::MAX),
        }
    }
}

/// The outcomes that a conclusion without calldata may have been made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FinalOutcomes {
    /// The distinct outcomes of final states that all participants signed.
    pub full: Vec<Arc<Outcome>>,
    /// The distinct outcomes of final states that we signed.
    pub mine: Vec<Arc<Outcome>>,
}

/// What the fold of a chain needs to know about channels: the off-chain knowledge
/// at the length that is being looked at.
pub trait Knowledge {
    /// The chain and adjudicator that `channel_created` names; `None` if the
    /// channel is not known.
    fn home_of(&self, channel: &Bytes32) -> Option<(ChainId, Bytes20)>;

    /// The outcome of a state of the channel that is known by its hash.
    fn outcome_of(&self, channel: &Bytes32, state_hash: &Bytes32) -> Option<Arc<Outcome>>;

    /// The state hash of our own submission with this transaction hash.
    fn submitted_state(&self, channel: &Bytes32, tx_hash: &Bytes32) -> Option<Bytes32>;

    /// The outcomes of the final states known.
    fn final_outcomes(&self, channel: &Bytes32) -> FinalOutcomes;
}
