//! What the log says about channels, objectives and chains.
//!
//! [`FoldState`] is the state of the fold at one length. [`Fact`]s are applied to
//! it in order; it depends on nothing else. Each entity keeps an internal record
//! (what the fold needs to go on) whose canonical bytes are a leaf of the state
//! hash; [`view`] holds the projections that callers see. `docs/format.md`,
//! section 6, and `docs/architecture.md` describe the rules; `tests/fold.rs` and the
//! golden files of the sample logs check them.

mod adjudication;
mod chain;
mod channel;
mod content;
mod counters;
mod entity;
mod fact;
mod fold;
mod objective;
mod resume;
mod signers;
mod tree;
pub mod view;

pub use adjudication::{
    Adjudication, AdjudicationRecord, FinalOutcomes, Knowledge, OutcomeOnChain, PayoutFact,
    SupportedRecord, mode_at,
};
pub use chain::{
    Acquaintance, Chain, ChainRecord, Fall, Irregularity, Reception, Recording, Replaced,
};
pub use channel::{
    CallKind, Channel, ChannelRecord, HeldAsset, LedgerAt, OwnTransaction, ProposalVerdict, Seen,
    SeenProposal, StateRecord, Surroundings, TransactionRecord,
};
pub use content::StateContent;
pub use counters::Counters;
pub use entity::EntityRecord;
pub use fact::{
    CandidateFact, ChainBody, ChainFact, Fact, FactBody, Head, LogKey, ObjectiveMove, ProposalFact,
    Resolution, Sent, StateFact, Touched, VoucherFact,
};
pub use fold::{EntityView, FOLD_VERSION, FoldState, ViewOptions};
pub use objective::{Objective, ObjectiveRecord};
pub use resume::ResumeError;
pub use signers::SignerSet;
pub use tree::List;

/// Gives back the facts of a log by offset, so that records which refer to events
/// can be resumed.
pub trait History {
    /// The fact at an offset, if the log is that long.
    fn fact(&self, offset: u64) -> Option<&Fact>;
}
