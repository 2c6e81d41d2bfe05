//! The node whose log is generated: its clock, its chains, and what every event
//! of it has in common.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};
use statelog::canonical::to_bytes;
use statelog::event::scalar::{BlockNumber, Body, Bytes20, Bytes32, Millis, Text, Uint48};
use statelog::event::{
    ChainEventReverted, ChainHeadObserved, Delivery, Event, MessageReceived, MessageSent,
};

use super::chain::{BLOCK_S, Chain};
use super::rng::Rng;
use super::seal::{Party, Seal, hash};

/// 2026-01-01T00:00:00Z.
const START_S: u64 = 1_767_225_600;

/// How many blocks with facts there are for each one that is reorganised.
const BLOCKS_PER_REORGANISATION: u64 = 16;

/// How far behind the head a chain is final, in blocks.
const FINALITY_BLOCKS: u64 = 64;

/// What ties an event to others.
#[derive(Clone, Debug, Default)]
pub struct Tie {
    pub cause: Option<Bytes32>,
    pub correlation: Option<Text>,
}

impl Tie {
    /// Ties an event to a business action.
    pub fn to(correlation: &Text) -> Self {
        Self {
            cause: None,
            correlation: Some(correlation.clone()),
        }
    }

    /// Says what led to the event.
    pub fn caused_by(self, cause: Bytes32) -> Self {
        Self {
            cause: Some(cause),
            ..self
        }
    }
}

/// A node of a network of channels, and the events that nobody has taken yet.
#[derive(Clone, Debug)]
pub struct Node<S> {
    pub seal: S,
    pub rng: Rng,
    pub chains: Vec<Chain>,
    pub me: Party,
    now_ms: u64,
    /// How many things have been given a unique value.
    unique: u64,
    pending: VecDeque<Event>,
}

impl<S: Seal> Node<S> {
    pub fn new(seal: S, seed: u64) -> Self {
        Self {
            seal,
            rng: Rng::new(seed),
            chains: vec![Chain::new(1, START_S), Chain::new(8453, START_S)],
            me: Party(0),
            now_ms: START_S * 1000,
            unique: 0,
            pending: VecDeque::new(),
        }
    }

    /// A number that this node has not used before.
    pub fn unique(&mut self) -> u64 {
        self.unique += 1;
        self.unique
    }

    /// A hash that nothing else has, such as that of a transaction.
    pub fn unique_hash(&mut self) -> Bytes32 {
        let number = self.unique();
        hash("unique", &[&number.to_be_bytes()])
    }

    /// The address of a party.
    pub fn address(&self, party: Party) -> Bytes20 {
        self.seal.address(party)
    }

    /// Takes the oldest event that nobody has taken yet.
    pub fn take(&mut self) -> Option<Event> {
        self.pending.pop_front()
    }

    /// The id of the event recorded last; the caller has recorded one in the same step.
    pub fn last_id(&self) -> Bytes32 {
        event_id(self.pending.back().unwrap())
    }

    /// Stamps an event and records it; a fact is kept with its block as well.
    pub fn push(&mut self, mut event: Event) {
        self.now_ms += self.rng.between(1, 79);
        event.stamp(Millis::new(self.now_ms).unwrap());
        if let Some(place) = event.chain_ref() {
            let chain_id = place.chain_id;
            let mut chains = self.chains.iter_mut();
            let chain = chains.find(|chain| chain.id == chain_id).unwrap();
            chain.facts.push(event.clone());
        }
        self.pending.push_back(event);
    }

    /// Lets time pass while there is nothing to do.
    pub fn wait(&mut self) {
        self.now_ms += 1000;
    }

    /// Reports the blocks whose time is over.
    pub fn settle(&mut self) {
        let now_s = self.now_ms / 1000;
        for index in 0..self.chains.len() {
            let chain = &self.chains[index];
            if now_s < chain.timestamp_s + BLOCK_S {
                continue;
            }
            if !chain.facts.is_empty() && self.rng.one_in(BLOCKS_PER_REORGANISATION) {
                self.reorganise(index);
            }
            self.observe_head(index);
            self.chains[index].advance(now_s);
        }
    }

    fn observe_head(&mut self, chain: usize) {
        let chain = &self.chains[chain];
        let head = new_event!(
            Tie::default(),
            ChainHeadObserved {
                chain_id: chain.id,
                block_number: BlockNumber::new(chain.number).unwrap(),
                block_hash: chain.block_hash(),
                block_timestamp: Uint48::new(chain.timestamp_s).unwrap(),
                finalized_block_number: BlockNumber::new(chain.number - FINALITY_BLOCKS),
            }
        );
        self.push(head);
    }

    /// Reports that the open block was replaced by one with the same logs.
    fn reorganise(&mut self, chain: usize) {
        let facts = self.chains[chain].reorganise();
        let block_hash = self.chains[chain].block_hash();
        for fact in &facts {
            let Some(place) = fact.chain_ref() else {
                continue;
            };
            let revert = new_event!(
                Tie::default(),
                ChainEventReverted {
                    chain_id: place.chain_id,
                    block_hash: place.block_hash,
                    tx_hash: place.tx_hash,
                    log_index: place.log_index,
                }
            );
            self.push(revert);
        }
        for mut fact in facts {
            relocate(&mut fact, block_hash);
            self.push(fact);
        }
    }

    /// Records a message to a peer; a slow transport queues it first.
    pub fn send(&mut self, to: Party, objective: &Text, content: &str) {
        let (message_id, body) = self.message(self.me, to, objective, content);
        let queued = self.rng.one_in(16).then_some(Delivery::Queued);
        let to = self.address(to);
        for delivery in queued.into_iter().chain([Delivery::Written]) {
            let body = body.clone();
            record_event!(
                self,
                Tie::default(),
                MessageSent {
                    message_id: message_id,
                    to: to,
                    body: body,
                    delivery: delivery,
                }
            );
        }
    }

    /// Records a message from a peer; gives its id.
    pub fn receive(&mut self, from: Party, objective: &Text, content: &str) -> Bytes32 {
        let (message_id, body) = self.message(from, self.me, objective, content);
        record_event!(
            self,
            Tie::default(),
            MessageReceived {
                message_id: message_id,
                from: self.address(from),
                body: body,
                truncated: None,
            }
        );
        message_id
    }

    /// A body in the manner of go-nitro's messages, and its SHA-256.
    fn message(&self, from: Party, to: Party, objective: &Text, content: &str) -> (Bytes32, Body) {
        let (from, to) = (self.address(from), self.address(to));
        let body = format!(
            r#"{{"To":"{to:#x}","From":"{from:#x}","ObjectiveId":"{}",{content}}}"#,
            objective.as_str()
        );
        let id = Bytes32::from_slice(&Sha256::digest(&body));
        (id, Body::new(body).unwrap())
    }
}

/// The id of an event: SHA-256 of a zero byte and its canonical bytes.
pub fn event_id(event: &Event) -> Bytes32 {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(to_bytes(event));
    Bytes32::from_slice(&hasher.finalize())
}

/// Moves a fact to another block at the same height.
fn relocate(fact: &mut Event, block_hash: Bytes32) {
    let place = match fact {
        Event::DepositDetected(fact) => &mut fact.chain,
        Event::ChallengeRegistered(fact) => &mut fact.chain,
        Event::ChallengeCleared(fact) => &mut fact.chain,
        Event::CheckpointRecorded(fact) => &mut fact.chain,
        Event::ChannelConcluded(fact) => &mut fact.chain,
        Event::AllocationUpdated(fact) => &mut fact.chain,
        Event::ReclaimDetected(fact) => &mut fact.chain,
        _ => return,
    };
    place.block_hash = block_hash;
}

/// A text that is known to be short enough.
pub fn text(content: impl Into<String>) -> Text {
    Text::new(content).unwrap()
}
