//! Which ledgers guarantee which channels.

use std::sync::Arc;

use super::FoldState;
use crate::event::scalar::Bytes32;
use crate::state::view::Mode;
use crate::state::{Channel, OutcomeOnChain};

impl FoldState {
    /// Notes the channels that a ledger was asked or shown to guarantee since it knew
    /// `seen` of them.
    pub(super) fn note_targets(&mut self, ledger: u32, seen: usize) {
        let Some(channel) = super::channel_at(&self.cells, ledger) else {
            return;
        };
        let targets: Vec<Bytes32> = channel.targets_from(seen).copied().collect();
        for target in targets {
            let mut ledgers = self.guarantors.get(&target).cloned().unwrap_or_default();
            if !ledgers.contains(&ledger) {
                Arc::make_mut(&mut ledgers).push(ledger);
                self.guarantors.insert(target, ledgers);
            }
        }
    }

    /// Our ledgers that were ever asked or shown to guarantee a channel.
    pub(super) fn ledgers_for(&self, target: &Bytes32) -> impl Iterator<Item = &Channel> {
        let ledgers = self.guarantors.get(target);
        ledgers
            .into_iter()
            .flat_map(|ledgers| ledgers.iter())
            .filter_map(|place| super::channel_at(&self.cells, *place))
    }

    /// Whether any of our ledgers guarantees a channel now.
    pub(super) fn is_guaranteed(&self, target: &Bytes32) -> bool {
        self.ledgers_for(target)
            .any(|ledger| self.ledger_guarantees(ledger, target))
    }

    /// Whether any of our ledgers ever guaranteed a channel.
    pub(super) fn was_guaranteed(&self, target: &Bytes32) -> bool {
        self.ledgers_for(target)
            .any(|ledger| ledger.ever_guaranteed(target))
    }

    /// A withdrawn ledger guarantees nothing, a finalized one what its outcome on
    /// chain says, any other what its latest supported state says.
    fn ledger_guarantees(&self, ledger: &Channel, target: &Bytes32) -> bool {
        let says = ledger.adjudication();
        if says.withdrawn {
            return false;
        }
        let time = self.clock_of(ledger);
        match (says.mode_at(time), &says.outcome) {
            (Mode::Finalized, OutcomeOnChain::Known(outcome)) => outcome
                .iter()
                .flat_map(|exit| &exit.allocations)
                .any(|entry| entry.allocation_type != 0 && entry.destination == *target),
            _ => ledger.guarantees(target),
        }
    }
}
