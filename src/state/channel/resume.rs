//! Resuming a channel from its record.

use std::sync::Arc;

use super::evidence::{content_of_candidate, content_of_proposal};
use super::record::{ChannelRecord, StateRecord};
use super::{Channel, StateKey};
use crate::event::Protocol;
use crate::event::scalar::{Bytes32, Offset};
use crate::state::resume::{ResumeError, fact_at};
use crate::state::{FactBody, History, SignerSet, StateContent};

impl Channel {
    /// Goes on from a record of the same log: the same channel as folding gives.
    ///
    /// # Errors
    /// [`ResumeError`] if the record refers to an event that is not of the kind that
    /// it needs.
    pub fn resume(record: &ChannelRecord, history: &impl History) -> Result<Self, ResumeError> {
        let offset = record.created.get();
        let (at, created) = fact_at(
            history,
            offset,
            "channel_created",
            |body, fact| match body {
                FactBody::ChannelCreated(_, created) => Some((fact.at, Arc::clone(created))),
                _ => None,
            },
        )?;
        let mut channel = Self::new(offset, at, created);
        channel.counters.event_count = record.events.get();
        channel.counters.last_offset = record.last.get();
        channel.counters.updated_at = record.updated_at;
        channel.adjudication = Arc::new(record.adjudication.to_adjudication());
        channel.resume_payments(record, history)?;
        channel.resume_transactions(record, history)?;
        channel.resume_evidence(record, history)?;
        Ok(channel)
    }

    fn resume_payments(
        &mut self,
        record: &ChannelRecord,
        history: &impl History,
    ) -> Result<(), ResumeError> {
        self.voucher_count = record.voucher_count.get();
        for offset in record.vouchers.iter().map(|offset| offset.get()) {
            let amount = fact_at(history, offset, "a voucher", |body, _| match body {
                FactBody::Voucher(_, voucher) => Some(voucher.amount),
                _ => None,
            })?;
            self.vouchers.insert(amount, offset);
        }
        Ok(())
    }

    fn resume_transactions(
        &mut self,
        record: &ChannelRecord,
        history: &impl History,
    ) -> Result<(), ResumeError> {
        for transaction in &record.transactions {
            let offset = transaction.offset.get();
            let expected = "transaction_submitted";
            let submitted = fact_at(history, offset, expected, |body, _| match body {
                FactBody::Submitted(_, submitted) => Some(submitted),
                _ => None,
            })?;
            self.submit(offset, submitted);
            if let Some(result) = transaction.result {
                self.resolve(offset, result);
            }
        }
        Ok(())
    }

    /// Puts all evidence back before anything is derived from it, so that nothing
    /// depends on the order in which it once came.
    fn resume_evidence(
        &mut self,
        record: &ChannelRecord,
        history: &impl History,
    ) -> Result<(), ResumeError> {
        for offset in &record.proposals {
            self.resume_proposal(*offset, history)?;
        }
        let mut keys = Vec::with_capacity(record.states.len());
        for state in &record.states {
            keys.push(self.resume_state(state, history)?);
        }
        for key in &keys {
            self.review(key);
        }
        Ok(())
    }

    fn resume_proposal(
        &mut self,
        offset: Offset,
        history: &impl History,
    ) -> Result<(), ResumeError> {
        let expected = "a ledger proposal";
        let fact = fact_at(history, offset.get(), expected, |body, _| match body {
            FactBody::Proposal(_, fact) => Some(fact),
            _ => None,
        })?;
        if let Some(ledger) = self.ledger.as_mut() {
            Arc::make_mut(ledger).add(offset.get(), fact);
        }
        Ok(())
    }

    fn resume_state(
        &mut self,
        state: &StateRecord,
        history: &impl History,
    ) -> Result<StateKey, ResumeError> {
        let source = state.content.unwrap_or(state.first).get();
        let protocol = self.created.protocol;
        let content = fact_at(history, source, "an event with the state", |body, _| {
            content_in(body, state.state_hash, protocol)
        })?;
        let mut signers = SignerSet::default();
        for signer in &state.signers {
            signers.insert(*signer);
        }
        let key = (content.turn_num, content.state_hash);
        self.insert(key, &content, &signers, state.first.get(), false);
        if let Some(known) = self.states.get_mut(&key) {
            known.source = source;
            known.on_chain = state.state_hash.is_some();
        }
        Ok(key)
    }
}

/// The state that an event shows; the one with `hash` where it shows several.
fn content_in(
    body: &FactBody,
    hash: Option<Bytes32>,
    protocol: Protocol,
) -> Option<Arc<StateContent>> {
    match body {
        FactBody::State(_, fact) => Some(Arc::clone(&fact.content)),
        FactBody::Proposal(_, fact) => Some(Arc::new(content_of_proposal(fact))),
        FactBody::Chain(fact) => {
            let mut shown = fact.body.candidates();
            let wanted = shown.find(|shown| shown.hash_in(protocol) == hash)?;
            content_of_candidate(wanted, protocol).map(Arc::new)
        }
        _ => None,
    }
}
