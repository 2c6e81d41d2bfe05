//! Our transactions about a channel.

use std::sync::Arc;

use super::Channel;
use crate::event::scalar::Bytes32;
use crate::event::{TransactionResult, TransactionSubmitted};

/// A transaction of ours with what became of it.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    pub(super) submitted: Arc<TransactionSubmitted>,
    pub(super) result: Option<TransactionResult>,
}

/// A transaction of ours as the log tells it.
#[derive(Clone, Copy, Debug)]
pub struct OwnTransaction<'a> {
    /// The offset of its submission.
    pub offset: u64,
    /// The submission.
    pub submitted: &'a Arc<TransactionSubmitted>,
    /// What became of it, as far as we were told.
    pub result: Option<TransactionResult>,
}

impl Channel {
    /// Our transactions, by offset.
    pub fn sent(&self) -> impl Iterator<Item = OwnTransaction<'_>> {
        let transactions = self.transactions.iter();
        transactions.map(|(offset, transaction)| OwnTransaction {
            offset: *offset,
            submitted: &transaction.submitted,
            result: transaction.result,
        })
    }

    /// Adds a transaction of ours.
    pub fn submit(&mut self, offset: u64, submitted: &Arc<TransactionSubmitted>) {
        let transaction = Transaction {
            submitted: Arc::clone(submitted),
            result: None,
        };
        self.transactions.insert(offset, transaction);
    }

    /// Says what became of the transaction that was submitted at an offset. The last
    /// word counts: a block with the transaction may be reorganised away. Says
    /// whether that is news.
    pub fn resolve(&mut self, submitted: u64, result: TransactionResult) -> bool {
        let Some(transaction) = self.transactions.get_mut(&submitted) else {
            return false;
        };
        let news = transaction.result != Some(result);
        transaction.result = Some(result);
        news
    }

    /// The state hash of our first submission with a transaction hash.
    #[must_use]
    pub fn submitted_state(&self, tx_hash: &Bytes32) -> Option<Bytes32> {
        let mut submissions = self.transactions.iter().map(|(_, sent)| &sent.submitted);
        submissions
            .find(|submitted| submitted.tx_hash.as_ref() == Some(tx_hash))
            .and_then(|submitted| submitted.state_hash)
    }
}
