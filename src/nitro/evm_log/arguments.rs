//! The arguments of the adjudicator's events.

use super::topic::Topic;
use super::truncate;
use crate::canonical::Invalid;
use crate::event::scalar::Bytes32;
use crate::event::{
    AllocationUpdated, ChainRef, ChallengeCleared, ChallengeRegistered, ChannelConcluded,
    CheckpointRecorded, DepositDetected, Event, PayoutVia, ProofState, ReclaimDetected,
    VariablePart,
};
use crate::nitro::abi_reader::{Arguments, Tuple};

/// The event that a log states about `subject`.
pub(super) fn event(
    topic: Topic,
    subject: Bytes32,
    data: &[u8],
    chain: ChainRef,
) -> Result<Event, Invalid> {
    let arguments = Arguments::new(data);
    let given = arguments.tuple();
    match topic {
        Topic::Deposited => deposit(subject, given, chain),
        Topic::ChallengeRegistered => challenge(subject, given, chain),
        Topic::AllocationUpdated | Topic::AssetAllocationUpdated => {
            payout(topic, subject, given, chain)
        }
        Topic::ChallengeCleared | Topic::Checkpointed | Topic::Concluded | Topic::Reclaimed => {
            one_number(topic, subject, given, chain)
        }
    }
}

fn deposit(channel_id: Bytes32, given: Tuple<'_>, chain: ChainRef) -> Result<Event, Invalid> {
    Ok(Event::DepositDetected(DepositDetected {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        asset: given.address(0)?,
        now_held: given.u256(1)?,
        chain,
    }))
}

/// The events whose only other argument is a time, a turn or an index.
fn one_number(
    topic: Topic,
    channel_id: Bytes32,
    given: Tuple<'_>,
    chain: ChainRef,
) -> Result<Event, Invalid> {
    let number = given.uint48(0);
    let event = match topic {
        Topic::ChallengeCleared => Event::ChallengeCleared(ChallengeCleared {
            timestamp: None,
            causation_id: None,
            correlation_id: None,
            channel_id,
            new_turn_num_record: number?,
            candidate: None,
            chain,
        }),
        Topic::Checkpointed => Event::CheckpointRecorded(CheckpointRecorded {
            timestamp: None,
            causation_id: None,
            correlation_id: None,
            channel_id,
            new_turn_num_record: number?,
            candidate: None,
            chain,
        }),
        Topic::Concluded => Event::ChannelConcluded(ChannelConcluded {
            timestamp: None,
            causation_id: None,
            correlation_id: None,
            channel_id,
            finalizes_at: number?,
            candidate: None,
            chain,
        }),
        _ => Event::ReclaimDetected(ReclaimDetected {
            timestamp: None,
            causation_id: None,
            correlation_id: None,
            channel_id,
            asset_index: given.index(0)?,
            target_channel_id: None,
            index_of_target_in_source: None,
            target_asset_index: None,
            chain,
        }),
    };
    Ok(event)
}

fn payout(
    topic: Topic,
    channel_id: Bytes32,
    given: Tuple<'_>,
    chain: ChainRef,
) -> Result<Event, Invalid> {
    let (asset_index, asset) = match topic {
        Topic::AllocationUpdated => (Some(given.index(0)?), None),
        _ => (None, Some(given.address(0)?)),
    };
    Ok(Event::AllocationUpdated(AllocationUpdated {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        asset_index,
        asset,
        initial_holdings: given.u256(1)?,
        final_holdings: given.u256(2)?,
        indices: None,
        via: PayoutVia::Unknown,
        chain,
    }))
}

fn challenge(channel_id: Bytes32, given: Tuple<'_>, chain: ChainRef) -> Result<Event, Invalid> {
    let candidate = signed_state(given.tuple(2)?)?;
    let event = ChallengeRegistered {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        finalizes_at: given.uint48(0)?,
        candidate: truncate::whole(candidate.clone()),
        proof: given.list(1, signed_state)?,
        challenger_sig: None,
        chain,
    };
    Ok(Event::ChallengeRegistered(truncate::fit(event, &candidate)))
}

/// `((outcome, appData, turnNum, isFinal), signatures)`.
fn signed_state(given: Tuple<'_>) -> Result<ProofState, Invalid> {
    let state = given.tuple(0)?;
    Ok(ProofState {
        state: VariablePart {
            outcome: state.outcome(0)?,
            app_data: state.bytes(1)?,
            turn_num: state.uint48(2)?,
            is_final: state.boolean(3)?,
        },
        sigs: given.signatures(1)?,
    })
}
