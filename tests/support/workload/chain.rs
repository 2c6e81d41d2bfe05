//! A simulated chain: one block is open at a time and takes logs; closing it is
//! what a `chain_head_observed` reports.

use statelog::event::scalar::{BlockNumber, Bytes20, Bytes32, ChainId, Uint48};
use statelog::event::{ChainRef, Event};

use super::seal::hash;

/// The time between two blocks, in seconds.
pub const BLOCK_S: u64 = 12;

/// A chain with one adjudicator.
#[derive(Clone, Debug)]
pub struct Chain {
    pub id: ChainId,
    pub contract: Bytes20,
    /// The number of the open block.
    pub number: u64,
    /// The time of the open block, in seconds.
    pub timestamp_s: u64,
    /// The time of the last block that was reported as a head, in seconds.
    pub observed_s: u64,
    /// The facts that the open block holds so far.
    pub facts: Vec<Event>,
    /// How often the open block was reorganised.
    forks: u32,
    transactions: u32,
    logs: u32,
}

/// A transaction that is in the open block.
#[derive(Clone, Copy, Debug)]
pub struct Included {
    pub hash: Bytes32,
    index: u32,
}

impl Chain {
    pub fn new(id: u64, timestamp_s: u64) -> Self {
        let contract = hash("adjudicator", &[&id.to_be_bytes()]);
        Self {
            id: ChainId::new(id).unwrap(),
            contract: Bytes20::from_slice(&contract[12..]),
            number: 20_000_000,
            timestamp_s,
            observed_s: 0,
            facts: Vec::new(),
            forks: 0,
            transactions: 0,
            logs: 0,
        }
    }

    /// The hash of the open block.
    pub fn block_hash(&self) -> Bytes32 {
        let chain = self.id.get().to_be_bytes();
        let number = self.number.to_be_bytes();
        hash("block", &[&chain, &number, &self.forks.to_be_bytes()])
    }

    /// Puts a transaction into the open block.
    pub fn include(&mut self, hash: Bytes32) -> Included {
        let index = self.transactions;
        self.transactions += 1;
        Included { hash, index }
    }

    /// The place of the next log of a transaction.
    pub fn log(&mut self, transaction: Included) -> ChainRef {
        let log_index = self.logs;
        self.logs += 1;
        ChainRef {
            chain_id: self.id,
            contract: self.contract,
            block_number: BlockNumber::new(self.number).unwrap(),
            block_hash: self.block_hash(),
            block_timestamp: Uint48::new(self.timestamp_s).unwrap(),
            tx_hash: transaction.hash,
            tx_index: transaction.index,
            log_index,
        }
    }

    /// Replaces the open block by one with the same logs and another hash; gives
    /// the facts of the old one.
    pub fn reorganise(&mut self) -> Vec<Event> {
        self.forks += 1;
        std::mem::take(&mut self.facts)
    }

    /// Closes the open block and opens the last one whose time has come.
    pub fn advance(&mut self, now_s: u64) {
        let blocks = now_s.saturating_sub(self.timestamp_s) / BLOCK_S;
        self.observed_s = self.timestamp_s;
        self.number += blocks;
        self.timestamp_s += blocks * BLOCK_S;
        self.facts.clear();
        (self.forks, self.transactions, self.logs) = (0, 0, 0);
    }
}
