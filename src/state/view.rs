//! The shapes in which derived state is given to callers.
//!
//! They are projections of the fold's internal records: complete, plain JSON, and
//! the same on every platform. `docs/api.md` describes them member by member.

use crate::canonical::{Form, Invalid, Value, Writer};
use crate::event::scalar::{
    BlockNumber, Bytes20, Bytes32, ChainId, Millis, Offset, Text, U256, Uint8, Uint32, Uint48,
};
use crate::event::{
    ChannelKind, FixedPart, ObjectiveKind, ObjectiveSource, Outcome, Proposal, Protocol,
    SupportRule, TransactionKind, TransactionResult,
};
use crate::rules::Finding;
use crate::{record, word};

word! {
    /// How far an objective has got.
    pub enum ObjectiveStatus {
        /// Waits for approval.
        Unapproved "unapproved",
        /// Is being pursued.
        Approved "approved",
        /// Will not be pursued; final.
        Rejected "rejected",
        /// Has reached its goal; final.
        Completed "completed",
        /// Could not be carried on; may be approved again or rejected.
        Failed "failed",
    }
}

word! {
    /// How far a channel has got in its life. A challenge is a mode, not a phase.
    pub enum Phase {
        /// The postfund is not supported yet.
        Proposed "proposed",
        /// A turn from 1 on is supported.
        Open "open",
        /// We signed a final state (for an observer: anybody did).
        Closing "closing",
        /// Finalized on chain, or a final state is supported.
        Concluded "concluded",
        /// Everything was paid out.
        Withdrawn "withdrawn",
    }
}

word! {
    /// What the adjudicator would say of a channel now.
    pub enum Mode {
        /// No challenge runs.
        Open "open",
        /// A challenge runs and can be answered.
        Challenge "challenge",
        /// The outcome is final.
        Finalized "finalized",
    }
}

word! {
    /// The word for an outcome that the log does not determine.
    pub enum UnknownOutcome {
        /// Not determined.
        Unknown "unknown",
    }
}

/// The outcome on chain, if the log determines it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), serde(untagged))]
pub enum OnChainOutcome {
    /// The outcome.
    Known(Outcome),
    /// The log does not determine it.
    Unknown(UnknownOutcome),
}

impl Form for OnChainOutcome {
    fn blank() -> Self {
        Self::Unknown(UnknownOutcome::Unknown)
    }

    fn fill(&mut self, value: Value<'_>) -> Result<(), Invalid> {
        *self = match value.array() {
            Ok(_) => Self::Known(Outcome::read(value)?),
            Err(_) => Self::Unknown(UnknownOutcome::read(value)?),
        };
        Ok(())
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Self::Known(outcome) => outcome.write(out),
            Self::Unknown(word) => word.write(out),
        }
    }
}

record! {
    /// An objective as derived from the log.
    pub struct ObjectiveState {
        /// The id.
        objective_id "objectiveId" Text,
        /// What it is for.
        kind "kind" ObjectiveKind,
        /// How far it has got.
        status "status" ObjectiveStatus,
        /// Other channels that it needs.
        related_channels "relatedChannels" Vec<Bytes32>,
        /// Who asked for it.
        source "source" ObjectiveSource,
        /// Every correlation id seen on its events, in order of first appearance.
        correlation_ids "correlationIds" Vec<Text>,
        /// When it was created, in milliseconds.
        created_at "createdAt" Millis,
        /// When its last event was recorded, in milliseconds.
        updated_at "updatedAt" Millis,
        /// The number of events that belong to it, from its creation on.
        event_count "eventCount" Offset,
        /// The offset of its creation.
        first_offset "firstOffset" Offset,
        /// The offset of its last event.
        last_offset "lastOffset" Offset,
        /// What the rules find about it.
        findings "findings" Vec<Finding>,
    } optional {
        /// The channel that it owns.
        channel_id "channelId" Bytes32,
        /// What it waits for.
        waiting_for "waitingFor" Text,
        /// What went wrong, while it has failed.
        error "error" Text,
    }
}

record! {
    /// A channel state that is known, with its signers.
    pub struct KnownState {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// The hash that the signatures are over.
        state_hash "stateHash" Bytes32,
        /// Whether it is final.
        is_final "isFinal" bool,
        /// Who signed it, ascending.
        signers "signers" Vec<Uint8>,
        /// Whether the support rule is met.
        supported "supported" bool,
        /// The offset of the event that showed it first.
        first_offset "firstOffset" Offset,
    }
}

record! {
    /// The supported state with the highest turn.
    pub struct SupportedState {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// The hash of the state.
        state_hash "stateHash" Bytes32,
        /// Whether it is final.
        is_final "isFinal" bool,
    } optional {
        /// Who would get what; left out where the event was truncated or a ledger
        /// state could not be derived.
        outcome "outcome" Outcome,
    }
}

record! {
    /// The state with the highest turn that we signed.
    pub struct SignedState {
        /// The turn number.
        turn_num "turnNum" Uint48,
        /// The hash of the state.
        state_hash "stateHash" Bytes32,
    }
}

record! {
    /// How far one asset of a channel is funded.
    pub struct Funding {
        /// The asset.
        asset "asset" Bytes20,
        /// The total of the prefund outcome; 0 where no prefund is known.
        required "required" U256,
        /// What the adjudicator holds for the channel.
        held "held" U256,
        /// Whether `held` is certain.
        exact "exact" bool,
        /// Whether the prefund is known and `held` covers it.
        funded "funded" bool,
        /// Whether a reorganisation could still change `held`.
        provisional "provisional" bool,
    }
}

record! {
    /// What the adjudicator knows of a channel.
    pub struct AdjudicationState {
        /// The mode at the time of the chain's latest block.
        mode "mode" Mode,
        /// The highest turn that the adjudicator has seen.
        turn_num_record "turnNumRecord" Uint48,
        /// Whether a reorganisation could still change this.
        provisional "provisional" bool,
        /// Whether the log leaves open that the status was kept.
        assumed "assumed" bool,
    } optional {
        /// When the channel finalizes or finalized, in seconds; left out if no
        /// challenge runs.
        finalizes_at "finalizesAt" Uint48,
        /// The outcome on chain; left out if there is none.
        outcome "outcome" OnChainOutcome,
    }
}

record! {
    /// An amount that the adjudicator paid out.
    pub struct Payout {
        /// The asset.
        asset "asset" Bytes20,
        /// Who got it.
        destination "destination" Bytes32,
        /// How much.
        amount "amount" U256,
        /// The offset of the event that says so.
        offset "offset" Offset,
    }
}

record! {
    /// The vouchers of a virtual channel.
    pub struct Payments {
        /// What the payer can promise at most.
        starting_balance "startingBalance" U256,
        /// The largest voucher within the starting balance.
        paid "paid" U256,
        /// What is left.
        remaining "remaining" U256,
        /// The number of vouchers signed or received.
        vouchers "vouchers" Offset,
    }
}

record! {
    /// A guarantee of a ledger for a virtual channel.
    pub struct Guarantee {
        /// The guaranteed channel.
        target "target" Bytes32,
        /// The amount.
        amount "amount" U256,
        /// The destination of the left participant.
        left "left" Bytes32,
        /// The destination of the right participant.
        right "right" Bytes32,
        /// 1 or 2.
        allocation_type "allocationType" Uint8,
    }
}

record! {
    /// One asset of a ledger.
    pub struct LedgerAsset {
        /// The asset.
        asset "asset" Bytes20,
        /// The leader's balance.
        leader "leader" U256,
        /// The follower's balance.
        follower "follower" U256,
        /// The guarantees, ascending by target.
        guarantees "guarantees" Vec<Guarantee>,
    }
}

record! {
    /// A signed proposal of a ledger.
    pub struct ProposalState {
        /// The turn of the resulting state.
        turn_num "turnNum" Uint48,
        /// The change.
        proposal "proposal" Proposal,
        /// Who signed the resulting state, ascending.
        signers "signers" Vec<Uint8>,
    }
}

record! {
    /// A ledger channel's balances at its latest supported state, and its
    /// proposals in turn order.
    pub struct LedgerState {
        /// The assets in the order of the outcome.
        assets "assets" Vec<LedgerAsset>,
        /// Every proposal known.
        proposals "proposals" Vec<ProposalState>,
    }
}

record! {
    /// A transaction of ours.
    pub struct TransactionState {
        /// What it does.
        kind "kind" TransactionKind,
        /// The offset of its submission.
        offset "offset" Offset,
    } optional {
        /// Its hash.
        tx_hash "txHash" Bytes32,
        /// What became of it.
        result "result" TransactionResult,
    }
}

record! {
    /// A channel as derived from the log.
    pub struct ChannelState {
        /// The id.
        channel_id "channelId" Bytes32,
        /// Which arithmetic binds the id to the fixed part.
        protocol "protocol" Protocol,
        /// What it is used for.
        kind "kind" ChannelKind,
        /// What the participants agreed on once.
        fixed_part "fixedPart" FixedPart,
        /// Its chain.
        chain_id "chainId" ChainId,
        /// The contract that holds its deposits.
        adjudicator "adjudicator" Bytes20,
        /// Which signatures support a state.
        support_rule "supportRule" SupportRule,
        /// How far it has got in its life.
        phase "phase" Phase,
        /// Every distinct state known, by turn, then hash.
        states "states" Vec<KnownState>,
        /// One row per asset of the prefund outcome or ever deposited; none for
        /// virtual channels.
        funding "funding" Vec<Funding>,
        /// What the adjudicator knows of it.
        adjudication "adjudication" AdjudicationState,
        /// What the adjudicator paid out of it, in chain order.
        payouts "payouts" Vec<Payout>,
        /// Our transactions about it.
        transactions "transactions" Vec<TransactionState>,
        /// The number of events that belong to it, from its creation on.
        event_count "eventCount" Offset,
        /// The offset of its creation.
        first_offset "firstOffset" Offset,
        /// The offset of its last event.
        last_offset "lastOffset" Offset,
        /// When it was created, in milliseconds.
        created_at "createdAt" Millis,
        /// When its last event was recorded, in milliseconds.
        updated_at "updatedAt" Millis,
        /// What the rules find about it.
        findings "findings" Vec<Finding>,
    } optional {
        /// Our place among the participants.
        my_index "myIndex" Uint8,
        /// The supported state with the highest turn.
        latest_supported "latestSupported" SupportedState,
        /// The state with the highest turn that we signed.
        latest_signed "latestSigned" SignedState,
        /// Vouchers; only for virtual channels.
        payments "payments" Payments,
        /// Balances and proposals; only for ledgers.
        ledger "ledger" LedgerState,
    }
}

record! {
    /// The latest block of a chain that was observed.
    pub struct ChainHead {
        /// The block.
        block_number "blockNumber" BlockNumber,
        /// Its hash.
        block_hash "blockHash" Bytes32,
        /// Its time, in seconds.
        block_timestamp "blockTimestamp" Uint48,
    } optional {
        /// The latest block that will not be reorganised.
        finalized_block_number "finalizedBlockNumber" BlockNumber,
    }
}

record! {
    /// What a contract holds for a destination.
    pub struct Holding {
        /// The adjudicator.
        contract "contract" Bytes20,
        /// The asset.
        asset "asset" Bytes20,
        /// The channel or other destination.
        destination "destination" Bytes32,
        /// How much.
        held "held" U256,
        /// Whether `held` is certain.
        exact "exact" bool,
    }
}

record! {
    /// A chain as derived from the log.
    pub struct ChainState {
        /// The chain.
        chain_id "chainId" ChainId,
        /// The largest block time seen, in seconds: the clock of the chain.
        time "time" Uint48,
        /// The number of canonical facts.
        facts "facts" Uint32,
        /// What is held for whom, by contract, asset and destination.
        holdings "holdings" Vec<Holding>,
    } optional {
        /// The latest head observed.
        head "head" ChainHead,
    }
}

record! {
    /// Everything that the log says, at one length.
    pub struct LogState {
        /// The number of events folded.
        length "length" Offset,
        /// The hash of the state.
        state_hash "stateHash" Bytes32,
        /// The objectives in order of creation.
        objectives "objectives" Vec<ObjectiveState>,
        /// The channels in order of creation.
        channels "channels" Vec<ChannelState>,
        /// The chains in order of first appearance.
        chains "chains" Vec<ChainState>,
        /// What the rules find in all of it.
        findings "findings" Vec<Finding>,
    }
}
