//! The chain facts of random logs.

use statelog::event::scalar::{BlockNumber, Bytes20, Bytes32, ChainId, U256, Uint48};
use statelog::event::{
    AllocationUpdated, Candidate, ChainRef, ChallengeCleared, ChallengeRegistered,
    ChannelConcluded, CheckpointRecorded, DepositDetected, Event, PayoutVia, ProofState,
    ReclaimDetected,
};

use super::node::Tie;
use super::random::{CHAINS, Pool};
use super::seal::{Seal, hash};

/// The time between two blocks, in seconds.
const BLOCK_S: u64 = 15;

impl<S: Seal> Pool<S> {
    /// The adjudicator of every channel; rarely another contract.
    pub(super) fn adjudicator(&mut self) -> Bytes20 {
        let other = self.rng.one_in(24);
        Bytes20::repeat_byte(if other { 0xdd } else { 0xad })
    }

    /// A place in one of a few blocks. Each height has two blocks, and the second
    /// is rare; a block has few transactions, and a transaction few logs.
    pub(super) fn place(&mut self) -> ChainRef {
        let chain = CHAINS[usize::from(self.rng.one_in(6))];
        let number = self.rng.below(10);
        let fork = u8::from(self.rng.one_in(8));
        let transaction = self.rng.below(2) as u32;
        let transaction_id = [chain as u8, number as u8, transaction as u8];
        ChainRef {
            chain_id: ChainId::new(chain).unwrap(),
            contract: self.adjudicator(),
            block_number: BlockNumber::new(number).unwrap(),
            block_hash: hash("block", &[&[chain as u8, number as u8, fork]]),
            block_timestamp: Uint48::new(1_767_225_600 + number * BLOCK_S).unwrap(),
            tx_hash: hash("transaction", &[&transaction_id]),
            tx_index: transaction,
            log_index: transaction * 3 + self.rng.below(3) as u32,
        }
    }

    /// The end of a challenge that begins in a block; rarely a wrong one.
    fn finalizes_at(&mut self, place: &ChainRef, duration_s: u64) -> Uint48 {
        let error_s = u64::from(self.rng.one_in(8));
        Uint48::new(place.block_timestamp.get() + duration_s + error_s).unwrap()
    }

    fn candidate(&mut self) -> (Bytes32, Candidate) {
        let (place, state, state_hash) = self.some_state();
        let sigs = (0..self.rng.below(4))
            .map(|_| self.sig(place, state_hash).signature)
            .collect();
        let (state, truncated) = self.maybe_truncated(state);
        let given = truncated.is_some() || self.rng.one_in(4);
        let candidate = Candidate {
            state,
            sigs,
            state_hash: given.then_some(state_hash),
            truncated,
        };
        (self.channels[place].id, candidate)
    }

    fn proof_state(&mut self) -> ProofState {
        let (place, state, state_hash) = self.some_state();
        ProofState {
            state,
            sigs: vec![self.sig(place, state_hash).signature],
        }
    }

    pub(super) fn chain_fact(&mut self, tie: Tie) -> Event {
        let place = self.place();
        match self.rng.below(8) {
            0 | 1 => new_event!(
                tie,
                DepositDetected {
                    channel_id: self.channel_id(),
                    asset: self.asset(),
                    now_held: self.amount(),
                    chain: place,
                }
            ),
            2 => self.challenge_registered(tie, place),
            3 => {
                let (channel_id, candidate) = self.candidate();
                new_event!(
                    tie,
                    ChallengeCleared {
                        channel_id: channel_id,
                        new_turn_num_record: self.turn(),
                        chain: place,
                        candidate: self.chance(2, |_| candidate),
                    }
                )
            }
            4 => {
                let (channel_id, candidate) = self.candidate();
                new_event!(
                    tie,
                    CheckpointRecorded {
                        channel_id: channel_id,
                        new_turn_num_record: self.turn(),
                        chain: place,
                        candidate: self.chance(2, |_| candidate),
                    }
                )
            }
            5 => {
                let (channel_id, candidate) = self.candidate();
                new_event!(
                    tie,
                    ChannelConcluded {
                        channel_id: channel_id,
                        finalizes_at: self.finalizes_at(&place, 0),
                        chain: place,
                        candidate: self.chance(2, |_| candidate),
                    }
                )
            }
            6 => self.allocation_updated(tie, place),
            _ => new_event!(
                tie,
                ReclaimDetected {
                    channel_id: self.channel_id(),
                    asset_index: self.rng.below(2) as u32,
                    chain: place,
                    target_channel_id: self.chance(2, Self::channel_id),
                    index_of_target_in_source: self.chance(2, |pool| pool.rng.below(3) as u32),
                    target_asset_index: self.chance(2, |pool| pool.rng.below(2) as u32),
                }
            ),
        }
    }

    fn challenge_registered(&mut self, tie: Tie, place: ChainRef) -> Event {
        let (channel_id, candidate) = self.candidate();
        let proofs = self.rng.below(3);
        new_event!(
            tie,
            ChallengeRegistered {
                channel_id: channel_id,
                finalizes_at: self.finalizes_at(&place, 60),
                candidate: candidate,
                proof: (0..proofs).map(|_| self.proof_state()).collect(),
                chain: place,
                challenger_sig: self.chance(2, |pool| {
                    let party = pool.party();
                    pool.seal.sign_challenge(party, hash("challenge", &[]))
                }),
            }
        )
    }

    /// By the contract's form, which names an index, or by the fork's, which names
    /// the asset, or both.
    fn allocation_updated(&mut self, tie: Tie, place: ChainRef) -> Event {
        let form = self.rng.below(4);
        let initial = self.amount();
        let paid = self.amount().min(initial);
        new_event!(
            tie,
            AllocationUpdated {
                channel_id: self.channel_id(),
                initial_holdings: initial,
                final_holdings: initial - paid,
                via: self.word(PayoutVia::ALL),
                chain: place,
                asset_index: (form != 0).then(|| self.rng.below(2) as u32),
                asset: (form < 2).then(|| self.asset()),
                indices: self.chance(2, |pool| vec![pool.rng.below(3) as u32]),
            }
        )
    }
}
