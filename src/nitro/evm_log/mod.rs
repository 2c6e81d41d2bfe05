//! What the logs of an adjudicator say, as events.
//!
//! [`EvmLog`] is a raw entry of `eth_getLogs`, in the shapes in which nodes and
//! libraries give it; [`EvmLog::to_event`] is the fact in it. The contracts are those
//! of `@statechannels/nitro-protocol` and, where they differ, cerc-io's.

mod arguments;
mod raw;
mod topic;
mod truncate;

pub use raw::EvmLog;

use crate::canonical::Invalid;
use crate::event::scalar::{BlockNumber, ChainId, Uint48};
use crate::event::{ChainEventReverted, ChainRef, Event};
use topic::Topic;

impl EvmLog {
    /// The fact that the log states, without a timestamp: one of the events 14–20, or
    /// `chain_event_reverted` if a reorganisation has removed the log.
    ///
    /// The log names neither its chain nor, from most nodes, the time of its block;
    /// `block_timestamp` (in seconds) goes before the one that the log names. A
    /// challenge that is too large to be recorded whole is cut down as
    /// `docs/format.md` says, and marked as `truncated`.
    ///
    /// # Errors
    /// [`Invalid`] with a path within the log if its topics are not those of an
    /// adjudicator's event, its data is no encoding of the event's arguments, or the
    /// block's number or time is missing.
    pub fn to_event(
        &self,
        chain_id: ChainId,
        block_timestamp: Option<Uint48>,
    ) -> Result<Event, Invalid> {
        let (topic, subject) = Topic::of(&self.topics)?;
        if self.removed {
            return Ok(Event::ChainEventReverted(ChainEventReverted {
                timestamp: None,
                causation_id: None,
                correlation_id: None,
                chain_id,
                block_hash: self.block_hash,
                tx_hash: self.tx_hash,
                log_index: self.log_index,
            }));
        }
        let chain = self.chain_ref(chain_id, block_timestamp)?;
        arguments::event(topic, subject, &self.data, chain).map_err(|error| error.within("data"))
    }

    fn chain_ref(
        &self,
        chain_id: ChainId,
        block_timestamp: Option<Uint48>,
    ) -> Result<ChainRef, Invalid> {
        let missing = |member: &'static str| move || Invalid::missing(member);
        let block_number: Option<BlockNumber> = self.block_number;
        Ok(ChainRef {
            chain_id,
            contract: self.address,
            block_number: block_number.ok_or_else(missing("blockNumber"))?,
            block_hash: self.block_hash,
            block_timestamp: block_timestamp
                .or(self.block_timestamp)
                .ok_or_else(missing("blockTimestamp"))?,
            tx_hash: self.tx_hash,
            tx_index: self.tx_index.ok_or_else(missing("transactionIndex"))?,
            log_index: self.log_index,
        })
    }
}
