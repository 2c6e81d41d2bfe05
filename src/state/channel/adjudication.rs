//! How a channel's record embeds what the chain's facts say.
//!
//! The adjudication is derived by the chain and kept whole here, outcome included:
//! after a payout no event states its amounts any more.

use std::sync::Arc;

use crate::event::scalar::{Bytes20, Bytes32, Offset, Uint48};
use crate::record;
use crate::state::objective::as_offset;
use crate::state::view::{OnChainOutcome, Payout, UnknownOutcome};
use crate::state::{Adjudication, OutcomeOnChain, PayoutFact};

record! {
    /// What the chain's facts say about a channel.
    pub struct AdjudicationRecord {
        /// The highest turn that the adjudicator has seen.
        turn_num_record "turnNumRecord" Uint48,
        /// When the channel finalizes or finalized, in seconds; 0 if no challenge runs.
        finalizes_at "finalizesAt" Uint48,
        /// The assets of the last outcome that was known.
        assets "assets" Vec<Bytes20>,
        /// Whether the log leaves open that the status was kept.
        assumed "assumed" bool,
        /// Whether everything was paid out.
        withdrawn "withdrawn" bool,
        /// What was paid, in chain order.
        payouts "payouts" Vec<Payout>,
        /// The states that a chain has accepted.
        supported "supported" Vec<AcceptedState>,
        /// The highest block of a fact about the channel; 0 if there is none.
        last_block "lastBlock" Offset,
    } optional {
        /// The outcome; left out if there is none.
        outcome "outcome" OnChainOutcome,
    }
}

record! {
    /// A state that a chain has accepted as supported.
    pub struct AcceptedState {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// The hash of the state.
        state_hash "stateHash" Bytes32,
    }
}

impl From<&Adjudication> for AdjudicationRecord {
    fn from(says: &Adjudication) -> Self {
        Self {
            turn_num_record: says.turn_num_record,
            finalizes_at: says.finalizes_at,
            assets: says.assets.clone(),
            assumed: says.assumed,
            withdrawn: says.withdrawn,
            payouts: says.payouts.iter().map(PayoutFact::view).collect(),
            supported: says.supported.iter().copied().map(accepted).collect(),
            last_block: as_offset(says.last_block),
            outcome: says.outcome.view(),
        }
    }
}

impl From<&AdjudicationRecord> for Adjudication {
    fn from(record: &AdjudicationRecord) -> Self {
        let supported = record.supported.iter();
        Self {
            turn_num_record: record.turn_num_record,
            finalizes_at: record.finalizes_at,
            outcome: match &record.outcome {
                None => OutcomeOnChain::Zero,
                Some(OnChainOutcome::Unknown(_)) => OutcomeOnChain::Unknown,
                Some(OnChainOutcome::Known(outcome)) => {
                    OutcomeOnChain::Known(Arc::new(outcome.clone()))
                }
            },
            assets: record.assets.clone(),
            assumed: record.assumed,
            withdrawn: record.withdrawn,
            payouts: record.payouts.iter().map(paid).collect(),
            supported: supported
                .map(|state| (state.turn_num, state.state_hash))
                .collect(),
            last_block: record.last_block.get(),
        }
    }
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

impl PayoutFact {
    /// The payout as callers see it.
    #[must_use]
    pub fn view(&self) -> Payout {
        Payout {
            asset: self.asset,
            destination: self.destination,
            amount: self.amount,
            offset: as_offset(self.offset),
        }
    }
}

fn paid(payout: &Payout) -> PayoutFact {
    PayoutFact {
        asset: payout.asset,
        destination: payout.destination,
        amount: payout.amount,
        offset: payout.offset.get(),
    }
}

fn accepted((turn_num, state_hash): (Uint48, Bytes32)) -> AcceptedState {
    AcceptedState {
        turn_num,
        state_hash,
    }
}
