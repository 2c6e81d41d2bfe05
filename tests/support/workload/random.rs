//! Short logs in which anything happens in any order: late and repeated facts,
//! reorganisations and conflicting blocks, unknown channels and objectives,
//! states that contradict each other. Every event is valid in form; whether it
//! makes sense is what a test of the fold wants to find out.
//!
//! Everything is drawn from small pools, so that events meet: a handful of
//! channels on two chains, few turns and amounts, blocks with two hashes each.

use statelog::event::scalar::{
    BlockNumber, Body, Bytes, Bytes20, Bytes32, ChainId, List, Millis, Offset, Text, True, U64,
    U256, Uint48,
};
use statelog::event::{
    AddProposal, ApprovedBy, ChainEventReverted, ChainHeadObserved, ChainRef, ChannelCreated,
    ChannelKind, Delivery, DepositAmount, Event, Extension, FixedPart, InitialStatus,
    LedgerProposalReceived, LedgerProposalSigned, MessageReceived, MessageSent, ObjectiveApproved,
    ObjectiveCompleted, ObjectiveCreated, ObjectiveFailed, ObjectiveKind, ObjectiveProgressed,
    ObjectiveRejected, ObjectiveSource, PartialVariablePart, Proposal, ProposalRole, Protocol,
    RejectedVia, RemoveProposal, Sig, SnapshotCreated, StatePurpose, StateReceived, StateSigned,
    SupportRule, TransactionKind, TransactionResolved, TransactionResult, TransactionSubmitted,
    VariablePart, VoucherReceived, VoucherSigned,
};

use super::channel::{destination, exit, guarantee, simple};
use super::node::{Tie, event_id, text};
use super::rng::Rng;
use super::seal::{Nitro, Party, Seal, hash};

/// The log that is chosen by `seed`, with filler for signatures.
pub fn random(seed: u64, count: usize) -> Vec<Event> {
    random_with_seal(Nitro::default(), seed, count)
}

/// The log that is chosen by `seed`; `count` events, stamped in order.
pub fn random_with_seal(seal: impl Seal, seed: u64, count: usize) -> Vec<Event> {
    let mut pool = Pool::new(seal, seed);
    let mut events = Vec::with_capacity(count);
    for place in 0..count {
        let mut event = pool.event(&events);
        event.stamp(Millis::new(1_767_225_600_000 + place as u64 / 3).unwrap());
        events.push(event);
    }
    events
}

/// One channel of the pool.
pub(super) struct Known {
    pub id: Bytes32,
    pub fixed: FixedPart,
    pub parties: Vec<Party>,
    pub kind: ChannelKind,
    pub rule: SupportRule,
    pub protocol: Protocol,
}

/// What random events are drawn from.
pub(super) struct Pool<S> {
    pub seal: S,
    pub rng: Rng,
    pub channels: Vec<Known>,
}

/// The chains of the pool.
pub(super) const CHAINS: [u64; 2] = [1, 10];

/// We, a hub, two peers, and somebody who takes part in no channel.
const US: Party = Party(0);
const STRANGER: Party = Party(4);

impl<S: Seal> Pool<S> {
    fn new(seal: S, seed: u64) -> Self {
        let mut pool = Self {
            seal,
            rng: Rng::new(seed),
            channels: Vec::new(),
        };
        let [us, hub, left, right] = [US, Party(1), Party(2), Party(3)];
        pool.add(ChannelKind::Ledger, SupportRule::Unanimous, &[us, hub]);
        pool.add(ChannelKind::Ledger, SupportRule::Unanimous, &[left, us]);
        pool.add(ChannelKind::Direct, SupportRule::TurnTaking, &[us, right]);
        let payment = SupportRule::VirtualPayment;
        pool.add(ChannelKind::Virtual, payment, &[us, hub, right]);
        pool.add(ChannelKind::Virtual, payment, &[left, us, hub]);
        pool
    }

    fn add(&mut self, kind: ChannelKind, rule: SupportRule, parties: &[Party]) {
        let addresses = parties.iter().map(|party| self.seal.address(*party));
        let fixed = FixedPart {
            participants: List::new(addresses.collect()).unwrap(),
            channel_nonce: U64(self.channels.len() as u64),
            app_definition: Bytes20::repeat_byte(0x11),
            challenge_duration: Uint48::new(60).unwrap(),
        };
        self.channels.push(Known {
            id: self.seal.channel_id(&fixed),
            fixed,
            parties: parties.to_vec(),
            kind,
            rule,
            // Of proposals with hashes of other states, only an opaque ledger applies any.
            protocol: match self.channels.len() {
                1 => Protocol::Opaque,
                _ => Protocol::Nitro2,
            },
        });
    }

    /// Any event, or one of the log once more.
    fn event(&mut self, log: &[Event]) -> Event {
        if !log.is_empty() && self.rng.one_in(12) {
            return self.rng.pick(log).clone();
        }
        // Reverts name facts of the log, since others have no effect.
        let facts = log.iter().filter_map(Event::chain_ref);
        let facts: Vec<_> = facts.collect();
        if !facts.is_empty() && self.rng.one_in(16) {
            let fact = *self.rng.pick(&facts);
            return self.revert(fact);
        }
        let tie = self.tie(log);
        match self.rng.below(16) {
            0 | 1 => self.channel_created(tie),
            2 | 3 => self.objective(tie),
            4..=6 => self.state(tie),
            7 => self.proposal(tie),
            8 => self.voucher(tie),
            9..=12 => self.chain_fact(tie),
            13 => self.head(tie),
            14 => self.transaction(tie, log),
            _ => self.other(tie, log.len()),
        }
    }

    fn tie(&mut self, log: &[Event]) -> Tie {
        let cause = match self.rng.below(8) {
            0 => Some(hash("unknown cause", &[])),
            1 if !log.is_empty() => Some(event_id(self.rng.pick(log))),
            _ => None,
        };
        let correlation = self.rng.one_in(4).then(|| self.objective_id());
        Tie { cause, correlation }
    }

    fn known(&mut self) -> &Known {
        let place = self.rng.index(self.channels.len());
        &self.channels[place]
    }

    /// A channel of the pool; rarely one that no log ever creates.
    pub fn channel_id(&mut self) -> Bytes32 {
        if self.rng.one_in(16) {
            return hash("unknown channel", &[]);
        }
        self.known().id
    }

    pub fn chance<T>(&mut self, count: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.rng.one_in(count).then(|| make(self))
    }

    pub fn party(&mut self) -> Party {
        Party(self.rng.below(STRANGER.0 + 1))
    }

    fn address(&mut self) -> Bytes20 {
        let party = self.party();
        self.seal.address(party)
    }

    pub fn word<W: Copy>(&mut self, words: &[(W, &'static str)]) -> W {
        self.rng.pick(words).0
    }

    pub fn amount(&mut self) -> U256 {
        U256::from(self.rng.below(5) * 5)
    }

    pub fn asset(&mut self) -> Bytes20 {
        let first = self.rng.below(4) > 0;
        Bytes20::repeat_byte(if first { 0 } else { 0xee })
    }

    pub fn turn(&mut self) -> Uint48 {
        Uint48::new(self.rng.below(6)).unwrap()
    }

    fn reason(&mut self) -> Option<Text> {
        self.chance(4, |_| text("the operator insists"))
    }

    fn objective_id(&mut self) -> Text {
        let prefixes = [
            "DirectFunding",
            "DirectDefunding",
            "VirtualFund",
            "VirtualDefund",
        ];
        let prefix = *self.rng.pick(&prefixes);
        let channel_id = self.channel_id();
        text(format!("{prefix}-{channel_id:#x}"))
    }

    fn message_id(&mut self) -> Option<Bytes32> {
        self.chance(2, |pool| hash("message", &[&[pool.rng.below(6) as u8]]))
    }

    fn channel_created(&mut self, tie: Tie) -> Event {
        let deceives = self.rng.one_in(16);
        let chain_id = ChainId::new(CHAINS[0]).unwrap();
        let other = self.rng.one_in(16).then(|| self.adjudicator());
        let observer = self.rng.one_in(8);
        let known = self.known();
        let me = known.parties.iter().position(|party| *party == US);
        new_event!(
            tie,
            ChannelCreated {
                channel_id: if deceives {
                    hash("deceit", &[])
                } else {
                    known.id
                },
                protocol: known.protocol,
                fixed_part: known.fixed.clone(),
                kind: known.kind,
                chain_id: chain_id,
                adjudicator: other.unwrap_or(Bytes20::repeat_byte(0xad)),
                support_rule: known.rule,
                my_index: me.filter(|_| !observer).map(|me| me as u8),
            }
        )
    }

    fn objective(&mut self, tie: Tie) -> Event {
        let objective_id = self.objective_id();
        match self.rng.below(6) {
            0 => self.objective_created(tie, objective_id),
            1 => new_event!(
                tie,
                ObjectiveApproved {
                    objective_id: objective_id,
                    by: self.word(ApprovedBy::ALL),
                    policy: None,
                }
            ),
            2 => new_event!(
                tie,
                ObjectiveRejected {
                    objective_id: objective_id,
                    via: self.word(RejectedVia::ALL),
                    by: self.chance(2, Self::address),
                    reason: self.reason(),
                }
            ),
            3 => new_event!(
                tie,
                ObjectiveProgressed {
                    objective_id: objective_id,
                    waiting_for: text("WaitingForNothing"),
                }
            ),
            4 => new_event!(
                tie,
                ObjectiveCompleted {
                    objective_id: objective_id,
                    r#override: self.reason(),
                }
            ),
            _ => new_event!(
                tie,
                ObjectiveFailed {
                    objective_id: objective_id,
                    error: text("timeout"),
                    retryable: self.rng.one_in(2),
                }
            ),
        }
    }

    fn objective_created(&mut self, tie: Tie, objective_id: Text) -> Event {
        new_event!(
            tie,
            ObjectiveCreated {
                objective_id: objective_id,
                kind: self.word(ObjectiveKind::ALL),
                source: self.word(ObjectiveSource::ALL),
                status: self.word(InitialStatus::ALL),
                channel_id: self.chance(2, Self::channel_id),
                related_channels: self.chance(2, |pool| vec![pool.channel_id()]),
                role: self.chance(2, |pool| pool.rng.below(3) as u8),
                peer: self.chance(2, Self::address),
            }
        )
    }

    /// A state of a channel; most turns have two, so that signers contradict
    /// themselves now and then.
    fn variable_part(&mut self, place: usize) -> VariablePart {
        let ends = {
            let parties = &self.channels[place].parties;
            [parties[0], parties[parties.len() - 1]]
        };
        let mut allocations: Vec<_> = ends
            .into_iter()
            .map(|end| simple(destination(self.seal.address(end)), self.amount()))
            .collect();
        if self.rng.one_in(4) {
            let [left, right] = ends.map(|end| destination(self.seal.address(end)));
            let target = self.channel_id();
            allocations.push(guarantee(target, self.amount(), left, right));
        }
        VariablePart {
            app_data: Bytes(vec![0x5a; self.rng.index(3)]),
            outcome: vec![exit(self.asset(), allocations)],
            turn_num: self.turn(),
            is_final: self.rng.one_in(5),
        }
    }

    /// A channel of the pool, a state of it, its hash (rarely a wrong one).
    pub fn some_state(&mut self) -> (usize, VariablePart, Bytes32) {
        let place = self.rng.index(self.channels.len());
        let state = self.variable_part(place);
        let hash_of_state = self.seal.state_hash(self.channels[place].id, &state);
        let wrong = self.rng.one_in(24);
        let state_hash = if wrong {
            hash("wrong", &[])
        } else {
            hash_of_state
        };
        (place, state, state_hash)
    }

    /// A signature of a participant, rarely of somebody else.
    pub fn sig(&mut self, place: usize, state_hash: Bytes32) -> Sig {
        let signer_index = self.rng.index(self.channels[place].parties.len());
        let party = match self.rng.one_in(16) {
            true => STRANGER,
            false => self.channels[place].parties[signer_index],
        };
        Sig {
            signature: self.seal.sign_state(party, state_hash),
            signer_index: signer_index as u8,
        }
    }

    fn state(&mut self, tie: Tie) -> Event {
        let (place, state, state_hash) = self.some_state();
        let channel_id = self.channels[place].id;
        if self.rng.one_in(2) {
            return new_event!(
                tie,
                StateSigned {
                    channel_id: channel_id,
                    state: state,
                    state_hash: state_hash,
                    sig: self.sig(place, state_hash),
                    purpose: self.chance(2, |pool| pool.word(StatePurpose::ALL)),
                    r#override: self.reason(),
                }
            );
        }
        let count = self.rng.between(1, 3);
        let sigs = (0..count).map(|_| self.sig(place, state_hash)).collect();
        let (state, truncated) = self.maybe_truncated(state);
        new_event!(
            tie,
            StateReceived {
                channel_id: channel_id,
                state: state,
                state_hash: state_hash,
                sigs: List::new(sigs).unwrap(),
                from: self.address(),
                message_id: self.message_id(),
                truncated: truncated,
            }
        )
    }

    /// A state as evidence, rarely with parts dropped.
    pub fn maybe_truncated(&mut self, state: VariablePart) -> (PartialVariablePart, Option<True>) {
        let mut partial = PartialVariablePart::from(state);
        if !self.rng.one_in(12) {
            return (partial, None);
        }
        partial.app_data = None;
        if self.rng.one_in(2) {
            partial.outcome = None;
        }
        (partial, Some(True))
    }

    fn proposal(&mut self, tie: Tie) -> Event {
        // The first two channels are ledgers, the last two virtual ones.
        let place = self.rng.index(2);
        let ledger_id = self.channels[place].id;
        let target = self.channels[3 + self.rng.index(2)].id;
        let [left, right] = [0, 1].map(|at| {
            let party = self.channels[place].parties[at];
            destination(self.seal.address(party))
        });
        let proposal = if self.rng.one_in(2) {
            Proposal::Add(AddProposal {
                target,
                amount: self.amount(),
                left,
                right,
                left_deposit: self.amount(),
                allocation_type: self.chance(4, |pool| pool.rng.between(1, 2) as u8),
                asset: self.chance(8, Self::asset),
            })
        } else {
            Proposal::Remove(RemoveProposal {
                target,
                left_amount: self.amount(),
                asset: self.chance(8, Self::asset),
            })
        };
        let state = self.variable_part(place);
        let state_hash = self.seal.state_hash(ledger_id, &state);
        let sig = self.sig(place, state_hash);
        let role = match sig.signer_index {
            0 => ProposalRole::Leader,
            _ => ProposalRole::Follower,
        };
        if self.rng.one_in(2) {
            return new_event!(
                tie,
                LedgerProposalSigned {
                    ledger_id: ledger_id,
                    turn_num: self.turn(),
                    proposal: proposal,
                    role: role,
                    state_hash: state_hash,
                    sig: sig,
                    r#override: self.reason(),
                }
            );
        }
        new_event!(
            tie,
            LedgerProposalReceived {
                ledger_id: ledger_id,
                turn_num: self.turn(),
                proposal: proposal,
                role: role,
                state_hash: state_hash,
                sig: sig,
                from: self.address(),
                message_id: self.message_id(),
            }
        )
    }

    fn voucher(&mut self, tie: Tie) -> Event {
        let channel_id = self.channel_id();
        let amount = self.amount();
        let payer = self.party();
        let signature = self.seal.sign_voucher(payer, channel_id, amount);
        if self.rng.one_in(2) {
            return new_event!(
                tie,
                VoucherSigned {
                    channel_id: channel_id,
                    amount: amount,
                    signature: signature,
                    r#override: self.reason(),
                }
            );
        }
        new_event!(
            tie,
            VoucherReceived {
                channel_id: channel_id,
                amount: amount,
                signature: signature,
                from: self.address(),
                message_id: self.message_id(),
            }
        )
    }

    fn head(&mut self, tie: Tie) -> Event {
        let place = self.place();
        new_event!(
            tie,
            ChainHeadObserved {
                chain_id: place.chain_id,
                block_number: place.block_number,
                block_hash: place.block_hash,
                block_timestamp: place.block_timestamp,
                finalized_block_number: self
                    .chance(4, |pool| BlockNumber::new(pool.rng.below(8)).unwrap()),
            }
        )
    }

    fn revert(&mut self, place: &ChainRef) -> Event {
        new_event!(
            Tie::default(),
            ChainEventReverted {
                chain_id: place.chain_id,
                block_hash: place.block_hash,
                tx_hash: place.tx_hash,
                log_index: place.log_index,
            }
        )
    }

    fn transaction(&mut self, tie: Tie, log: &[Event]) -> Event {
        if self.rng.one_in(2) {
            return new_event!(
                tie,
                TransactionSubmitted {
                    channel_id: self.channel_id(),
                    kind: self.word(TransactionKind::ALL),
                    objective_id: self.chance(2, Self::objective_id),
                    tx_hash: self.chance(2, |pool| pool.place().tx_hash),
                    amounts: self.chance(2, |pool| vec![pool.deposit_amount()]),
                    state_hash: self.chance(2, |pool| pool.some_state().2),
                    r#override: self.reason(),
                }
            );
        }
        // Without a cause, only the hash can name the submission.
        let tx_hash = match tie.cause {
            Some(_) => self.chance(2, |pool| pool.place().tx_hash),
            None => Some(self.place().tx_hash),
        };
        new_event!(
            tie,
            TransactionResolved {
                result: self.word(TransactionResult::ALL),
                tx_hash: tx_hash,
                replaced_by: self.chance(4, |pool| pool.place().tx_hash),
                reason: self.reason(),
                chain: log.iter().find_map(Event::chain_ref).cloned(),
            }
        )
    }

    fn deposit_amount(&mut self) -> DepositAmount {
        DepositAmount {
            asset: self.asset(),
            amount: self.amount(),
            expected_held: self.amount(),
        }
    }

    fn other(&mut self, tie: Tie, length: usize) -> Event {
        let message_id = hash("message", &[&[self.rng.below(6) as u8]]);
        match self.rng.below(4) {
            0 => new_event!(
                tie,
                MessageSent {
                    message_id: message_id,
                    to: self.address(),
                    body: Body::new("{}").unwrap(),
                    delivery: self.word(Delivery::ALL),
                }
            ),
            1 => new_event!(
                tie,
                MessageReceived {
                    message_id: message_id,
                    from: self.address(),
                    body: Body::new("{}").unwrap(),
                    truncated: self.chance(8, |_| True),
                }
            ),
            2 => new_event!(
                tie,
                SnapshotCreated {
                    length: Offset::new(self.rng.below(length as u64 + 2)).unwrap(),
                    state_hash: hash("snapshot", &[]),
                    fold_version: 1,
                }
            ),
            _ => new_event!(
                tie,
                Extension {
                    namespace: text("example.org"),
                    name: text("note"),
                    payload: Bytes(vec![1, 2, 3]),
                    critical: self.rng.one_in(8),
                    channel_id: self.chance(2, Self::channel_id),
                }
            ),
        }
    }
}
