//! What a step notices while it folds a fact.

use crate::event::scalar::{U256, Uint48};
use crate::state::view::Mode;

/// Something that the rules of the contract do not allow, or that the log leaves
/// open. The fold goes on with what the chain says; findings are made from these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Irregularity {
    /// A deposit left less than was held before: a log is missing or was reverted.
    HoldingsShrank {
        /// What was held before.
        held: U256,
    },
    /// A deposit of nothing; legal.
    ZeroDeposit,
    /// A deposit into a channel that is finalized or was paid out.
    DepositTooLate,
    /// The contract would have refused a challenge, checkpoint or conclusion.
    IllegalMove {
        /// The mode at the time of the block.
        mode: Mode,
        /// The turn record before.
        record: Uint48,
    },
    /// The contract would have refused a challenge, checkpoint or conclusion, unless a
    /// payout had deleted the status, which the log leaves open.
    UnclearMove {
        /// The turn record before.
        record: Uint48,
    },
    /// A conclusion finalizes at another time than that of its block.
    WrongFinalization,
    /// A challenge of a channel that was paid out before.
    ChallengedAgain {
        /// Whether the adjudicator holds, or may hold, something for it.
        funded: bool,
    },
    /// A conclusion was made with a final state that is not known.
    FinalStateUnknown,
    /// A payout or reclaim of a channel that is not finalized or has no outcome.
    NotFinalized {
        /// The mode at the time of the block.
        mode: Mode,
    },
    /// A payout found other holdings than were tracked.
    HoldingsDiffer {
        /// What was tracked.
        held: U256,
    },
    /// The asset of a payout cannot be told.
    AssetUnknown,
    /// A payout does not follow from the outcome.
    PayoutDiffers,
    /// The log leaves open which allocations were paid.
    PayoutAmbiguous,
    /// The log leaves open whether the status was deleted; it was taken as deleted.
    DeletionAssumed,
    /// An assumed deletion did not happen.
    DeletionRefuted,
    /// The guarantee that was reclaimed cannot be told.
    ReclaimUnknown,
}
