//! Builds what the fold keeps of an event about a chain.
//!
//! A log names no signers of the states that it shows. They are recovered here, once per
//! event, so that folding again computes nothing.

use std::sync::Arc;

use super::facts::named;
use super::signers::Signers;
use crate::event::scalar::{Bytes20, Bytes32, Bytes65, U256};
use crate::event::{Candidate, ChainRef, Event, ProofState, VariablePart};
use crate::nitro;
use crate::state::{CandidateFact, ChainBody, ChainFact, LogKey};

/// A chain fact as the fold of its chain reads it. Without `signers` nothing is hashed
/// or recovered, which is enough to compare it with what a log carries.
pub(super) fn chain_fact(
    offset: u64,
    event: &Event,
    chain: &ChainRef,
    signers: Option<&Signers>,
) -> ChainFact {
    let (channels, _) = named(event);
    let [channel_id, _] = channels;
    let channel_id = channel_id.unwrap_or_default();
    let shown = Shown {
        channel: &channel_id,
        signers,
    };
    ChainFact {
        offset,
        channel_id,
        chain_id: chain.chain_id,
        contract: chain.contract,
        block_number: chain.block_number,
        block_timestamp: chain.block_timestamp,
        key: LogKey {
            block_hash: chain.block_hash,
            tx_hash: chain.tx_hash,
            log_index: chain.log_index,
        },
        body: chain_body(event, &shown),
    }
}

fn chain_body(event: &Event, shown: &Shown<'_>) -> ChainBody {
    match event {
        Event::ChallengeRegistered(event) => ChainBody::Challenge {
            finalizes_at: event.finalizes_at,
            candidate: Arc::new(shown.candidate(&event.candidate)),
            proof: (event.proof.iter())
                .map(|proof| shown.proof(proof))
                .collect(),
        },
        Event::ChallengeCleared(event) => ChainBody::Cleared {
            new_record: event.new_turn_num_record,
            candidate: shown.candidate_of(event.candidate.as_ref()),
        },
        Event::CheckpointRecorded(event) => ChainBody::Checkpoint {
            new_record: event.new_turn_num_record,
            candidate: shown.candidate_of(event.candidate.as_ref()),
        },
        Event::ChannelConcluded(event) => ChainBody::Concluded {
            finalizes_at: event.finalizes_at,
            candidate: shown.candidate_of(event.candidate.as_ref()),
        },
        Event::AllocationUpdated(event) => ChainBody::Allocation {
            asset_index: event.asset_index,
            asset: event.asset,
            initial: event.initial_holdings,
            remaining: event.final_holdings,
            indices: event.indices.as_deref().map(Arc::from),
            via: event.via,
        },
        Event::ReclaimDetected(event) => ChainBody::Reclaim {
            asset_index: event.asset_index,
            target: event.target_channel_id,
            index_in_source: event.index_of_target_in_source,
            target_asset_index: event.target_asset_index,
        },
        Event::DepositDetected(event) => ChainBody::Deposit {
            asset: event.asset,
            now_held: event.now_held,
        },
        // Only events 14–20 have a place on a chain; for the others this is never
        // called, and a deposit of nothing says nothing.
        _ => ChainBody::Deposit {
            asset: Bytes20::ZERO,
            now_held: U256::ZERO,
        },
    }
}

/// The channel whose states a log shows.
struct Shown<'a> {
    channel: &'a Bytes32,
    signers: Option<&'a Signers>,
}

impl Shown<'_> {
    fn candidate_of(&self, given: Option<&Candidate>) -> Option<Arc<CandidateFact>> {
        given.map(|given| Arc::new(self.candidate(given)))
    }

    fn candidate(&self, given: &Candidate) -> CandidateFact {
        let state = &given.state;
        let fact = CandidateFact {
            turn_num: state.turn_num,
            is_final: state.is_final,
            app_data: state.app_data.clone(),
            outcome: state.outcome.clone().map(Arc::new),
            state_hash: given.state_hash,
            computed_hash: None,
            signers: Arc::default(),
            voucher_signer: None,
        };
        let whole = given
            .truncated
            .is_none()
            .then(|| state.to_whole())
            .flatten();
        self.prove(fact, whole.as_ref(), &given.sigs)
    }

    fn proof(&self, given: &ProofState) -> CandidateFact {
        let state = &given.state;
        let fact = CandidateFact {
            turn_num: state.turn_num,
            is_final: state.is_final,
            app_data: Some(state.app_data.clone()),
            outcome: Some(Arc::new(state.outcome.clone())),
            state_hash: None,
            computed_hash: None,
            signers: Arc::default(),
            voucher_signer: None,
        };
        self.prove(fact, Some(state), &given.sigs)
    }

    /// Adds the hash of a state that is whole, and the addresses that signed it.
    fn prove(
        &self,
        mut fact: CandidateFact,
        whole: Option<&VariablePart>,
        sigs: &[Bytes65],
    ) -> CandidateFact {
        let Some(signers) = self.signers else {
            return fact;
        };
        fact.computed_hash = whole.map(|state| nitro::state_hash(self.channel, state));
        if let Some(hash) = fact.computed_hash.or(fact.state_hash) {
            let recovered = sigs.iter().filter_map(|sig| signers.recover(&hash, sig));
            fact.signers = recovered.collect();
        }
        let app_data = fact.app_data.as_ref();
        fact.voucher_signer = signers.of_redemption(self.channel, fact.turn_num, app_data);
        fact
    }
}
