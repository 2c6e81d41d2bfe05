//! The heads of a chain.

use std::sync::Arc;

use crate::event::scalar::{Bytes32, Uint48};
use crate::state::Head;
use crate::state::tree::Tree;

/// All that was observed of one block as head.
#[derive(Clone, Debug)]
pub(super) struct HeadEntry {
    /// The observation in force: the first one, or the one that came last after a
    /// contradiction.
    pub(super) head: Arc<Head>,
    /// The offset of each observation that had an effect, ascending.
    pub(super) offsets: Arc<Vec<u64>>,
    /// Whether a later record names another hash for the block.
    pub(super) contradicted: bool,
}

/// The heads observed. Uncontradicted ones have distinct block numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    entries: Tree<Bytes32, HeadEntry>,
    by_block: Tree<u64, Arc<Head>>,
    by_time: Tree<(Uint48, u64), ()>,
    /// By the offset of the observation that is in force.
    by_offset: Tree<u64, Arc<Head>>,
    /// The contradicted heads, by block number and hash.
    contradicted: Tree<(u64, Bytes32), ()>,
}

impl Heads {
    pub(super) fn entries(&self) -> impl Iterator<Item = &HeadEntry> {
        self.entries.values()
    }

    /// All that was observed of a block, contradicted or not.
    pub(super) fn entry(&self, block_hash: &Bytes32) -> Option<&HeadEntry> {
        self.entries.get(block_hash)
    }

    /// The uncontradicted head with a block hash.
    pub(super) fn known(&self, block_hash: &Bytes32) -> Option<&HeadEntry> {
        self.entries
            .get(block_hash)
            .filter(|entry| !entry.contradicted)
    }

    /// The uncontradicted head with the highest block number.
    pub(super) fn latest(&self) -> Option<&Arc<Head>> {
        self.by_block.last().map(|(_, head)| head)
    }

    /// The uncontradicted head of a block.
    pub(super) fn at(&self, block: u64) -> Option<&Arc<Head>> {
        self.by_block.get(&block)
    }

    /// The uncontradicted heads with a block number from this on, ascending.
    pub(super) fn from(&self, block: u64) -> impl Iterator<Item = &Arc<Head>> {
        self.by_block.from(&block).map(|(_, head)| head)
    }

    /// The uncontradicted heads as they were observed.
    pub(super) fn observed(&self) -> impl Iterator<Item = &Arc<Head>> {
        self.by_offset.values()
    }

    /// The uncontradicted head that was observed last before an offset.
    pub(super) fn before(&self, offset: u64) -> Option<&Arc<Head>> {
        self.by_offset.before(&offset).map(|(_, head)| head)
    }

    /// The uncontradicted head that was observed first from an offset on.
    pub(super) fn after(&self, offset: u64) -> Option<&Arc<Head>> {
        self.by_offset.from(&offset).next().map(|(_, head)| head)
    }

    /// Everything that was ever observed of a block number, contradicted or not.
    pub(super) fn ever_at(&self, block: u64) -> impl Iterator<Item = &HeadEntry> {
        let contradicted = self.contradicted.from(&(block, Bytes32::ZERO));
        let contradicted = contradicted.take_while(move |((at, _), ())| *at == block);
        let hashes = contradicted.map(|((_, hash), ())| hash);
        let now = self.at(block).map(|head| &head.block_hash);
        hashes.chain(now).filter_map(|hash| self.entries.get(hash))
    }

    /// The largest time of an uncontradicted head.
    pub(super) fn clock(&self) -> Option<Uint48> {
        self.by_time.last().map(|((time, _), ())| *time)
    }

    /// Observes a head that is not known, or contradicted.
    pub(super) fn observe(&mut self, head: &Arc<Head>) {
        let earlier = self.entries.get(&head.block_hash);
        let mut offsets = earlier
            .map(|entry| entry.offsets.clone())
            .unwrap_or_default();
        if let Some(earlier) = earlier.map(|entry| entry.head.block_number.get()) {
            self.contradicted.remove(&(earlier, head.block_hash));
        }
        Arc::make_mut(&mut offsets).push(head.offset);
        self.restore(HeadEntry {
            head: head.clone(),
            offsets,
            contradicted: false,
        });
    }

    /// Puts an entry in place.
    pub(super) fn restore(&mut self, entry: HeadEntry) {
        let block = entry.head.block_number.get();
        if entry.contradicted {
            self.contradicted.insert((block, entry.head.block_hash), ());
        } else {
            self.by_time.insert((entry.head.block_timestamp, block), ());
            self.by_block.insert(block, entry.head.clone());
            self.by_offset.insert(entry.head.offset, entry.head.clone());
        }
        self.entries.insert(entry.head.block_hash, entry);
    }

    /// Contradicts the head of a block that has another hash than this; gives the
    /// offset of the observation that was in force.
    pub(super) fn contradict(&mut self, block: u64, block_hash: &Bytes32) -> Option<u64> {
        let head = self
            .by_block
            .get(&block)
            .filter(|head| head.block_hash != *block_hash)?
            .clone();
        self.by_block.remove(&block);
        self.by_time.remove(&(head.block_timestamp, block));
        self.by_offset.remove(&head.offset);
        self.contradicted.insert((block, head.block_hash), ());
        if let Some(entry) = self.entries.get_mut(&head.block_hash) {
            entry.contradicted = true;
        }
        Some(head.offset)
    }
}
