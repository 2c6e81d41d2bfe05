//! Brings what follows from the facts up to date.

use std::sync::Arc;

use super::place::Place;
use super::settled::Settled;
use super::{Chain, Pending, step};
use crate::event::scalar::{Bytes20, Bytes32};
use crate::order;
use crate::state::{Adjudication, ChainFact, Knowledge};

/// Where folding starts.
enum From {
    Start,
    At(Place),
    After(Place),
}

impl Chain {
    /// Folds what changed since the last settlement; gives the channels for which
    /// [`Chain::adjudication`] may answer something else now, ascending.
    ///
    /// Facts at the end of the chain cost O(log n) each. Anything that changed below
    /// folds again all facts from there on, found through checkpoints that are the
    /// denser the nearer to the end.
    pub fn settle<K: Knowledge>(&mut self, knowledge: &K) -> Vec<Bytes32> {
        let pending = std::mem::take(&mut self.pending);
        let Some(from) = self.restart(&pending, knowledge) else {
            return Vec::new();
        };
        if self.settled.last.is_none_or(|last| last < from) {
            return ascending(self.fold(From::At(from), knowledge));
        }
        let resumed = self.checkpoints.rewind(&from);
        let rest = resumed.last.map_or(From::Start, From::After);
        let before = std::mem::replace(&mut self.settled, resumed);
        let mut touched = self.fold(rest, knowledge);
        touched.extend(pending.moved.keys());
        touched.extend(pending.knowledge.keys());
        let mut touched = ascending(touched);
        touched.retain(|channel| {
            adjudications(&before, *channel) != adjudications(&self.settled, *channel)
        });
        touched
    }

    /// Folds the facts from a place on; gives the channels that they are about.
    fn fold<K: Knowledge>(&mut self, from: From, knowledge: &K) -> Vec<Bytes32> {
        let mut touched: Vec<Bytes32> = Vec::new();
        let (settled, checkpoints) = (&mut self.settled, &mut self.checkpoints);
        let order = self.canon.order();
        let facts = match &from {
            From::Start => order.iter(),
            From::At(place) | From::After(place) => order.from(place),
        };
        let facts = facts
            .skip_while(|(place, _)| matches!(from, From::After(last) if **place == last))
            .map(|(_, fact)| fact);
        fold_each(facts, |transaction| {
            checkpoints.offer(settled);
            let mut noticed = Vec::new();
            step::transaction(settled, transaction, knowledge, &mut |fact, what| {
                noticed.push((fact.channel_id, Place::of(fact), what));
            });
            noticed
                .into_iter()
                .for_each(|(channel, place, what)| settled.note(channel, place, what));
            touched.extend(transaction.iter().map(|fact| fact.channel_id));
        });
        touched
    }

    /// The lowest place from which something must be folded, or folded again.
    fn restart<K: Knowledge>(&self, pending: &Pending, knowledge: &K) -> Option<Place> {
        let depends = |channel: &Bytes32| {
            let dependence = self.settled.dependences.get(channel)?;
            if dependence.home == knowledge.home_of(channel) {
                dependence.consulted
            } else {
                Some(dependence.first)
            }
        };
        let consulted = pending.knowledge.keys().filter_map(depends).min();
        let lowest = pending.lowest.into_iter().chain(consulted).min()?;
        // Above the settled tail nothing changed but what follows it, so the tail is
        // the neighbour.
        let follows = self
            .settled
            .last
            .is_none_or(|tail| tail < lowest && !tail.shares_transaction(&lowest));
        Some(if follows {
            lowest
        } else {
            self.canon.restart(&lowest)
        })
    }
}

/// Hands over facts in order, those of one transaction together.
fn fold_each<'a>(
    facts: impl Iterator<Item = &'a Arc<ChainFact>>,
    mut fold: impl FnMut(&[&Arc<ChainFact>]),
) {
    let mut transaction: Vec<&Arc<ChainFact>> = Vec::new();
    for fact in facts {
        let place = Place::of(fact);
        if transaction
            .last()
            .is_some_and(|last| !Place::of(last).shares_transaction(&place))
        {
            fold(&transaction);
            transaction.clear();
        }
        transaction.push(fact);
    }
    if !transaction.is_empty() {
        fold(&transaction);
    }
}

/// What the contracts say about a channel.
fn adjudications(settled: &Settled, channel: Bytes32) -> Vec<(Bytes20, &Adjudication)> {
    settled
        .seats(channel)
        .map(|(seat, status)| (seat.contract, &*status.adjudication))
        .collect()
}

fn ascending(mut channels: Vec<Bytes32>) -> Vec<Bytes32> {
    order::sort(&mut channels);
    channels.dedup();
    channels
}
