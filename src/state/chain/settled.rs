//! What folding the canonical facts in chain order gives.

use std::sync::Arc;

use super::holdings::Holdings;
use super::irregularity::Irregularity;
use super::place::Place;
use crate::event::Outcome;
use crate::event::scalar::{Bytes20, Bytes32, ChainId, Uint48};
use crate::state::tree::{Key, Tree, Words};
use crate::state::{Adjudication, ChainFact, OutcomeOnChain};

/// Names what one contract says about one channel. As long as a channel is unknown,
/// more than one contract may do so; a known one has one home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seat {
    pub(super) channel: Bytes32,
    pub(super) contract: Bytes20,
}

impl Key for Seat {
    fn write(&self, words: &mut Words) {
        self.channel.write(words);
        self.contract.write(words);
    }
}

impl Seat {
    pub(super) fn of(fact: &ChainFact) -> Self {
        Self {
            channel: fact.channel_id,
            contract: fact.contract,
        }
    }
}

/// A status as it would be if the deletion that was assumed did not happen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) turn_num_record: Uint48,
    pub(super) finalizes_at: Uint48,
    pub(super) state_hash: Bytes32,
    pub(super) outcome: OutcomeOnChain,
    pub(super) kept: Option<Arc<Outcome>>,
    pub(super) withdrawn: bool,
}

/// What the fold knows of one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) adjudication: Arc<Adjudication>,
    /// Held while a deletion is assumed: a payout or reclaim that needs the status
    /// proves that it was kept.
    pub(super) unless_deleted: Option<Arc<Kept>>,
}

/// How the fold of a channel depended on what is known off chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dependence {
    /// The channel's first fact.
    pub(super) first: Place,
    /// The home that the channel had.
    pub(super) home: Option<(ChainId, Bytes20)>,
    /// The first fact for which states, signatures or submissions were looked up.
    pub(super) consulted: Option<Place>,
}

/// Names one of the things that the steps noticed: the channel, block and log index of the
/// fact, and a number from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note {
    pub(super) channel: Bytes32,
    pub(super) block: u64,
    pub(super) log_index: u32,
    pub(super) number: u32,
}

impl Note {
    /// The lowest name that something about a fact can have.
    pub(super) fn first_of(channel: Bytes32, place: &Place) -> Self {
        Self {
            channel,
            block: place.block,
            log_index: place.log_index,
            number: 0,
        }
    }
}

impl Key for Note {
    fn write(&self, words: &mut Words) {
        self.channel.write(words);
        words.push(self.block);
        words.push(u64::from(self.log_index) << 32 | u64::from(self.number));
    }
}

/// The state of the fold after some number of canonical facts. Clones share all but
/// what changes later.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// The number of facts folded.
    pub(super) count: usize,
    /// The place of the last of them.
    pub(super) last: Option<Place>,
    /// The largest time of their blocks.
    pub(super) clock: Uint48,
    pub(super) holdings: Holdings,
    pub(super) channels: Tree<Seat, Status>,
    pub(super) dependences: Tree<Bytes32, Dependence>,
    /// What the steps noticed. It is kept here so that it is taken back with the facts.
    pub(super) notes: Tree<Note, (Place, Irregularity)>,
}

impl Settled {
    /// The status of a channel, to be changed.
    pub(super) fn status_mut(&mut self, seat: Seat) -> Option<&mut Status> {
        if self.channels.get(&seat).is_none() {
            self.channels.insert(seat, Status::default());
        }
        self.channels.get_mut(&seat)
    }

    /// Changes what is known of the channel that a fact is about.
    pub(super) fn amend(&mut self, fact: &ChainFact, change: impl FnOnce(&mut Adjudication)) {
        if let Some(status) = self.status_mut(Seat::of(fact)) {
            let adjudication = Arc::make_mut(&mut status.adjudication);
            adjudication.last_block = adjudication.last_block.max(fact.block_number.get());
            change(adjudication);
        }
    }

    /// What is known of the channel that a fact is about.
    pub(super) fn status(&self, seat: &Seat) -> Option<&Status> {
        self.channels.get(seat)
    }

    /// What the contracts say about a channel, in the order of the contracts.
    pub(super) fn seats(&self, channel: Bytes32) -> impl Iterator<Item = (&Seat, &Status)> {
        let from = Seat {
            channel,
            contract: Bytes20::ZERO,
        };
        self.channels
            .from(&from)
            .take_while(move |(seat, _)| seat.channel == channel)
    }

    /// Notes that the fact at `place` is about a channel with this home.
    pub(super) fn depends(
        &mut self,
        channel: Bytes32,
        place: Place,
        home: Option<(ChainId, Bytes20)>,
    ) {
        if self.dependences.get(&channel).is_none() {
            let dependence = Dependence {
                first: place,
                home,
                consulted: None,
            };
            self.dependences.insert(channel, dependence);
        }
    }

    /// Notes what the step of the fact at `place` noticed.
    pub(super) fn note(&mut self, channel: Bytes32, place: Place, what: Irregularity) {
        let first = Note::first_of(channel, &place);
        let last = Note {
            number: u32::MAX,
            ..first
        };
        let before = self.notes.before(&last).map(|(note, _)| *note);
        let same = before.filter(|note| *note >= first);
        let number = same.map_or(0, |note| note.number.saturating_add(1));
        self.notes.insert(Note { number, ..first }, (place, what));
    }

    /// Notes that the step of a fact looked up states, signatures or submissions.
    pub(super) fn consult(&mut self, fact: &ChainFact) {
        if let Some(dependence) = self.dependences.get_mut(&fact.channel_id)
            && dependence.consulted.is_none()
        {
            dependence.consulted = Some(Place::of(fact));
        }
    }
}
