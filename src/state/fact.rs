//! What the fold keeps of an event.
//!
//! Events are stored as canonical bytes; decoding them again for every replay
//! would cost microseconds each. A [`Fact`] is the decoded remainder that the
//! fold reads: small, with large contents shared. It holds nothing that the bytes
//! do not hold, so it can always be built again from them.

use std::sync::Arc;

use super::content::StateContent;
use super::signers::SignerSet;
use crate::event::scalar::{
    BlockNumber, Bytes, Bytes20, Bytes32, ChainId, Millis, Text, U256, Uint48,
};
use crate::event::{
    ChannelCreated, Delivery, ObjectiveCreated, Outcome, PayoutVia, Proposal, Protocol,
    TransactionResult, TransactionSubmitted,
};
use crate::log::KeyId;

/// The largest number of channels and objectives that one event belongs to: those
/// named by its own members, its correlation id, and those of an event it refers
/// to.
const MAX_TOUCHED: usize = 4;

/// The channels and objectives that an event belongs to, as keys of the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    keys: [Option<KeyId>; MAX_TOUCHED],
}

impl Touched {
    /// Adds a key unless it is there already.
    pub fn add(&mut self, key: KeyId) {
        for slot in &mut self.keys {
            match slot {
                Some(held) if *held == key => return,
                Some(_) => {}
                None => {
                    *slot = Some(key);
                    return;
                }
            }
        }
    }

    /// The keys, each once.
    pub fn iter(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.keys.iter().copied().flatten()
    }
}

/// One event as the fold reads it.
#[derive(Clone, Debug)]
pub struct Fact {
    /// When this node recorded the event.
    pub at: Millis,
    /// The channels and objectives whose counters it moves.
    pub touched: Touched,
    /// Its correlation id. Events of one business action share the text, so whoever
    /// builds facts may share the allocation among them.
    pub correlation: Option<Arc<Text>>,
    /// What it says.
    pub body: FactBody,
}

/// What an event says to the fold.
#[derive(Clone, Debug)]
pub enum FactBody {
    /// Event 1.
    ObjectiveCreated(KeyId, Arc<ObjectiveCreated>),
    /// Events 2–6, except for the creation.
    ObjectiveMoved(KeyId, ObjectiveMove),
    /// Event 7.
    ChannelCreated(KeyId, Arc<ChannelCreated>),
    /// Events 8 and 9.
    State(KeyId, StateFact),
    /// Events 10 and 11.
    Proposal(KeyId, Arc<ProposalFact>),
    /// Events 12 and 13.
    Voucher(KeyId, VoucherFact),
    /// Events 14–20.
    Chain(Arc<ChainFact>),
    /// Event 21.
    Reverted(ChainId, LogKey),
    /// Event 22.
    Head(ChainId, Arc<Head>),
    /// Event 23.
    Submitted(KeyId, Arc<TransactionSubmitted>),
    /// Event 24.
    Resolved(Resolution),
    /// Event 25.
    Sent(Sent),
    /// Events 26–28: they move counters at most.
    Inert,
}

/// A message of ours, as far as its delivery is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The first eight bytes of the message's id, enough to tell our own messages apart.
    pub message: u64,
    /// How far its delivery has got.
    pub delivery: Delivery,
}

/// How the status of an objective changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectiveMove {
    /// Event 2.
    Approved,
    /// Event 3. A notice counts only if `by` is a participant of the channel.
    Rejected {
        /// The rejection is a counterparty's notice.
        notice: bool,
        /// The participant whose notice it was.
        by: Option<Bytes20>,
    },
    /// Event 4.
    Progressed(Arc<Text>),
    /// Event 5.
    Completed,
    /// Event 6.
    Failed(Arc<Text>),
}

/// A state with signatures, signed by us or received.
#[derive(Clone, Debug)]
pub struct StateFact {
    /// The state.
    pub content: Arc<StateContent>,
    /// Who signed it, as claimed.
    pub signers: SignerSet,
    /// Event 8 rather than 9.
    pub own: bool,
    /// Who sent it (event 9); what is sent by none of the participants has no effect.
    pub from: Option<Bytes20>,
}

/// A signed ledger proposal.
#[derive(Debug)]
pub struct ProposalFact {
    /// The turn of the resulting state.
    pub turn_num: Uint48,
    /// The change.
    pub proposal: Proposal,
    /// The hash of the resulting state, as given.
    pub state_hash: Bytes32,
    /// Who signed it, as claimed; 0 is the leader.
    pub signer: u8,
    /// Event 10 rather than 11.
    pub own: bool,
    /// Who sent it (event 11); what is sent by none of the participants has no effect.
    pub from: Option<Bytes20>,
}

/// A voucher.
#[derive(Clone, Copy, Debug)]
pub struct VoucherFact {
    /// The whole amount promised so far.
    pub amount: U256,
    /// Event 12 rather than 13.
    pub own: bool,
    /// Event 12, or event 13 sent by a participant of the channel; others have no
    /// effect (rule M2), but whether the channel has such a participant is the
    /// fold's to decide.
    pub from: Option<Bytes20>,
}

/// Identifies a log entry of a chain: (block, transaction, log index).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogKey {
    /// The hash of the block.
    pub block_hash: Bytes32,
    /// The transaction.
    pub tx_hash: Bytes32,
    /// The place of the log in the block.
    pub log_index: u32,
}

/// A fact that a chain's log states about a channel or destination.
#[derive(Debug)]
pub struct ChainFact {
    /// The offset of the event.
    pub offset: u64,
    /// The channel or destination.
    pub channel_id: Bytes32,
    /// The chain.
    pub chain_id: ChainId,
    /// The adjudicator.
    pub contract: Bytes20,
    /// The block.
    pub block_number: BlockNumber,
    /// The time of the block, in seconds.
    pub block_timestamp: Uint48,
    /// Block, transaction and log index.
    pub key: LogKey,
    /// What the log says.
    pub body: ChainBody,
}

/// What a chain's log says, with enrichment from calldata where it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainBody {
    /// Event 14.
    Deposit {
        /// The asset.
        asset: Bytes20,
        /// The running total.
        now_held: U256,
    },
    /// Event 15.
    Challenge {
        /// When the channel finalizes.
        finalizes_at: Uint48,
        /// The state.
        candidate: Arc<CandidateFact>,
        /// The states that support it.
        proof: Arc<[CandidateFact]>,
    },
    /// Event 16.
    Cleared {
        /// The turn record from now on.
        new_record: Uint48,
        /// The state, from calldata.
        candidate: Option<Arc<CandidateFact>>,
    },
    /// Event 17.
    Checkpoint {
        /// The turn record from now on.
        new_record: Uint48,
        /// The state, from calldata.
        candidate: Option<Arc<CandidateFact>>,
    },
    /// Event 18.
    Concluded {
        /// When it finalized.
        finalizes_at: Uint48,
        /// The final state, from calldata.
        candidate: Option<Arc<CandidateFact>>,
    },
    /// Event 19.
    Allocation {
        /// The place of the asset in the outcome.
        asset_index: Option<u32>,
        /// The asset (in the log of some contracts, else enrichment).
        asset: Option<Bytes20>,
        /// What the channel held before.
        initial: U256,
        /// What it holds now.
        remaining: U256,
        /// The allocations that were paid; empty means all.
        indices: Option<Arc<[u32]>>,
        /// Which call moved the funds.
        via: PayoutVia,
    },
    /// Event 20.
    Reclaim {
        /// The place of the asset in the ledger's outcome.
        asset_index: u32,
        /// The guaranteed channel.
        target: Option<Bytes32>,
        /// The place of the guarantee in the ledger's outcome.
        index_in_source: Option<u32>,
        /// The place of the asset in the target's outcome.
        target_asset_index: Option<u32>,
    },
}

impl ChainBody {
    /// The state that the call was made with, where it is known.
    #[must_use]
    pub fn candidate(&self) -> Option<&CandidateFact> {
        match self {
            Self::Challenge { candidate, .. } => Some(candidate),
            Self::Cleared { candidate, .. }
            | Self::Checkpoint { candidate, .. }
            | Self::Concluded { candidate, .. } => candidate.as_deref(),
            Self::Deposit { .. } | Self::Allocation { .. } | Self::Reclaim { .. } => None,
        }
    }

    /// The states that the log shows: the candidate, then those that support it.
    pub fn candidates(&self) -> impl Iterator<Item = &CandidateFact> {
        let proof = match self {
            Self::Challenge { proof, .. } => &**proof,
            _ => &[],
        };
        self.candidate().into_iter().chain(proof)
    }
}

/// A state as a chain shows it. The log names no signers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateFact {
    /// The turn number.
    pub turn_num: Uint48,
    /// Whether the state is final.
    pub is_final: bool,
    /// The application's data; `None` where truncated.
    pub app_data: Option<Bytes>,
    /// Who would get what; `None` where truncated.
    pub outcome: Option<Arc<Outcome>>,
    /// The hash, where the event gives it.
    pub state_hash: Option<Bytes32>,
    /// The hash of the state as the protocol defines it; `None` where truncated.
    pub computed_hash: Option<Bytes32>,
    /// The addresses that signed the computed hash, or the given one where none could be
    /// computed: as recovered, participants or not.
    pub signers: Arc<[Bytes20]>,
    /// The address that signed the voucher in `app_data`, if the state can be a
    /// redemption.
    pub voucher_signer: Option<Box<Bytes20>>,
}

impl CandidateFact {
    /// The hash that the state is known by in a channel of a protocol: what is given
    /// counts only where nothing can be computed.
    #[must_use]
    pub fn hash_in(&self, protocol: Protocol) -> Option<Bytes32> {
        match protocol {
            Protocol::Opaque => self.state_hash,
            Protocol::Nitro2 => self.computed_hash.or(self.state_hash),
        }
    }
}

/// The head of a chain, as observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The offset of the event.
    pub offset: u64,
    /// The block.
    pub block_number: BlockNumber,
    /// Its hash.
    pub block_hash: Bytes32,
    /// Its time, in seconds.
    pub block_timestamp: Uint48,
    /// The latest block that will not be reorganised.
    pub finalized: Option<BlockNumber>,
}

/// What became of a transaction of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The offset of the submission, where one is known.
    pub submitted: Option<u64>,
    /// What became of it.
    pub result: TransactionResult,
}
