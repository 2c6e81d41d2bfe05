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
use crate::nitro::abi::{
    self, DynSeqToken, OutcomeToken, PackedSeqToken, SignatureToken, WordToken,
};

/// `(SingleAssetExit[] outcome, bytes appData, uint48 turnNum, bool isFinal)`.
type StateToken<'a> = (OutcomeToken<'a>, PackedSeqToken<'a>, WordToken, WordToken);
/// `(VariablePart, Signature[] sigs)`.
type SignedStateToken<'a> = (StateToken<'a>, DynSeqToken<SignatureToken>);
/// `(uint48 finalizesAt, SignedVariablePart[] proof, SignedVariablePart candidate)`.
type ChallengeToken<'a> = (
    WordToken,
    DynSeqToken<SignedStateToken<'a>>,
    SignedStateToken<'a>,
);

/// The event that a log states about `subject`.
pub(super) fn event(
    topic: Topic,
    subject: Bytes32,
    data: &[u8],
    chain: ChainRef,
) -> Result<Event, Invalid> {
    match topic {
        Topic::Deposited => deposit(subject, data, chain),
        Topic::ChallengeRegistered => challenge(subject, data, chain),
        Topic::AllocationUpdated | Topic::AssetAllocationUpdated => {
            payout(topic, subject, data, chain)
        }
        Topic::ChallengeCleared | Topic::Checkpointed | Topic::Concluded | Topic::Reclaimed => {
            one_number(topic, subject, data, chain)
        }
    }
}

fn deposit(channel_id: Bytes32, data: &[u8], chain: ChainRef) -> Result<Event, Invalid> {
    let (asset, now_held): (WordToken, WordToken) = abi::decode(data)?;
    Ok(Event::DepositDetected(DepositDetected {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        asset: abi::to_address(&asset)?,
        now_held: abi::to_u256(&now_held),
        chain,
    }))
}

/// The events whose only other argument is a time, a turn or an index.
fn one_number(
    topic: Topic,
    channel_id: Bytes32,
    data: &[u8],
    chain: ChainRef,
) -> Result<Event, Invalid> {
    let (word,): (WordToken,) = abi::decode(data)?;
    let number = abi::to_uint48(&word);
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
            asset_index: abi::to_uint32(&word)?,
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
    data: &[u8],
    chain: ChainRef,
) -> Result<Event, Invalid> {
    let (asset, initial, remaining): (WordToken, WordToken, WordToken) = abi::decode(data)?;
    let (asset_index, asset) = match topic {
        Topic::AllocationUpdated => (Some(abi::to_uint32(&asset)?), None),
        _ => (None, Some(abi::to_address(&asset)?)),
    };
    Ok(Event::AllocationUpdated(AllocationUpdated {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        asset_index,
        asset,
        initial_holdings: abi::to_u256(&initial),
        final_holdings: abi::to_u256(&remaining),
        indices: None,
        via: PayoutVia::Unknown,
        chain,
    }))
}

fn challenge(channel_id: Bytes32, data: &[u8], chain: ChainRef) -> Result<Event, Invalid> {
    let (finalizes_at, proof, candidate): ChallengeToken<'_> = abi::decode(data)?;
    let proof: Result<_, _> = proof.0.iter().map(signed_state).collect();
    let candidate = signed_state(&candidate)?;
    let event = ChallengeRegistered {
        timestamp: None,
        causation_id: None,
        correlation_id: None,
        channel_id,
        finalizes_at: abi::to_uint48(&finalizes_at)?,
        candidate: truncate::whole(candidate.clone()),
        proof: proof?,
        challenger_sig: None,
        chain,
    };
    Ok(Event::ChallengeRegistered(truncate::fit(event, &candidate)))
}

fn signed_state((state, sigs): &SignedStateToken<'_>) -> Result<ProofState, Invalid> {
    let sigs: Result<_, _> = sigs.0.iter().map(abi::to_signature).collect();
    let (outcome, app_data, turn_num, is_final) = state;
    Ok(ProofState {
        state: VariablePart {
            app_data: abi::to_bytes(*app_data),
            outcome: abi::outcome(outcome)?,
            turn_num: abi::to_uint48(turn_num)?,
            is_final: abi::to_bool(is_final)?,
        },
        sigs: sigs?,
    })
}
