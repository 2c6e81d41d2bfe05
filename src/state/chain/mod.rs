//! The entity that folds the facts of one chain.
//!
//! Chain facts arrive in any order, some twice, and reorganisations take some back.
//! What they say is therefore not folded as they arrive: the canonical ones are
//! sorted by block and log index and folded in that order, across all channels,
//! because payouts of one channel credit others. The result depends on the set of
//! canonical facts and on what is known off chain, never on the order of arrival.
//!
//! Folding is lazy: changes are noted, [`Chain::settle`] folds again from the lowest
//! place that they affect. `tests/chain/` checks it against the readings of the real
//! contracts and against folding everything anew.

mod canon;
mod checkpoints;
mod entry;
mod heads;
mod holdings;
mod inspect;
mod irregularity;
mod merge;
mod place;
mod record;
mod settle;
mod settled;
mod step;

use std::sync::Arc;

pub use entry::{Acquaintance, Reception, Recording};
pub use inspect::{Fall, Replaced};
pub use irregularity::Irregularity;
pub use record::ChainRecord;

use super::view::{ChainHead, ChainState, Holding};
use super::{Adjudication, ChainFact, Head, LogKey};
use crate::event::scalar::{Bytes20, Bytes32, ChainId, U256, Uint48};
use crate::order;
use crate::state::tree::Tree;
use canon::{Canon, Moved};
use checkpoints::Checkpoints;
use heads::Heads;
use holdings::Account;
use place::Place;
use settled::{Seat, Settled};

/// The facts of one chain and what follows from them. Clones share their contents,
/// so they cost a few counters.
#[derive(Clone, Debug)]
pub struct Chain {
    chain_id: ChainId,
    canon: Canon,
    heads: Heads,
    settled: Settled,
    checkpoints: Checkpoints,
    pending: Pending,
}

/// What changed since the last settlement.
#[derive(Clone, Debug, Default)]
struct Pending {
    /// The lowest place at which a fact entered, left or changed.
    lowest: Option<Place>,
    /// The channels of facts that entered, left or changed below the settled tail.
    moved: Tree<Bytes32, ()>,
    /// The channels about which something else is known off chain.
    knowledge: Tree<Bytes32, ()>,
}

impl Pending {
    fn note(&mut self, (place, channel): Moved, tail: Option<Place>) {
        self.lowest = Some(self.lowest.map_or(place, |lowest| lowest.min(place)));
        if tail.is_some_and(|tail| place <= tail) {
            self.moved.insert(channel, ());
        }
    }
}

impl Chain {
    /// A chain of which nothing is known.
    #[must_use]
    pub fn new(chain_id: ChainId) -> Self {
        Self {
            chain_id,
            canon: Canon::default(),
            heads: Heads::default(),
            settled: Settled::default(),
            checkpoints: Checkpoints::default(),
            pending: Pending::default(),
        }
    }

    /// The id of the chain.
    #[must_use]
    pub fn chain_id(&self) -> ChainId {
        self.chain_id
    }

    /// Records a fact of this chain (events 14–20).
    ///
    /// The log becomes canonical; facts and heads that name another block hash for
    /// the same block number, and facts that do so for the same transaction, stop
    /// being canonical. A repeated record of the same log only adds what the first
    /// one left out. O(log n) besides the facts that fall.
    pub fn record(&mut self, fact: &Arc<ChainFact>) -> Recording {
        let (pending, tail) = (&mut self.pending, self.settled.last);
        let mut moved = |change| pending.note(change, tail);
        let (mut recording, held) = self.canon.record(fact, &mut moved);
        if matches!(recording.reception, Reception::New | Reception::Reinstated) {
            let block = held.block_number.get();
            recording.contradicted_head = self.heads.contradict(block, &held.key.block_hash);
        }
        recording
    }

    /// Reverts a log (event 21 at `offset`), whether it was recorded or not. Gives the
    /// offset of its first record if it was canonical until now.
    pub fn revert(&mut self, key: &LogKey, offset: u64) -> Option<u64> {
        let (pending, tail) = (&mut self.pending, self.settled.last);
        let mut moved = |change| pending.note(change, tail);
        self.canon.revert(key, offset, &mut moved)
    }

    /// Observes a head (event 22). It contradicts facts and heads that name another
    /// hash for the same block number.
    pub fn observe(&mut self, head: &Arc<Head>) -> Recording {
        let known = self.heads.entry(&head.block_hash);
        let contradicts = known.is_some_and(|known| known.head.block_number != head.block_number);
        let reception = match known {
            None => Reception::New,
            Some(known) if known.contradicted => Reception::Reinstated,
            Some(_) => Reception::Repeated,
        };
        let mut recording = Recording::new(reception);
        recording.contradicts = contradicts;
        if reception == Reception::Repeated {
            return recording;
        }
        let block = head.block_number.get();
        recording.contradicted_head = self.heads.contradict(block, &head.block_hash);
        let (pending, tail) = (&mut self.pending, self.settled.last);
        let mut moved = |change| pending.note(change, tail);
        recording.fallen = self
            .canon
            .supersede_block(block, head.block_hash, &mut moved);
        order::sort(&mut recording.fallen);
        self.heads.observe(head);
        recording
    }

    /// Says that something else is known off chain about a channel: its creation,
    /// states, signatures or submissions.
    pub fn knowledge_changed(&mut self, channel: &Bytes32) {
        self.pending.knowledge.insert(*channel, ());
    }

    /// Whether something else known off chain about a channel could change what
    /// follows from the facts: with `created`, its creation, else its states,
    /// signatures or submissions.
    #[must_use]
    pub fn depends_on(&self, channel: &Bytes32, created: bool) -> bool {
        let dependence = self.settled.dependences.get(channel);
        dependence.is_some_and(|dependence| created || dependence.consulted.is_some())
    }

    /// How far a fact is known already, were it recorded now.
    #[must_use]
    pub fn acquaintance(&self, fact: &ChainFact) -> Acquaintance {
        self.canon.acquaintance(fact)
    }

    /// The offset of the event that reverted a log, if it is reverted now.
    #[must_use]
    pub fn reverted_by(&self, key: &LogKey) -> Option<u64> {
        self.canon.reverted_by(key)
    }

    /// The offset of the first observation of a block as head, unless the head is
    /// contradicted.
    #[must_use]
    pub fn head_known(&self, block_hash: &Bytes32) -> Option<u64> {
        self.heads.known(block_hash)?.offsets.first().copied()
    }

    /// Whether the derived part is up to date. The queries below answer for the last
    /// settlement.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.pending.lowest.is_none() && self.pending.knowledge.is_empty()
    }

    /// What a contract of the chain says about a channel, if it says anything.
    #[must_use]
    pub fn adjudication(&self, contract: &Bytes20, channel: &Bytes32) -> Option<Arc<Adjudication>> {
        let seat = Seat {
            channel: *channel,
            contract: *contract,
        };
        Some(self.settled.status(&seat)?.adjudication.clone())
    }

    /// What a contract holds of an asset for a destination, and whether that is
    /// certain.
    #[must_use]
    pub fn holding(
        &self,
        contract: &Bytes20,
        asset: &Bytes20,
        destination: &Bytes32,
    ) -> (U256, bool) {
        let account = Account {
            contract: *contract,
            destination: *destination,
            asset: *asset,
        };
        let held = self.settled.holdings.held(&account);
        (held.amount, !held.inexact)
    }

    /// The block of the last fact that moved a holding; `None` if no fact did.
    #[must_use]
    pub fn holding_block(
        &self,
        contract: &Bytes20,
        asset: &Bytes20,
        destination: &Bytes32,
    ) -> Option<u64> {
        let account = Account {
            contract: *contract,
            destination: *destination,
            asset: *asset,
        };
        self.settled.holdings.block_of(&account)
    }

    /// The assets that were ever moved for a destination, ascending.
    pub fn assets_of(
        &self,
        contract: &Bytes20,
        destination: &Bytes32,
    ) -> impl Iterator<Item = Bytes20> + '_ {
        let holdings = &self.settled.holdings;
        holdings
            .accounts_of(*contract, *destination)
            .map(|(account, _)| account.asset)
    }

    /// Every holding that was ever moved, by contract, asset and destination.
    #[must_use]
    pub fn holdings(&self) -> Vec<Holding> {
        let all = self.settled.holdings.all();
        let mut holdings: Vec<Holding> = all
            .map(|(account, held)| Holding {
                contract: account.contract,
                asset: account.asset,
                destination: account.destination,
                held: held.amount,
                exact: !held.inexact,
            })
            .collect();
        let place = |held: &Holding| (held.contract, held.asset, held.destination);
        order::sort_by(&mut holdings, |left, right| place(left).cmp(&place(right)));
        holdings
    }

    /// The clock of the chain: the largest block time of its canonical facts and
    /// uncontradicted heads, in seconds.
    #[must_use]
    pub fn clock(&self) -> Uint48 {
        let heads = self.heads.clock().unwrap_or_default();
        self.settled.clock.max(heads)
    }

    /// The uncontradicted head with the highest block number.
    #[must_use]
    pub fn head(&self) -> Option<&Arc<Head>> {
        self.heads.latest()
    }

    /// Whether a reorganisation could still change what was in a block: it has not
    /// got `confirmations` and the latest head does not call it final.
    #[must_use]
    pub fn is_provisional(&self, block: u64, confirmations: u64) -> bool {
        let Some(head) = self.head() else {
            return confirmations > 0;
        };
        let confirmed = head.block_number.get() >= block.saturating_add(confirmations);
        let is_final = head.finalized.is_some_and(|last| block <= last.get());
        !confirmed && !is_final
    }

    /// The number of canonical facts.
    #[must_use]
    pub fn fact_count(&self) -> usize {
        self.canon.order().len()
    }

    /// The chain as callers see it.
    #[must_use]
    pub fn to_state(&self) -> ChainState {
        ChainState {
            chain_id: self.chain_id,
            time: self.clock(),
            facts: u32::try_from(self.fact_count()).unwrap_or(u32::MAX),
            holdings: self.holdings(),
            head: self.head().map(|head| ChainHead {
                block_number: head.block_number,
                block_hash: head.block_hash,
                block_timestamp: head.block_timestamp,
                finalized_block_number: head.finalized,
            }),
        }
    }
}
