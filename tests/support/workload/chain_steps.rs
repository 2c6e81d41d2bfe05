//! What is sent to chains, and what they answer.

use statelog::event::scalar::{U256, Uint48};
use statelog::event::{
    AllocationUpdated, Candidate, ChallengeCleared, ChallengeRegistered, ChannelConcluded,
    DepositAmount, DepositDetected, PayoutVia, TransactionKind, TransactionResolved,
    TransactionResult, TransactionSubmitted, VariablePart,
};

use super::chain::Included;
use super::flow::{Flow, Step, Submission};
use super::node::Tie;
use super::realistic::Realistic;
use super::seal::Seal;

impl<S: Seal> Realistic<S> {
    pub(super) fn deposit(&mut self, flow: &mut Flow, asset: usize) {
        let exit = &flow.channel.state.outcome[asset];
        let amount = DepositAmount {
            asset: exit.asset,
            amount: exit.allocations[flow.channel.me].amount,
            expected_held: flow.channel.held[asset],
        };
        self.submit(flow, TransactionKind::Deposit, Some(vec![amount]), None);
        self.progress(flow, "WaitingForCompleteFunding");
    }

    pub(super) fn deposited(&mut self, flow: &mut Flow, asset: usize, who: usize) {
        let transaction = self.include(flow);
        let channel = &mut flow.channel;
        let exit = &channel.state.outcome[asset];
        channel.held[asset] += exit.allocations[who].amount;
        record_event!(
            self.node,
            Tie::default(),
            DepositDetected {
                channel_id: channel.id,
                asset: exit.asset,
                now_held: channel.held[asset],
                chain: self.node.chains[channel.chain].log(transaction),
            }
        );
        self.resolve(flow);
    }

    pub(super) fn withdraw(&mut self, flow: &mut Flow) {
        let state = flow.channel.state.clone();
        self.submit(flow, TransactionKind::WithdrawAll, None, Some(&state));
        self.progress(flow, "WaitingForWithdraw");
    }

    /// Conclusion and payout are logs of one transaction.
    pub(super) fn withdrawn(&mut self, flow: &mut Flow) {
        let transaction = self.include(flow);
        let candidate = self.node.rng.one_in(2);
        let candidate = candidate.then(|| self.candidate(flow, &flow.channel.state));
        let chain = &mut self.node.chains[flow.channel.chain];
        let finalizes_at = Uint48::new(chain.timestamp_s).unwrap();
        record_event!(
            self.node,
            Tie::default(),
            ChannelConcluded {
                channel_id: flow.channel.id,
                finalizes_at: finalizes_at,
                chain: self.node.chains[flow.channel.chain].log(transaction),
                candidate: candidate,
            }
        );
        self.pay_out(flow, transaction, PayoutVia::ConcludeAndTransfer);
        self.resolve(flow);
    }

    pub(super) fn challenge(&mut self, flow: &mut Flow) {
        let state = flow.channel.state.clone();
        self.submit(flow, TransactionKind::Challenge, None, Some(&state));
    }

    pub(super) fn challenged(&mut self, flow: &mut Flow) {
        let state = flow.channel.state.clone();
        self.register(flow, &state, flow.channel.me);
        self.resolve(flow);
    }

    pub(super) fn challenge_with_old_state(&mut self, flow: &mut Flow) {
        let state = flow.previous.clone();
        self.register(flow, &state, 1 - flow.channel.me);
        let latest = flow.channel.state.clone();
        self.submit(flow, TransactionKind::Checkpoint, None, Some(&latest));
    }

    pub(super) fn cleared(&mut self, flow: &mut Flow) {
        let transaction = self.include(flow);
        let candidate = self.candidate(flow, &flow.channel.state);
        record_event!(
            self.node,
            Tie::default(),
            ChallengeCleared {
                channel_id: flow.channel.id,
                new_turn_num_record: flow.channel.state.turn_num,
                chain: self.node.chains[flow.channel.chain].log(transaction),
                candidate: Some(candidate),
            }
        );
        self.resolve(flow);
    }

    /// Puts itself back until a head shows that the challenge has timed out.
    pub(super) fn await_timeout(&mut self, flow: &mut Flow) {
        if self.node.chains[flow.channel.chain].observed_s < flow.finalizes_at_s {
            self.node.wait();
            flow.script.push_front(Step::AwaitTimeout);
        }
    }

    pub(super) fn transfer_all(&mut self, flow: &mut Flow) {
        let state = flow.channel.state.clone();
        self.submit(flow, TransactionKind::TransferAll, None, Some(&state));
    }

    pub(super) fn transferred_all(&mut self, flow: &mut Flow) {
        let transaction = self.include(flow);
        self.pay_out(flow, transaction, PayoutVia::TransferAll);
        self.resolve(flow);
    }

    /// Records that we are about to send a transaction.
    fn submit(
        &mut self,
        flow: &mut Flow,
        kind: TransactionKind,
        amounts: Option<Vec<DepositAmount>>,
        state: Option<&VariablePart>,
    ) {
        let tx_hash = self.node.unique_hash();
        let channel_id = flow.channel.id;
        let live = kind != TransactionKind::Checkpoint;
        record_event!(
            self.node,
            Tie::default(),
            TransactionSubmitted {
                channel_id: channel_id,
                kind: kind,
                objective_id: live.then(|| flow.objective.clone()),
                tx_hash: Some(tx_hash),
                amounts: amounts,
                state_hash: state.map(|state| self.node.seal.state_hash(channel_id, state)),
                r#override: None,
            }
        );
        flow.submission = Some(Submission {
            tx_hash,
            id: self.node.last_id(),
        });
    }

    /// Puts the transaction of the flow into the open block: ours, or else a peer's.
    fn include(&mut self, flow: &Flow) -> Included {
        let hash = match flow.submission {
            Some(submission) => submission.tx_hash,
            None => self.node.unique_hash(),
        };
        self.node.chains[flow.channel.chain].include(hash)
    }

    /// Records that our transaction, if it was ours, is in a block.
    fn resolve(&mut self, flow: &mut Flow) {
        let Some(submission) = flow.submission.take() else {
            return;
        };
        record_event!(
            self.node,
            Tie::default().caused_by(submission.id),
            TransactionResolved {
                result: TransactionResult::Mined,
                tx_hash: Some(submission.tx_hash),
                replaced_by: None,
                reason: None,
                chain: None,
            }
        );
    }

    fn register(&mut self, flow: &mut Flow, state: &VariablePart, challenger: usize) {
        let transaction = self.include(flow);
        let channel = &flow.channel;
        let chain = &mut self.node.chains[channel.chain];
        flow.finalizes_at_s = chain.timestamp_s + channel.fixed.challenge_duration.get();
        let place = chain.log(transaction);
        let state_hash = self.node.seal.state_hash(channel.id, state);
        let party = channel.parties[challenger];
        let challenger_sig = self.node.seal.sign_challenge(party, state_hash);
        record_event!(
            self.node,
            Tie::default(),
            ChallengeRegistered {
                channel_id: channel.id,
                finalizes_at: Uint48::new(flow.finalizes_at_s).unwrap(),
                candidate: self.candidate(flow, state),
                proof: Vec::new(),
                chain: place,
                challenger_sig: Some(challenger_sig),
            }
        );
    }

    /// A state with the signatures of all participants.
    fn candidate(&self, flow: &Flow, state: &VariablePart) -> Candidate {
        let channel = &flow.channel;
        let state_hash = self.node.seal.state_hash(channel.id, state);
        let parties = channel.parties.iter();
        Candidate {
            state: state.clone().into(),
            sigs: parties
                .map(|party| self.node.seal.sign_state(*party, state_hash))
                .collect(),
            state_hash: None,
            truncated: None,
        }
    }

    /// Pays out everything that the channel holds.
    fn pay_out(&mut self, flow: &mut Flow, transaction: Included, via: PayoutVia) {
        let channel = &mut flow.channel;
        for (asset, held) in channel.held.iter_mut().enumerate() {
            record_event!(
                self.node,
                Tie::default(),
                AllocationUpdated {
                    channel_id: channel.id,
                    initial_holdings: *held,
                    final_holdings: U256::ZERO,
                    via: via,
                    chain: self.node.chains[channel.chain].log(transaction),
                    asset_index: Some(asset as u32),
                    asset: None,
                    indices: Some(Vec::new()),
                }
            );
            *held = U256::ZERO;
        }
    }
}
