//! Which logs come from one call.

use std::sync::Arc;

use crate::event::PayoutVia;
use crate::event::scalar::{Bytes20, U256};
use crate::state::{ChainBody, ChainFact};

/// The logs of one payout call: those of one channel that follow each other in a
/// transaction and belong to a call that pays all assets, else a single one.
pub(in super::super) struct Run<'a> {
    pub(super) logs: Vec<Log<'a>>,
    pub(super) via: PayoutVia,
}

/// One payout log.
#[derive(Clone, Copy)]
pub(super) struct Log<'a> {
    pub(super) fact: &'a ChainFact,
    pub(super) asset_index: Option<usize>,
    pub(super) asset: Option<Bytes20>,
    pub(super) initial: U256,
    pub(super) remaining: U256,
    pub(super) indices: Option<&'a [u32]>,
    pub(super) via: PayoutVia,
}

impl<'a> Log<'a> {
    /// Reads a payout log. Payouts that follow the channel's conclusion within its
    /// transaction come from the call that does both, unless chosen allocations say
    /// otherwise; only `transfer` chooses allocations.
    fn read(fact: &'a ChainFact, follows_conclusion: bool) -> Option<Self> {
        let ChainBody::Allocation {
            asset_index,
            asset,
            initial,
            remaining,
            indices,
            via,
        } = &fact.body
        else {
            return None;
        };
        let chosen = indices.as_ref().is_some_and(|indices| !indices.is_empty());
        Some(Self {
            fact,
            asset_index: asset_index.and_then(|index| usize::try_from(index).ok()),
            asset: *asset,
            initial: *initial,
            remaining: *remaining,
            indices: indices.as_deref(),
            via: match via {
                PayoutVia::Unknown if chosen => PayoutVia::Transfer,
                PayoutVia::Unknown if follows_conclusion => PayoutVia::ConcludeAndTransfer,
                via => *via,
            },
        })
    }

    /// Whether a log may come from the same call as the one before it: a call goes
    /// through the assets in order.
    fn continues(&self, before: &Self) -> bool {
        let ascends = match (before.asset_index, self.asset_index) {
            (Some(before), Some(index)) => before < index,
            _ => true,
        };
        self.fact.channel_id == before.fact.channel_id && self.via == before.via && ascends
    }
}

/// Whether a call pays all allocations of all assets.
pub(super) fn pays_all(via: PayoutVia) -> bool {
    matches!(
        via,
        PayoutVia::TransferAll | PayoutVia::ConcludeAndTransfer | PayoutVia::Mirror
    )
}

impl<'a> Run<'a> {
    /// The run that starts at the first of these facts, which is a payout.
    pub(in super::super) fn at_start_of(
        facts: &'a [&Arc<ChainFact>],
        follows_conclusion: bool,
    ) -> Self {
        let mut logs: Vec<Log<'a>> = Vec::new();
        for fact in facts {
            let Some(log) = Log::read(fact, follows_conclusion) else {
                break;
            };
            if logs
                .last()
                .is_some_and(|before| !pays_all(before.via) || !log.continues(before))
            {
                break;
            }
            logs.push(log);
        }
        let via = logs.first().map_or(PayoutVia::Unknown, |log| log.via);
        Self { logs, via }
    }

    /// The number of facts in the run, at least one.
    pub(in super::super) fn len(&self) -> usize {
        self.logs.len().max(1)
    }
}
