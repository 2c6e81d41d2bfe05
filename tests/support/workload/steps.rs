//! What the steps of objectives and states record.

use statelog::canonical::to_bytes;
use statelog::event::scalar::{Bytes, Bytes32, List, U256};
use statelog::event::{
    ApprovedBy, ChannelCreated, ChannelKind, InitialStatus, ObjectiveApproved, ObjectiveCompleted,
    ObjectiveCreated, ObjectiveFailed, ObjectiveKind, ObjectiveProgressed, ObjectiveRejected,
    ObjectiveSource, Outcome, Protocol, RejectedVia, Sig, StatePurpose, StateReceived, StateSigned,
    SupportRule, VariablePart, VoucherReceived, VoucherSigned,
};

use super::flow::{Flow, Step, objective_id};
use super::node::{Tie, text};
use super::realistic::Realistic;
use super::seal::Seal;

impl<S: Seal> Realistic<S> {
    /// Records what one step of a flow brings about.
    pub(super) fn run(&mut self, flow: &mut Flow, step: Step) {
        match step {
            Step::Create => self.create(flow),
            Step::RejectByPolicy => self.reject_by_policy(flow),
            Step::RejectByNotice => self.reject_by_notice(flow),
            Step::Retry => self.retry(flow),
            Step::Turn(purpose) => self.turn(flow, purpose),
            Step::Sign(who) if who == flow.channel.me => self.sign(flow),
            Step::Sign(who) => self.receive_signature(flow, who),
            Step::Deposit(asset) => self.deposit(flow, asset),
            Step::Deposited { asset, who } => self.deposited(flow, asset, who),
            Step::Complete => self.complete(flow),
            Step::Host => {}
            Step::Guarantee { ledger, left } => self.guarantee(flow, ledger, left),
            Step::Release { ledger, left } => self.release(flow, ledger, left),
            Step::Pay => self.pay(flow),
            Step::Defund => self.defund(flow),
            Step::Withdraw => self.withdraw(flow),
            Step::Withdrawn => self.withdrawn(flow),
            Step::StaleChallenge => self.challenge_with_old_state(flow),
            Step::Cleared => self.cleared(flow),
            Step::Challenge => self.challenge(flow),
            Step::Challenged => self.challenged(flow),
            Step::AwaitTimeout => self.await_timeout(flow),
            Step::TransferAll => self.transfer_all(flow),
            Step::TransferredAll => self.transferred_all(flow),
        }
    }

    fn create(&mut self, flow: &mut Flow) {
        self.create_objective(flow, true);
        let channel = &flow.channel;
        let support_rule = match channel.kind {
            ChannelKind::Virtual => SupportRule::VirtualPayment,
            _ => SupportRule::Unanimous,
        };
        record_event!(
            self.node,
            Tie::to(&flow.objective).caused_by(self.node.last_id()),
            ChannelCreated {
                channel_id: channel.id,
                protocol: Protocol::Nitro2,
                fixed_part: channel.fixed.clone(),
                kind: channel.kind,
                chain_id: self.node.chains[channel.chain].id,
                adjudicator: self.node.chains[channel.chain].contract,
                support_rule: support_rule,
                my_index: Some(channel.me as u8),
            }
        );
    }

    fn defund(&mut self, flow: &mut Flow) {
        flow.objective = objective_id(&flow.channel, false);
        self.create_objective(flow, false);
    }

    /// The first participant asks for objectives, and the others approve by policy.
    fn create_objective(&mut self, flow: &Flow, fund: bool) {
        self.request_objective(flow, fund);
        if flow.channel.me == 0 {
            return;
        }
        record_event!(
            self.node,
            Tie::to(&flow.objective).caused_by(self.node.last_id()),
            ObjectiveApproved {
                objective_id: flow.objective.clone(),
                by: ApprovedBy::Policy,
                policy: Some(text("permissive")),
            }
        );
    }

    fn request_objective(&mut self, flow: &Flow, fund: bool) {
        let channel = &flow.channel;
        let kind = match (flow.is_virtual(), fund) {
            (false, true) => ObjectiveKind::DirectFund,
            (false, false) => ObjectiveKind::DirectDefund,
            (true, true) => ObjectiveKind::VirtualFund,
            (true, false) => ObjectiveKind::VirtualDefund,
        };
        let ours = channel.me == 0;
        let peer = self.node.address(channel.parties[0]);
        record_event!(
            self.node,
            Tie::to(&flow.objective),
            ObjectiveCreated {
                objective_id: flow.objective.clone(),
                kind: kind,
                source: if ours {
                    ObjectiveSource::LocalRequest
                } else {
                    ObjectiveSource::PeerPayload
                },
                status: if ours {
                    InitialStatus::Approved
                } else {
                    InitialStatus::Unapproved
                },
                channel_id: Some(channel.id),
                related_channels: related_channels(self, flow),
                role: Some(channel.me as u8),
                peer: (!ours).then_some(peer),
            }
        );
    }

    fn reject_by_policy(&mut self, flow: &Flow) {
        self.request_objective(flow, true);
        record_event!(
            self.node,
            Tie::to(&flow.objective).caused_by(self.node.last_id()),
            ObjectiveRejected {
                objective_id: flow.objective.clone(),
                via: RejectedVia::Policy,
                by: None,
                reason: Some(text("the peer is not on the list")),
            }
        );
    }

    fn reject_by_notice(&mut self, flow: &Flow) {
        let peer = flow.channel.parties[1 - flow.channel.me];
        let notice = format!(r#""RejectedObjectives":["{}"]"#, flow.objective.as_str());
        self.node.receive(peer, &flow.objective, &notice);
        record_event!(
            self.node,
            Tie::to(&flow.objective).caused_by(self.node.last_id()),
            ObjectiveRejected {
                objective_id: flow.objective.clone(),
                via: RejectedVia::CounterpartyNotice,
                by: Some(self.node.address(peer)),
                reason: None,
            }
        );
    }

    fn retry(&mut self, flow: &Flow) {
        record_event!(
            self.node,
            Tie::to(&flow.objective),
            ObjectiveFailed {
                objective_id: flow.objective.clone(),
                error: text("dial tcp 10.0.3.17:3005: connect: connection refused"),
                retryable: true,
            }
        );
        record_event!(
            self.node,
            Tie::to(&flow.objective).caused_by(self.node.last_id()),
            ObjectiveApproved {
                objective_id: flow.objective.clone(),
                by: ApprovedBy::Api,
                policy: None,
            }
        );
    }

    /// Records what the current objective waits for, by go-nitro's names.
    pub(super) fn progress(&mut self, flow: &Flow, waiting_for: &str) {
        record_event!(
            self.node,
            Tie::to(&flow.objective),
            ObjectiveProgressed {
                objective_id: flow.objective.clone(),
                waiting_for: text(waiting_for),
            }
        );
    }

    fn complete(&mut self, flow: &Flow) {
        record_event!(
            self.node,
            Tie::to(&flow.objective),
            ObjectiveCompleted {
                objective_id: flow.objective.clone(),
                r#override: None,
            }
        );
    }

    /// Decides the next state.
    fn turn(&mut self, flow: &mut Flow, purpose: StatePurpose) {
        let latest = &flow.channel.state;
        flow.next = match purpose {
            StatePurpose::Prefund => latest.clone(),
            StatePurpose::Update => self.update(flow),
            _ => flow.channel.successor(latest.outcome.clone()),
        };
        if purpose == StatePurpose::Final {
            flow.next.is_final = true;
            let shares = &mut flow.next.outcome[0].allocations;
            shares[0].amount -= flow.paid;
            shares[1].amount += flow.paid;
        }
        flow.purpose = purpose;
        flow.signatures = 0;
    }

    /// Moves a part of each asset from one side to the other.
    fn update(&mut self, flow: &Flow) -> VariablePart {
        let rng = &mut self.node.rng;
        let mut outcome = flow.channel.state.outcome.clone();
        for exit in &mut outcome {
            let from = rng.index(2);
            let moved = exit.allocations[from].amount / U256::from(rng.between(2, 50));
            exit.allocations[from].amount -= moved;
            exit.allocations[1 - from].amount += moved;
        }
        let mut next = flow.channel.successor(outcome);
        if rng.one_in(8) {
            next.app_data = Bytes((0..4).flat_map(|_| rng.next().to_be_bytes()).collect());
        }
        next
    }

    fn sign(&mut self, flow: &mut Flow) {
        let channel = &flow.channel;
        let state_hash = self.node.seal.state_hash(channel.id, &flow.next);
        let signature = self.node.seal.sign_state(self.node.me, state_hash);
        record_event!(
            self.node,
            Tie::default(),
            StateSigned {
                channel_id: channel.id,
                state: flow.next.clone(),
                state_hash: state_hash,
                sig: Sig {
                    signature,
                    signer_index: channel.me as u8,
                },
                purpose: Some(flow.purpose),
                r#override: None,
            }
        );
        let content = state_content(&flow.next, &signature);
        for (place, peer) in channel.parties.iter().enumerate() {
            if place != channel.me {
                self.node.send(*peer, &flow.objective, &content);
            }
        }
        let waiting_for = match flow.purpose {
            StatePurpose::Prefund => Some("WaitingForCompletePrefund"),
            StatePurpose::Postfund => Some("WaitingForCompletePostFund"),
            StatePurpose::Final if flow.is_virtual() => Some("WaitingForSupportedFinalState"),
            StatePurpose::Final => Some("WaitingForFinalization"),
            _ => None,
        };
        if let Some(waiting_for) = waiting_for {
            self.progress(flow, waiting_for);
        }
        count_signature(flow);
    }

    fn receive_signature(&mut self, flow: &mut Flow, who: usize) {
        let channel = &flow.channel;
        let from = channel.parties[who];
        let state_hash = self.node.seal.state_hash(channel.id, &flow.next);
        let signature = self.node.seal.sign_state(from, state_hash);
        let content = state_content(&flow.next, &signature);
        let message_id = self.node.receive(from, &flow.objective, &content);
        let sig = Sig {
            signature,
            signer_index: who as u8,
        };
        record_event!(
            self.node,
            Tie::default(),
            StateReceived {
                channel_id: channel.id,
                state: flow.next.clone().into(),
                state_hash: state_hash,
                sigs: List::new(vec![sig]).unwrap(),
                from: self.node.address(from),
                message_id: Some(message_id),
                truncated: None,
            }
        );
        count_signature(flow);
    }

    /// Pays once more: as the payer we sign, as the payee we receive.
    fn pay(&mut self, flow: &mut Flow) {
        flow.paid += flow.payment;
        let channel = &flow.channel;
        let (payer, payee) = (channel.parties[0], channel.parties[2]);
        let signature = self.node.seal.sign_voucher(payer, channel.id, flow.paid);
        let content = format!(
            r#""Payments":[{{"ChannelId":"{:#x}","Amount":"{}","Signature":"{signature:#x}"}}]"#,
            channel.id, flow.paid
        );
        if channel.me == 0 {
            record_event!(
                self.node,
                Tie::default(),
                VoucherSigned {
                    channel_id: channel.id,
                    amount: flow.paid,
                    signature: signature,
                    r#override: None,
                }
            );
            self.node.send(payee, &flow.objective, &content);
        } else {
            let message_id = self.node.receive(payer, &flow.objective, &content);
            record_event!(
                self.node,
                Tie::default(),
                VoucherReceived {
                    channel_id: channel.id,
                    amount: flow.paid,
                    signature: signature,
                    from: self.node.address(payer),
                    message_id: Some(message_id),
                }
            );
        }
    }
}

/// The part of a message that carries a signed state.
fn state_content(state: &VariablePart, signature: &impl std::fmt::LowerHex) -> String {
    let state = String::from_utf8(to_bytes(state)).unwrap();
    format!(r#""ObjectivePayloads":[{{"State":{state},"Signature":"{signature:#x}"}}]"#)
}

/// Once everybody has signed the next state, it is the latest one.
fn count_signature(flow: &mut Flow) {
    flow.signatures += 1;
    if flow.signatures == flow.channel.parties.len() {
        let next = flow.next.clone();
        flow.previous = std::mem::replace(&mut flow.channel.state, next);
    }
}

/// The ledgers that a virtual channel needs; it guarantees through each and
/// releases each, so that the script names them at either end of its life.
fn related_channels<S: Seal>(world: &Realistic<S>, flow: &Flow) -> Option<Vec<Bytes32>> {
    let ledgers = flow.script.iter().filter_map(|step| match step {
        Step::Release { ledger, .. } => Some(world.flows[ledger].channel.id),
        _ => None,
    });
    flow.is_virtual().then(|| ledgers.collect())
}
