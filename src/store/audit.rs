//! What the rules find in the log.

use super::EventStore;
use super::chain_facts::chain_fact;
use super::facts::kind;
use super::known::FactKey;
use crate::error::Error;
use crate::event::Event;
use crate::event::scalar::{Bytes20, Bytes32, Bytes65, Text};
use crate::log::KeyId;
use crate::order;
use crate::rules::{self, Context, Finding, Judgement, Records, Scope};
use crate::state::{ChainFact, FactBody, FoldState, History, Sent};

/// What the rules found about each event when it was appended, judged by the log before
/// it. Such findings never change.
#[derive(Debug, Default)]
pub(super) struct Judged(Vec<(u64, Finding)>);

impl Judged {
    /// Keeps what was found about the event at an offset.
    pub(super) fn push(&mut self, offset: u64, judgement: Judgement) {
        let found = judgement.into_findings().map(|finding| (offset, finding));
        self.0.extend(found);
    }

    /// Forgets what was found about the events from an offset on.
    pub(super) fn truncate(&mut self, start: u64) {
        let kept = self.0.partition_point(|(offset, _)| *offset < start);
        self.0.truncate(kept);
    }

    /// What was found about the events before a length, in order.
    fn before(&self, length: u64) -> impl Iterator<Item = &Finding> {
        let found = self.0.iter().take_while(move |(at, _)| *at < length);
        found.map(|(_, finding)| finding)
    }
}

impl EventStore {
    /// What the rules find in the events `[0, at)`, in the order of the last event that
    /// each finding needs. With `signatures`, ids, hashes and signatures are checked too,
    /// each event once in the life of the store.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if `at` is beyond the length.
    pub fn audit(&self, at: Option<u64>, signatures: bool) -> Result<Vec<Finding>, Error> {
        let state = self.state(at)?;
        let mut found = self.findings(&state, Scope::Log);
        if signatures {
            found.extend(self.check_log(state.length()).0);
            in_order(&mut found);
        }
        Ok(found)
    }

    /// What the rules find in the events that a state is folded from.
    pub(super) fn findings(&self, state: &FoldState, scope: Scope<'_>) -> Vec<Finding> {
        let context = Context {
            offset: state.length(),
            state,
            last_timestamp: self.last_timestamp,
            records: self,
        };
        let judged = self.judged.before(state.length());
        let mut found: Vec<Finding> = judged.filter(|held| scope.covers(held)).cloned().collect();
        found.extend(rules::review(&context, scope));
        in_order(&mut found);
        found
    }

    /// Judges the event that would be appended next.
    pub(super) fn judge(&mut self, event: &Event) -> Judgement {
        if rules::reads_chains(event) {
            self.states.settle_live();
        }
        let context = Context {
            offset: self.log.next_offset(),
            state: self.states.live(),
            last_timestamp: self.last_timestamp,
            records: self,
        };
        rules::judge(event, &context)
    }
}

/// Sorts findings by the last event that each one needs, then by rule.
fn in_order(found: &mut Vec<Finding>) {
    let place = |finding: &Finding| (finding.offsets.last().copied(), finding.rule);
    order::sort_by(found, |left, right| place(left).cmp(&place(right)));
}

impl Records for EventStore {
    fn first(&self, key: &[u8]) -> Option<u64> {
        self.known.get(&FactKey::of(key))
    }

    fn offset_of(&self, id: &Bytes32) -> Option<u64> {
        self.log.offset_of(id)
    }

    fn event(&self, offset: u64) -> Option<Event> {
        Self::event(self, offset)
    }

    fn channel_key(&self, id: &Bytes32) -> Option<KeyId> {
        self.log.index().find(kind::CHANNEL, id.as_slice())
    }

    fn objective_key(&self, id: &Text) -> Option<KeyId> {
        let id = id.as_str().as_bytes();
        self.log.index().find(kind::OBJECTIVE, id)
    }

    fn postings(&self, key: KeyId) -> &[u32] {
        self.log.index().postings(key)
    }

    fn chain_fact(&self, event: &Event, offset: u64) -> Option<ChainFact> {
        let chain = event.chain_ref()?;
        Some(chain_fact(offset, event, chain, None))
    }

    fn peers(&self) -> Vec<KeyId> {
        self.log.index().keys_of(kind::PEER).collect()
    }

    fn sent(&self, offset: u64) -> Option<Sent> {
        match self.facts.fact(offset)?.body {
            FactBody::Sent(sent) => Some(sent),
            _ => None,
        }
    }

    fn state_hash(&self, length: u64, context: &Context<'_>) -> Bytes32 {
        if length == context.state.length() {
            return context.state.state_hash();
        }
        self.states.at(length, &self.facts).state_hash()
    }

    fn signer(&self, hash: &Bytes32, signature: &Bytes65) -> Option<Bytes20> {
        self.signers.recover(hash, signature)
    }
}
