//! What the rules ask about a channel.

use std::sync::Arc;

use super::{Channel, Known, StateKey};
use crate::event::Outcome;
use crate::event::scalar::{Bytes32, U256, Uint48};
use crate::state::{SignerSet, StateContent};

/// A known state with everything known about it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The state.
    pub content: &'a Arc<StateContent>,
    /// Who signed it, in whichever event.
    pub signers: &'a SignerSet,
    /// The offset of the event that showed it first.
    pub first: u64,
    /// Whether all participants signed it.
    pub full: bool,
    /// Whether it is supported.
    pub supported: bool,
}

impl<'a> Seen<'a> {
    fn of((_, known): (&StateKey, &'a Known)) -> Self {
        Self {
            content: &known.content,
            signers: &known.signers,
            first: known.first,
            full: known.full,
            supported: known.supported,
        }
    }
}

impl Channel {
    /// Every known state by turn and hash, from a turn on.
    pub fn seen_from(&self, turn: Uint48) -> impl Iterator<Item = Seen<'_>> {
        self.states.from(&(turn, Bytes32::ZERO)).map(Seen::of)
    }

    /// Every known state, the highest turn first.
    pub fn seen_down(&self) -> impl Iterator<Item = Seen<'_>> {
        self.states.descending().map(Seen::of)
    }

    /// The known states of one turn, by hash.
    pub fn seen_at(&self, turn: Uint48) -> impl Iterator<Item = Seen<'_>> {
        self.known_at(turn.get()).map(Seen::of)
    }

    /// A known state.
    #[must_use]
    pub fn seen(&self, turn: Uint48, state_hash: Bytes32) -> Option<Seen<'_>> {
        let key = (turn, state_hash);
        self.states.get(&key).map(|known| Seen::of((&key, known)))
    }

    /// The known final states, by turn and hash.
    pub fn seen_finals(&self) -> impl Iterator<Item = Seen<'_>> {
        let keys = self.finals.iter().map(|(key, ())| key);
        keys.filter_map(|key| Some(Seen::of((key, self.states.get(key)?))))
    }

    /// The highest turn of a known state.
    #[must_use]
    pub fn highest_turn(&self) -> Option<Uint48> {
        self.states.last().map(|((turn, _), _)| *turn)
    }

    /// Whether a state would be supported if these signers had signed it, besides those
    /// that are known.
    #[must_use]
    pub fn would_support(&self, content: &Arc<StateContent>, signers: &SignerSet) -> bool {
        let key = (content.turn_num, content.state_hash);
        let mut known = match self.states.get(&key) {
            Some(known) if known.supported => return true,
            Some(known) => known.clone(),
            None => Known {
                content: Arc::clone(content),
                signers: SignerSet::default(),
                first: u64::MAX,
                source: u64::MAX,
                on_chain: false,
                full: false,
                by_chain: false,
                supported: false,
            },
        };
        known.signers.extend(signers);
        let full = known.signers.is_full(self.participant_count());
        self.meets_rule(&known, full)
    }

    /// The outcome that the channel was funded by: that of turn 0.
    #[must_use]
    pub fn prefund_outcome(&self) -> Option<&Arc<Outcome>> {
        self.prefund()
    }

    /// Whether a state of a turn is supported.
    #[must_use]
    pub fn is_supported_at(&self, turn: Uint48) -> bool {
        self.seen_at(turn).any(|seen| seen.supported)
    }

    /// What the payer can promise at most; 0 while the prefund state is not known.
    #[must_use]
    pub fn payer_balance(&self) -> U256 {
        self.starting_balance()
    }

    /// The largest amount promised, with the offset that promised it first.
    #[must_use]
    pub fn largest_voucher(&self) -> Option<(U256, u64)> {
        self.vouchers
            .last()
            .map(|(amount, offset)| (*amount, *offset))
    }
    /// The largest amount promised that the payer has, with the offset that promised it
    /// first. While the prefund state is not known, the largest of all.
    #[must_use]
    pub fn largest_redeemable(&self) -> Option<(U256, u64)> {
        if self.prefund().is_none() {
            return self.largest_voucher();
        }
        let largest = self.vouchers.last_up_to(&self.starting_balance());
        largest.map(|(amount, offset)| (*amount, *offset))
    }
}
