//! What ledgers record when virtual channels come and go.

use statelog::canonical::to_bytes;
use statelog::event::scalar::U256;
use statelog::event::{
    AddProposal, LedgerProposalReceived, LedgerProposalSigned, Proposal, ProposalRole,
    RemoveProposal, Sig,
};

use super::channel::{destination, guarantee};
use super::flow::{Flow, FlowId};
use super::node::Tie;
use super::realistic::Realistic;
use super::seal::Seal;

impl<S: Seal> Realistic<S> {
    /// The left one of two neighbours in a virtual channel gives the whole amount.
    pub(super) fn guarantee(&mut self, flow: &Flow, ledger: FlowId, left: usize) {
        let amount = flow.channel.total(0);
        let ends = [left, left + 1].map(|at| self.node.address(flow.channel.parties[at]));
        let [left_end, right_end] = ends.map(destination);
        let target = flow.channel.id;
        let add = AddProposal {
            target,
            amount,
            left: left_end,
            right: right_end,
            left_deposit: amount,
            allocation_type: None,
            asset: None,
        };
        self.propose(
            flow,
            ledger,
            Proposal::Add(add),
            |ledger, side| {
                let book = ledger.book.as_mut().unwrap();
                book.balances[side] -= amount;
                book.reserved[side] -= amount;
                let allocation = guarantee(target, amount, left_end, right_end);
                book.guarantees.insert(target, allocation);
            },
            left,
        );
    }

    /// The guarantee is divided as the final state of the virtual channel says.
    pub(super) fn release(&mut self, flow: &Flow, ledger: FlowId, left: usize) {
        let shares = &flow.channel.state.outcome[0].allocations;
        let amounts: [U256; 2] = [shares[0].amount, shares[1].amount];
        let target = flow.channel.id;
        let remove = RemoveProposal {
            target,
            left_amount: amounts[0],
            asset: None,
        };
        self.propose(
            flow,
            ledger,
            Proposal::Remove(remove),
            |ledger, side| {
                let book = ledger.book.as_mut().unwrap();
                book.balances[side] += amounts[0];
                book.balances[1 - side] += amounts[1];
                book.guarantees.remove(&target);
                book.users -= 1;
            },
            left,
        );
        let book = self.flows[&ledger].book.as_ref().unwrap();
        if book.capacity == 0 && book.users == 0 {
            self.ready.push(ledger);
        }
    }

    /// Changes a ledger; its leader signs the resulting state, then its follower.
    /// `change` is told which side of the ledger is the left one.
    fn propose(
        &mut self,
        flow: &Flow,
        ledger: FlowId,
        proposal: Proposal,
        change: impl FnOnce(&mut Flow, usize),
        left: usize,
    ) {
        let mut book_keeper = self.flows.remove(&ledger).unwrap();
        let side = usize::from(book_keeper.channel.parties[1] == flow.channel.parties[left]);
        change(&mut book_keeper, side);
        let channel = &mut book_keeper.channel;
        let outcome = book_keeper.book.as_ref().unwrap().outcome(channel);
        channel.state = channel.successor(outcome);
        for who in 0..2 {
            self.sign_proposal(flow, &book_keeper, &proposal, who);
        }
        self.flows.insert(ledger, book_keeper);
    }

    fn sign_proposal(&mut self, flow: &Flow, ledger: &Flow, proposal: &Proposal, who: usize) {
        let channel = &ledger.channel;
        let signer = channel.parties[who];
        let peer = channel.parties[1 - channel.me];
        let state_hash = self.node.seal.state_hash(channel.id, &channel.state);
        let signature = self.node.seal.sign_state(signer, state_hash);
        let json = String::from_utf8(to_bytes(proposal)).unwrap();
        let content = format!(
            r#""LedgerProposals":[{{"Proposal":{json},"Signature":"{signature:#x}","TurnNum":{}}}]"#,
            channel.state.turn_num.get()
        );
        let role = [ProposalRole::Leader, ProposalRole::Follower][who];
        let sig = Sig {
            signature,
            signer_index: who as u8,
        };
        if who == channel.me {
            record_event!(
                self.node,
                Tie::to(&flow.objective),
                LedgerProposalSigned {
                    ledger_id: channel.id,
                    turn_num: channel.state.turn_num,
                    proposal: proposal.clone(),
                    role: role,
                    state_hash: state_hash,
                    sig: sig,
                    r#override: None,
                }
            );
            self.node.send(peer, &flow.objective, &content);
        } else {
            let message_id = self.node.receive(peer, &flow.objective, &content);
            record_event!(
                self.node,
                Tie::to(&flow.objective),
                LedgerProposalReceived {
                    ledger_id: channel.id,
                    turn_num: channel.state.turn_num,
                    proposal: proposal.clone(),
                    role: role,
                    state_hash: state_hash,
                    sig: sig,
                    from: self.node.address(peer),
                    message_id: Some(message_id),
                }
            );
        }
    }
}
