//! What the chain's facts say about one channel, and what deriving that needs to
//! know from elsewhere.

use std::sync::Arc;

use crate::event::Outcome;
use crate::event::scalar::{Bytes20, Bytes32, ChainId, U256, Uint48};

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

/// What the canonical facts of a chain say about one channel. Mode by time is a
/// projection (see `derivation.md`: `finalizes_at` against the chain's clock), not
/// stored here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjudication {
    /// The highest turn that the adjudicator has seen.
    pub turn_num_record: Uint48,
    /// When the channel finalizes or finalized, in seconds; 0 if no challenge runs.
    pub finalizes_at: Uint48,
    /// The outcome that the status commits to.
    pub outcome: OutcomeOnChain,
    /// The assets of the last outcome that was known, kept when amounts become
    /// unknown.
    pub assets: Vec<Bytes20>,
    /// Whether the status was taken as deleted although the log leaves that open.
    pub assumed: bool,
    /// Whether everything was paid out, or a payout deleted the status. A later
    /// challenge does not undo it.
    pub withdrawn: bool,
    /// What was paid, in chain order.
    pub payouts: Vec<PayoutFact>,
    /// Turn and hash of each candidate of a canonical challenge, clear or
    /// checkpoint whose hash is known: the chain has found it supported.
    pub supported: Vec<(Uint48, Bytes32)>,
    /// The highest block of a fact about the channel; 0 if there is none. Tells
    /// whether a reorganisation could still change the above.
    pub last_block: u64,
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
