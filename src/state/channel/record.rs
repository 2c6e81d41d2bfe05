//! The internal record of a channel: what the fold needs to go on.
//!
//! It refers to events by offset and leaves out what follows from them. Resuming
//! puts the evidence back and derives the rest, which gives the same channel as
//! folding: everything derived is a function of the evidence, whatever its order.

use super::{Channel, Known};
use crate::event::TransactionResult;
use crate::event::scalar::{Bytes32, Millis, Offset, Uint8};
use crate::record;
use crate::state::AdjudicationRecord;
use crate::state::objective::as_offset;

record! {
    /// What the fold needs to go on with a channel.
    pub struct ChannelRecord {
        /// The offset of its creation.
        created "created" Offset,
        /// The number of events that belong to it.
        events "events" Offset,
        /// The offset of its last event.
        last "last" Offset,
        /// When its last event was recorded.
        updated_at "updatedAt" Millis,
        /// Every state known, by turn, then hash.
        states "states" Vec<StateRecord>,
        /// The offset of each proposal of a ledger, by turn, then hash.
        proposals "proposals" Vec<Offset>,
        /// The number of vouchers.
        voucher_count "voucherCount" Offset,
        /// The offset of the first voucher of each amount, ascending by amount.
        vouchers "vouchers" Vec<Offset>,
        /// Our transactions, by offset.
        transactions "transactions" Vec<TransactionRecord>,
        /// What the chain's facts say.
        adjudication "adjudication" AdjudicationRecord,
    }
}

record! {
    /// A state with its signers.
    pub struct StateRecord {
        /// The offset of the event that showed it first.
        first "first" Offset,
        /// Who signed it, ascending.
        signers "signers" Vec<Uint8>,
    } optional {
        /// The offset of the event that its content is from, if that is a later one.
        content "content" Offset,
        /// Its hash, if that event is a chain's fact: those can show several states.
        state_hash "stateHash" Bytes32,
    }
}

record! {
    /// A transaction of ours.
    pub struct TransactionRecord {
        /// The offset of its submission.
        offset "offset" Offset,
    } optional {
        /// What became of it.
        result "result" TransactionResult,
    }
}

impl Channel {
    /// What the fold needs to go on.
    #[must_use]
    pub fn record(&self) -> ChannelRecord {
        let transactions = self.transactions.iter();
        ChannelRecord {
            created: as_offset(self.counters.first_offset),
            events: as_offset(self.counters.event_count),
            last: as_offset(self.counters.last_offset),
            updated_at: self.counters.updated_at,
            states: self.states.iter().map(|(_, known)| state(known)).collect(),
            proposals: self.proposal_offsets().map(as_offset).collect(),
            voucher_count: as_offset(self.voucher_count),
            vouchers: self.vouchers.iter().map(|(_, at)| as_offset(*at)).collect(),
            transactions: transactions
                .map(|(offset, transaction)| TransactionRecord {
                    offset: as_offset(*offset),
                    result: transaction.result,
                })
                .collect(),
            adjudication: self.adjudication.to_record(),
        }
    }

    fn proposal_offsets(&self) -> impl Iterator<Item = u64> {
        let ledgers = self.ledger.iter();
        ledgers.flat_map(|ledger| ledger.proposals().map(|(_, _, source)| source))
    }
}

fn state(known: &Known) -> StateRecord {
    StateRecord {
        first: as_offset(known.first),
        signers: known.signers.iter().collect(),
        content: (known.source != known.first).then(|| as_offset(known.source)),
        state_hash: known.on_chain.then_some(known.content.state_hash),
    }
}
