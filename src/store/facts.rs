//! Builds what the fold keeps of an event, and the keys that the event is found by.

use std::sync::Arc;

use super::chain_facts::chain_fact;
use super::signers::Signers;
use crate::chunked::Chunked;
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Text, Uint48};
use crate::event::{
    ChainRef, Event, LedgerProposalReceived, LedgerProposalSigned, MessageSent, RejectedVia,
    StateReceived, StateSigned, SupportRule, TransactionResolved,
};
use crate::log::{EventLog, KeyId};
use crate::state::{
    Fact, FactBody, FoldState, Head, History, LogKey, ObjectiveMove, ProposalFact, Resolution,
    Sent, SignerSet, StateContent, StateFact, Touched, VoucherFact,
};

/// The kinds of key that the log's index knows from us.
pub(super) mod kind {
    /// A channel or ledger id.
    pub(crate) const CHANNEL: u8 = 0;
    /// An objective id or correlation id.
    pub(crate) const OBJECTIVE: u8 = 1;
    /// The transaction hash of a submission.
    pub(super) const TRANSACTION: u8 = 2;
    /// Block, transaction and log index of a chain fact.
    pub(crate) const CHAIN_LOG: u8 = 3;
    /// All `snapshot_created`, under the empty id.
    pub(crate) const SNAPSHOT: u8 = 4;
    /// The address of a peer that messages were sent to.
    pub(crate) const PEER: u8 = 5;
}

/// The facts of a log by offset.
#[derive(Debug, Default)]
pub struct Facts(Chunked<Fact>);

impl Facts {
    pub(super) fn push(&mut self, fact: Fact) {
        self.0.push(fact);
    }

    pub(super) fn truncate(&mut self, length: u64) {
        self.0.truncate(length as usize);
    }

    /// The facts from an offset on.
    pub fn iter_from(&self, offset: u64) -> impl Iterator<Item = &Fact> {
        self.0.iter_from(offset as usize)
    }
}

impl History for Facts {
    fn fact(&self, offset: u64) -> Option<&Fact> {
        self.0.get(usize::try_from(offset).ok()?)
    }
}

/// A fact with every key that its event is found by.
pub(super) struct Compiled {
    pub(super) fact: Fact,
    pub(super) keys: Vec<KeyId>,
}

/// Builds facts: gives out keys, follows references to earlier events, and shares
/// contents with what the fold already knows.
pub(super) struct Compiler<'s> {
    pub(super) log: &'s mut EventLog,
    pub(super) facts: &'s Facts,
    pub(super) fold: &'s FoldState,
    pub(super) signers: &'s Signers,
}

impl Compiler<'_> {
    /// Compiles the event that gets the next offset. Its timestamp must be stamped.
    pub(super) fn compile(&mut self, event: &Event) -> Compiled {
        let offset = self.log.next_offset();
        let mut touched = Touched::default();
        let mut extra = None;
        self.touch_own(event, &mut touched);
        let body = self.body(offset, event, &mut touched, &mut extra);
        let keys = touched.iter().chain(extra).collect();
        if matches!(event, Event::SnapshotCreated(_)) {
            // A snapshot must not disturb the state that it commits to.
            touched = Touched::default();
        }
        let fact = Fact {
            at: event.timestamp().unwrap_or_default(),
            touched,
            correlation: event.correlation_id().cloned().map(Arc::new),
            body,
        };
        Compiled { fact, keys }
    }

    fn channel(&mut self, id: &Bytes32) -> KeyId {
        self.log.index_mut().intern(kind::CHANNEL, id.as_slice())
    }

    fn objective(&mut self, id: &Text) -> KeyId {
        let id = id.as_str().as_bytes();
        self.log.index_mut().intern(kind::OBJECTIVE, id)
    }

    /// The channels and objectives that the event's own members name.
    fn touch_own(&mut self, event: &Event, touched: &mut Touched) {
        let (channels, objective) = named(event);
        for id in channels.into_iter().flatten() {
            touched.add(self.channel(&id));
        }
        for id in objective.into_iter().chain(event.correlation_id()) {
            touched.add(self.objective(id));
        }
    }

    fn body(
        &mut self,
        offset: u64,
        event: &Event,
        touched: &mut Touched,
        extra: &mut Option<KeyId>,
    ) -> FactBody {
        if let Some(chain) = event.chain_ref() {
            let fact = chain_fact(offset, event, chain, Some(self.signers));
            *extra = Some(self.chain_log(&fact.key));
            return FactBody::Chain(Arc::new(fact));
        }
        match event {
            Event::ObjectiveCreated(event) => {
                let key = self.objective(&event.objective_id);
                FactBody::ObjectiveCreated(key, Arc::new(event.clone()))
            }
            Event::ChannelCreated(event) => {
                let key = self.channel(&event.channel_id);
                FactBody::ChannelCreated(key, Arc::new(event.clone()))
            }
            Event::StateSigned(event) => {
                let key = self.channel(&event.channel_id);
                FactBody::State(key, self.signed(key, event))
            }
            Event::StateReceived(event) => {
                let key = self.channel(&event.channel_id);
                FactBody::State(key, self.received(key, event))
            }
            Event::LedgerProposalSigned(event) => {
                let key = self.channel(&event.ledger_id);
                FactBody::Proposal(key, Arc::new(own_proposal(event)))
            }
            Event::LedgerProposalReceived(event) => {
                let key = self.channel(&event.ledger_id);
                FactBody::Proposal(key, Arc::new(peer_proposal(event)))
            }
            Event::VoucherSigned(event) => {
                let key = self.channel(&event.channel_id);
                let (amount, own, from) = (event.amount, true, None);
                FactBody::Voucher(key, VoucherFact { amount, own, from })
            }
            Event::VoucherReceived(event) => {
                let key = self.channel(&event.channel_id);
                let (amount, own, from) = (event.amount, false, Some(event.from));
                FactBody::Voucher(key, VoucherFact { amount, own, from })
            }
            Event::ChainEventReverted(event) => {
                let key = LogKey {
                    block_hash: event.block_hash,
                    tx_hash: event.tx_hash,
                    log_index: event.log_index,
                };
                let id = self.chain_log(&key);
                self.touch_like(self.first(id), touched);
                FactBody::Reverted(event.chain_id, key)
            }
            Event::ChainHeadObserved(event) => {
                let head = Head {
                    offset,
                    block_number: event.block_number,
                    block_hash: event.block_hash,
                    block_timestamp: event.block_timestamp,
                    finalized: event.finalized_block_number,
                };
                FactBody::Head(event.chain_id, Arc::new(head))
            }
            Event::TransactionSubmitted(event) => {
                let key = self.channel(&event.channel_id);
                *extra = event.tx_hash.map(|hash| self.transaction(&hash));
                FactBody::Submitted(key, Arc::new(event.clone()))
            }
            Event::TransactionResolved(event) => {
                let submitted = self.submission(event);
                self.touch_like(submitted, touched);
                let result = event.result;
                FactBody::Resolved(Resolution { submitted, result })
            }
            Event::SnapshotCreated(_) => {
                *extra = Some(self.log.index_mut().intern(kind::SNAPSHOT, &[]));
                FactBody::Inert
            }
            Event::MessageSent(event) => {
                *extra = Some(self.log.index_mut().intern(kind::PEER, event.to.as_slice()));
                FactBody::Sent(sent(event))
            }
            other => self.moved(other).unwrap_or(FactBody::Inert),
        }
    }

    /// The events that only move an objective's status.
    fn moved(&mut self, event: &Event) -> Option<FactBody> {
        let (id, change) = match event {
            Event::ObjectiveApproved(event) => (&event.objective_id, ObjectiveMove::Approved),
            Event::ObjectiveRejected(event) => {
                let notice = event.via == RejectedVia::CounterpartyNotice;
                let by = event.by;
                (&event.objective_id, ObjectiveMove::Rejected { notice, by })
            }
            Event::ObjectiveProgressed(event) => {
                let waiting_for = Arc::new(event.waiting_for.clone());
                (&event.objective_id, ObjectiveMove::Progressed(waiting_for))
            }
            Event::ObjectiveCompleted(event) => (&event.objective_id, ObjectiveMove::Completed),
            Event::ObjectiveFailed(event) => {
                let error = Arc::new(event.error.clone());
                (&event.objective_id, ObjectiveMove::Failed(error))
            }
            _ => return None,
        };
        Some(FactBody::ObjectiveMoved(self.objective(id), change))
    }

    fn transaction(&mut self, hash: &Bytes32) -> KeyId {
        let index = self.log.index_mut();
        index.intern(kind::TRANSACTION, hash.as_slice())
    }

    fn chain_log(&mut self, key: &LogKey) -> KeyId {
        let id = log_id(key.block_hash, key.tx_hash, key.log_index);
        self.log.index_mut().intern(kind::CHAIN_LOG, &id)
    }

    /// The first event that was posted under a key.
    fn first(&self, key: KeyId) -> Option<u64> {
        let postings = self.log.index().postings(key);
        postings.first().map(|offset| u64::from(*offset))
    }

    /// The submission that a resolution is about: by its transaction hash, else by
    /// the event that caused it.
    fn submission(&mut self, event: &TransactionResolved) -> Option<u64> {
        let by_hash = event.tx_hash.and_then(|hash| {
            let key = self.transaction(&hash);
            self.first(key)
        });
        by_hash.or_else(|| {
            let offset = self.log.offset_of(&event.causation_id?)?;
            let body = &self.facts.fact(offset)?.body;
            matches!(body, FactBody::Submitted(..)).then_some(offset)
        })
    }

    fn touch_like(&self, offset: Option<u64>, touched: &mut Touched) {
        if let Some(fact) = offset.and_then(|offset| self.facts.fact(offset)) {
            for key in fact.touched.iter() {
                touched.add(key);
            }
        }
    }

    fn signed(&self, key: KeyId, event: &StateSigned) -> StateFact {
        let state = &event.state;
        let voucher_signer = self.voucher_signer(key, state.turn_num, Some(&state.app_data));
        let content = StateContent::signed(event, voucher_signer);
        StateFact {
            content: self.shared(key, content),
            signers: SignerSet::of(event.sig.signer_index),
            own: true,
            from: None,
        }
    }

    fn received(&self, key: KeyId, event: &StateReceived) -> StateFact {
        let state = &event.state;
        let voucher_signer = self.voucher_signer(key, state.turn_num, state.app_data.as_ref());
        let content = StateContent::received(event, voucher_signer);
        let mut signers = SignerSet::default();
        for sig in event.sigs.iter() {
            signers.insert(sig.signer_index);
        }
        StateFact {
            content: self.shared(key, content),
            signers,
            own: false,
            from: Some(event.from),
        }
    }

    /// The address that signed the voucher of a redemption, where the channel knows
    /// redemptions.
    fn voucher_signer(
        &self,
        key: KeyId,
        turn_num: Uint48,
        app_data: Option<&Bytes>,
    ) -> Option<Box<Bytes20>> {
        let created = self.fold.channel(key)?.created();
        if created.support_rule != SupportRule::VirtualPayment {
            return None;
        }
        (self.signers).of_redemption(&created.channel_id, turn_num, app_data)
    }

    /// The content that the fold already holds, if it is the same: a state is
    /// normally seen once per signature.
    fn shared(&self, key: KeyId, content: StateContent) -> Arc<StateContent> {
        let channel = self.fold.channel(key);
        let known = channel.and_then(|held| held.content(content.turn_num, content.state_hash));
        match known {
            Some(known) if **known == content => Arc::clone(known),
            _ => Arc::new(content),
        }
    }
}

/// The id under which the index knows the place of a chain fact.
pub(super) fn chain_log_id(chain: &ChainRef) -> [u8; 68] {
    log_id(chain.block_hash, chain.tx_hash, chain.log_index)
}

fn log_id(block_hash: Bytes32, tx_hash: Bytes32, log_index: u32) -> [u8; 68] {
    let mut id = [0; 68];
    let (block, rest) = id.split_at_mut(32);
    let (transaction, index) = rest.split_at_mut(32);
    block.copy_from_slice(block_hash.as_slice());
    transaction.copy_from_slice(tx_hash.as_slice());
    index.copy_from_slice(&log_index.to_be_bytes());
    id
}

/// The channels and the objective that an event's members name.
pub(super) fn named(event: &Event) -> ([Option<Bytes32>; 2], Option<&Text>) {
    let one = |id: Bytes32| [Some(id), None];
    match event {
        Event::ObjectiveCreated(event) => ([event.channel_id, None], Some(&event.objective_id)),
        Event::ObjectiveApproved(event) => ([None; 2], Some(&event.objective_id)),
        Event::ObjectiveRejected(event) => ([None; 2], Some(&event.objective_id)),
        Event::ObjectiveProgressed(event) => ([None; 2], Some(&event.objective_id)),
        Event::ObjectiveCompleted(event) => ([None; 2], Some(&event.objective_id)),
        Event::ObjectiveFailed(event) => ([None; 2], Some(&event.objective_id)),
        Event::ChannelCreated(event) => (one(event.channel_id), None),
        Event::StateSigned(event) => (one(event.channel_id), None),
        Event::StateReceived(event) => (one(event.channel_id), None),
        Event::LedgerProposalSigned(event) => (one(event.ledger_id), None),
        Event::LedgerProposalReceived(event) => (one(event.ledger_id), None),
        Event::VoucherSigned(event) => (one(event.channel_id), None),
        Event::VoucherReceived(event) => (one(event.channel_id), None),
        Event::DepositDetected(event) => (one(event.channel_id), None),
        Event::ChallengeRegistered(event) => (one(event.channel_id), None),
        Event::ChallengeCleared(event) => (one(event.channel_id), None),
        Event::CheckpointRecorded(event) => (one(event.channel_id), None),
        Event::ChannelConcluded(event) => (one(event.channel_id), None),
        Event::AllocationUpdated(event) => (one(event.channel_id), None),
        Event::ReclaimDetected(event) => ([Some(event.channel_id), event.target_channel_id], None),
        Event::TransactionSubmitted(event) => (one(event.channel_id), event.objective_id.as_ref()),
        Event::Extension(event) => ([event.channel_id, None], None),
        Event::ChainEventReverted(_)
        | Event::ChainHeadObserved(_)
        | Event::TransactionResolved(_)
        | Event::MessageSent(_)
        | Event::MessageReceived(_)
        | Event::SnapshotCreated(_) => ([None; 2], None),
    }
}

fn sent(event: &MessageSent) -> Sent {
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(event.message_id.as_slice()) {
        *to = *from;
    }
    Sent {
        message: u64::from_be_bytes(first),
        delivery: event.delivery,
    }
}

fn own_proposal(event: &LedgerProposalSigned) -> ProposalFact {
    ProposalFact {
        turn_num: event.turn_num,
        proposal: event.proposal.clone(),
        state_hash: event.state_hash,
        signer: event.sig.signer_index,
        own: true,
        from: None,
    }
}

fn peer_proposal(event: &LedgerProposalReceived) -> ProposalFact {
    ProposalFact {
        turn_num: event.turn_num,
        proposal: event.proposal.clone(),
        state_hash: event.state_hash,
        signer: event.sig.signer_index,
        own: false,
        from: Some(event.from),
    }
}
