//! Records that several events share.

use super::scalar::{
    BlockNumber, Bytes, Bytes20, Bytes32, Bytes65, ChainId, List, True, U64, U256, Uint8, Uint32,
    Uint48,
};
use crate::canonical::{Form, Invalid, Value, Writer};
use crate::{record, word};

/// The participants of a channel: 1 to 255 addresses.
pub type Participants = List<Bytes20, 1, 255>;
/// One or more signatures with their signers.
pub type Sigs = List<Sig, 1, { usize::MAX }>;
/// The assets of an outcome, in order.
pub type Outcome = Vec<AssetExit>;

record! {
    /// What the participants agree on once and what the channel id is the hash of.
    pub struct FixedPart {
        /// The addresses that sign states; the index of an address is its signer index.
        participants "participants" Participants,
        /// Makes the channel id unique among channels of the same participants.
        channel_nonce "channelNonce" U64,
        /// The contract that decides which states are supported on chain.
        app_definition "appDefinition" Bytes20,
        /// How long a challenge can be answered, in seconds.
        challenge_duration "challengeDuration" Uint48,
    }
}

record! {
    /// An amount of one asset for one destination.
    #[derive(Hash)]
    pub struct Allocation {
        /// An address padded to 32 bytes (external), or a channel id (internal).
        destination "destination" Bytes32,
        /// The amount, in the smallest unit of the asset.
        amount "amount" U256,
        /// 0 simple, 1 withdraw helper, 2 guarantee.
        allocation_type "allocationType" Uint8,
        /// For a guarantee: the destinations of left and right, 64 bytes.
        metadata "metadata" Bytes,
    }
}

record! {
    /// How one asset is divided among destinations.
    #[derive(Hash)]
    pub struct AssetExit {
        /// The contract of the asset; zero is the chain's native asset.
        asset "asset" Bytes20,
        /// 0 default, 1 ERC-721, 2 ERC-1155, 3 qualified.
        asset_type "assetType" Uint8,
        /// Further description of the asset, by its type.
        asset_metadata "assetMetadata" Bytes,
        /// Paid in this order until the holdings run out.
        allocations "allocations" Vec<Allocation>,
    }
}

record! {
    /// The part of a channel state that changes from turn to turn.
    pub struct VariablePart {
        /// Data of the application, opaque here.
        app_data "appData" Bytes,
        /// Who would get what if the channel closed with this state.
        outcome "outcome" Outcome,
        /// The turn number: prefund 0, postfund 1, then updates.
        turn_num "turnNum" Uint48,
        /// Whether the state may be concluded at once when all have signed it.
        is_final "isFinal" bool,
    }
}

record! {
    /// A state as evidence: like `VariablePart`, but data and outcome may be
    /// missing where the event that holds it is `truncated`.
    pub struct PartialVariablePart {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// Whether the state is final.
        is_final "isFinal" bool,
    } optional {
        /// Data of the application; left out only if `truncated`.
        app_data "appData" Bytes,
        /// Who would get what; left out only if `truncated`.
        outcome "outcome" Outcome,
    }
}

impl PartialVariablePart {
    /// Checks that nothing is missing unless the writer says so.
    pub(crate) fn check_whole(&self, truncated: Option<True>) -> Result<(), Invalid> {
        if truncated.is_some() {
            return Ok(());
        }
        if self.app_data.is_none() {
            return Err(Invalid::missing("appData"));
        }
        if self.outcome.is_none() {
            return Err(Invalid::missing("outcome"));
        }
        Ok(())
    }
}

impl From<VariablePart> for PartialVariablePart {
    fn from(state: VariablePart) -> Self {
        Self {
            turn_num: state.turn_num,
            is_final: state.is_final,
            app_data: Some(state.app_data),
            outcome: Some(state.outcome),
        }
    }
}

record! {
    /// A signature of a participant.
    pub struct Sig {
        /// r, s and v over the EIP-191 digest of the state hash.
        signature "signature" Bytes65,
        /// The place of the signer among the participants.
        signer_index "signerIndex" Uint8,
    }
}

record! {
    /// The state that a challenge, checkpoint or conclusion was made with.
    pub struct Candidate {
        /// The state.
        state "state" PartialVariablePart,
        /// The signatures as they stand in the log or the calldata.
        sigs "sigs" Vec<Bytes65>,
    } optional {
        /// The hash of the state; required if `truncated`.
        state_hash "stateHash" Bytes32,
        /// Says that parts were dropped because the whole was too large.
        truncated "truncated" True,
    }
}

impl Candidate {
    /// Checks the members that depend on each other.
    pub(crate) fn check(&self) -> Result<(), Invalid> {
        self.state
            .check_whole(self.truncated)
            .map_err(|error| error.within("state"))?;
        if self.truncated.is_some() && self.state_hash.is_none() {
            return Err(Invalid::missing("stateHash"));
        }
        Ok(())
    }
}

record! {
    /// A state that supports a candidate.
    pub struct ProofState {
        /// The state.
        state "state" VariablePart,
        /// The signatures as they stand in the log.
        sigs "sigs" Vec<Bytes65>,
    }
}

record! {
    /// Where on a chain a fact was observed.
    pub struct ChainRef {
        /// The chain.
        chain_id "chainId" ChainId,
        /// The adjudicator that emitted the log.
        contract "contract" Bytes20,
        /// The block that holds the log.
        block_number "blockNumber" BlockNumber,
        /// The hash of that block.
        block_hash "blockHash" Bytes32,
        /// The time of that block, in seconds.
        block_timestamp "blockTimestamp" Uint48,
        /// The transaction that emitted the log.
        tx_hash "txHash" Bytes32,
        /// The place of the transaction in the block.
        tx_index "txIndex" Uint32,
        /// The place of the log in the block.
        log_index "logIndex" Uint32,
    }
}

record! {
    /// Proposes a guarantee for a virtual channel.
    pub struct AddProposal {
        /// The virtual channel to guarantee.
        target "target" Bytes32,
        /// The whole amount of the guarantee.
        amount "amount" U256,
        /// The destination of the left participant.
        left "left" Bytes32,
        /// The destination of the right participant.
        right "right" Bytes32,
        /// How much of the amount the left participant gives.
        left_deposit "leftDeposit" U256,
    } optional {
        /// The type of the guarantee, 1 or 2; 2 if left out.
        allocation_type "allocationType" Uint8,
        /// The asset; the ledger's only one if left out.
        asset "asset" Bytes20,
    }
    tag "kind" "add"
}

record! {
    /// Proposes to dissolve a guarantee.
    pub struct RemoveProposal {
        /// The virtual channel that was guaranteed.
        target "target" Bytes32,
        /// How much of the guarantee goes back to the left participant.
        left_amount "leftAmount" U256,
    } optional {
        /// The asset; the ledger's only one if left out.
        asset "asset" Bytes20,
    }
    tag "kind" "remove"
}

/// A change of a ledger channel.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), serde(untagged))]
pub enum Proposal {
    /// Adds a guarantee.
    Add(AddProposal),
    /// Removes a guarantee.
    Remove(RemoveProposal),
}

impl Form for Proposal {
    fn blank() -> Self {
        Self::Remove(RemoveProposal::blank())
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        value.object()?;
        let kind = value
            .member("kind")
            .ok_or_else(|| Invalid::missing("kind"))?;
        match &*kind.string().map_err(|error| error.within("kind"))? {
            "add" => *self = Self::Add(AddProposal::read(value)?.checked()?),
            "remove" => *self = Self::Remove(RemoveProposal::read(value)?),
            _ => return Err(kind.mismatch("\"add\" or \"remove\"").within("kind")),
        }
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Self::Add(add) => add.write(out),
            Self::Remove(remove) => remove.write(out),
        }
    }
}

impl AddProposal {
    fn checked(self) -> Result<Self, Invalid> {
        match self.allocation_type {
            None | Some(1 | 2) => Ok(self),
            Some(other) => Err(Invalid::new("1 or 2", other.to_string()).within("allocationType")),
        }
    }
}

record! {
    /// A deposit that a transaction makes.
    pub struct DepositAmount {
        /// The asset.
        asset "asset" Bytes20,
        /// The amount of the deposit.
        amount "amount" U256,
        /// The holdings that the transaction expects to find.
        expected_held "expectedHeld" U256,
    }
}

word! {
    /// Which side of a ledger signs a proposal.
    pub enum ProposalRole {
        /// The participant at index 0, who proposes.
        Leader "leader",
        /// The other one, who countersigns.
        Follower "follower",
    }
}
