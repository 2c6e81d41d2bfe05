//! Events 14–24: what a chain says, and what we send to it.

use super::event;
use super::scalar::{BlockNumber, Bytes20, Bytes32, ChainId, Text, U256, Uint32, Uint48};
use super::shared::{Candidate, ChainRef, DepositAmount, ProofState};
use crate::canonical::Invalid;
use crate::word;

word! {
    /// Which contract call moved funds.
    pub enum PayoutVia {
        /// `transfer` of chosen allocations of one asset.
        Transfer "transfer",
        /// `transferAllAssets`.
        TransferAll "transfer_all",
        /// `concludeAndTransferAllAssets`.
        ConcludeAndTransfer "conclude_and_transfer",
        /// A bridge's mirrored transfer.
        Mirror "mirror",
        /// The call is not known.
        Unknown "unknown",
    }
}

word! {
    /// What a transaction of ours does.
    pub enum TransactionKind {
        /// Allows the adjudicator to take tokens.
        Approve "approve",
        /// Deposits into a channel.
        Deposit "deposit",
        /// Concludes and pays out everything.
        WithdrawAll "withdraw_all",
        /// Concludes with a final state.
        Conclude "conclude",
        /// Challenges with a state.
        Challenge "challenge",
        /// Clears a challenge or raises the turn record.
        Checkpoint "checkpoint",
        /// Pays out chosen allocations.
        Transfer "transfer",
        /// Pays out everything.
        TransferAll "transfer_all",
        /// Moves a guarantee's amounts back into its ledger.
        Reclaim "reclaim",
        /// Anything else.
        Other "other",
    }
}

word! {
    /// What became of a transaction.
    pub enum TransactionResult {
        /// It is in a block and took effect.
        Mined "mined",
        /// It is in a block and failed.
        Reverted "reverted",
        /// It will not be in any block.
        Dropped "dropped",
        /// Another transaction took its place.
        Replaced "replaced",
    }
}

event! {
    /// The adjudicator holds a deposit (contract event `Deposited`).
    DepositDetected "deposit_detected" Observed {
        /// The channel, or any other destination.
        channel_id "channelId" Bytes32,
        /// The asset.
        asset "asset" Bytes20,
        /// What the destination holds now: the running total, as the contract emits it.
        now_held "nowHeld" U256,
        /// Where on the chain.
        chain "chain" ChainRef,
    }
}

event! {
    /// Somebody challenges with a state (contract event `ChallengeRegistered`).
    ChallengeRegistered "challenge_registered" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// When the channel finalizes unless the challenge is answered, in seconds.
        finalizes_at "finalizesAt" Uint48,
        /// The state that is claimed to be the latest. The log names no signers.
        candidate "candidate" Candidate,
        /// The states that support it.
        proof "proof" Vec<ProofState>,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The challenger's signature, from calldata.
        challenger_sig "challengerSig" super::scalar::Bytes65,
    }
}

event! {
    /// A challenge was answered (contract event `ChallengeCleared`).
    ChallengeCleared "challenge_cleared" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// The turn record from now on.
        new_turn_num_record "newTurnNumRecord" Uint48,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The state that answered it, from calldata.
        candidate "candidate" Candidate,
    }
}

event! {
    /// The turn record was raised outside a challenge (contract event `Checkpointed`).
    CheckpointRecorded "checkpoint_recorded" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// The turn record from now on.
        new_turn_num_record "newTurnNumRecord" Uint48,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The state that raised it, from calldata.
        candidate "candidate" Candidate,
    }
}

event! {
    /// The channel was concluded with a final state (contract event `Concluded`).
    ChannelConcluded "channel_concluded" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// When it finalized, in seconds: the time of the block.
        finalizes_at "finalizesAt" Uint48,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The final state, from calldata.
        candidate "candidate" Candidate,
    }
}

event! {
    /// Funds moved according to the outcome (contract event `AllocationUpdated`).
    AllocationUpdated "allocation_updated" Observed {
        /// The channel.
        channel_id "channelId" Bytes32,
        /// What it held before.
        initial_holdings "initialHoldings" U256,
        /// What it holds now.
        final_holdings "finalHoldings" U256,
        /// Which call moved the funds.
        via "via" PayoutVia,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The place of the asset in the outcome; this or `asset` is required.
        asset_index "assetIndex" Uint32,
        /// The asset; this or `assetIndex` is required.
        asset "asset" Bytes20,
        /// The allocations that were paid; `[]` means all, left out means unknown.
        indices "indices" Vec<Uint32>,
    }
}

impl AllocationUpdated {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.asset_index.is_none() && self.asset.is_none() {
            return Err(Invalid::new("assetIndex or asset", "neither"));
        }
        Ok(())
    }
}

event! {
    /// A guarantee was resolved into its ledger's balances (contract event `Reclaimed`).
    ReclaimDetected "reclaim_detected" Observed {
        /// The ledger channel.
        channel_id "channelId" Bytes32,
        /// The place of the asset in the ledger's outcome.
        asset_index "assetIndex" Uint32,
        /// Where on the chain.
        chain "chain" ChainRef,
    } optional {
        /// The guaranteed channel, from calldata.
        target_channel_id "targetChannelId" Bytes32,
        /// The place of the guarantee in the ledger's outcome, from calldata.
        index_of_target_in_source "indexOfTargetInSource" Uint32,
        /// The place of the asset in the target's outcome, from calldata.
        target_asset_index "targetAssetIndex" Uint32,
    }
}

event! {
    /// A reorganisation removed a log that was recorded before.
    ChainEventReverted "chain_event_reverted" Observed {
        /// The chain.
        chain_id "chainId" ChainId,
        /// The block that held the log.
        block_hash "blockHash" Bytes32,
        /// The transaction that emitted it.
        tx_hash "txHash" Bytes32,
        /// Its place in the block.
        log_index "logIndex" Uint32,
    }
}

event! {
    /// All logs up to this block have been appended. A challenge that times out emits no
    /// log, so only this tells a replay that time has passed.
    ChainHeadObserved "chain_head_observed" Observed {
        /// The chain.
        chain_id "chainId" ChainId,
        /// The block.
        block_number "blockNumber" BlockNumber,
        /// Its hash.
        block_hash "blockHash" Bytes32,
        /// Its time, in seconds.
        block_timestamp "blockTimestamp" Uint48,
    } optional {
        /// The latest block that the chain will not reorganise any more.
        finalized_block_number "finalizedBlockNumber" BlockNumber,
    }
}

event! {
    /// We are about to send a transaction.
    TransactionSubmitted "transaction_submitted" Own {
        /// The channel it is about.
        channel_id "channelId" Bytes32,
        /// What it does.
        kind "kind" TransactionKind,
    } optional {
        /// The objective it belongs to.
        objective_id "objectiveId" Text,
        /// Its hash, where it is known before sending.
        tx_hash "txHash" Bytes32,
        /// The deposits that it makes.
        amounts "amounts" Vec<DepositAmount>,
        /// The hash of the state that it uses.
        state_hash "stateHash" Bytes32,
        /// Why it is sent although a rule speaks against it.
        r#override "override" Text,
    }
}

event! {
    /// We know what became of a transaction.
    TransactionResolved "transaction_resolved" Observed {
        /// What became of it.
        result "result" TransactionResult,
    } optional {
        /// Its hash. Where it is left out, or unknown to the submission, `causationId` is
        /// the id of the submission.
        tx_hash "txHash" Bytes32,
        /// The transaction that took its place.
        replaced_by "replacedBy" Bytes32,
        /// Why.
        reason "reason" Text,
        /// Where on the chain it is.
        chain "chain" ChainRef,
    }
}

impl TransactionResolved {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.tx_hash.is_none() && self.causation_id.is_none() {
            let expected = "txHash, or causationId naming the transaction_submitted";
            return Err(Invalid::new(expected, "neither"));
        }
        Ok(())
    }
}

/// Checks the state that a chain fact was made with, where it is there.
pub(super) fn check_candidate(candidate: Option<&Candidate>) -> Result<(), Invalid> {
    candidate.map_or(Ok(()), |candidate| {
        candidate.check().map_err(|error| error.within("candidate"))
    })
}
