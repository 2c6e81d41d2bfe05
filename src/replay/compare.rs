//! Folds a log in several ways and finds where they part.
//!
//! What a fold derives must depend on the facts alone: not on where it began, nor on
//! when it was settled. So one way goes on from the states that are kept, others settle
//! more or less often, and all of them are compared with a reference at some lengths.
//! Between two lengths the first difference is found by bisection.

use super::{Fold, Source};

/// At how many lengths the ways are compared at least, as far as the log has them;
/// besides at those of the states that are kept.
const PLACES: u64 = 16;

/// After how many facts the way from the first fact settles.
const EVERY_FACT: u64 = 1;

/// After how many facts the way by the kept states settles.
const CHUNK: u64 = 64;

/// The ways, in the words of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the first fact, settled after each.
    FromStart,
    /// On from a state that is kept, settled after every few dozen.
    FromKept,
    /// A state that is kept, as it is.
    Kept,
}

/// Where a way parts from the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The smallest length at which the states differ; they are equal just below it.
    pub length: u64,
    /// The way that parts.
    pub way: Way,
}

/// What comparing found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The number of pairs of states that were compared.
    pub compared: u32,
    /// The first difference.
    pub divergence: Option<Divergence>,
}

/// The lengths at which to compare, ascending: evenly spread ones up to `length`, and
/// those of the states that are kept, given ascending.
#[must_use]
pub fn places<F: Fold>(length: u64, kept: &[F]) -> Vec<u64> {
    let mut kept = kept.iter().map(Fold::length).peekable();
    let mut places = Vec::new();
    for part in 1..=PLACES {
        let even = length * part / PLACES;
        while let Some(place) = kept.next_if(|place| *place <= even) {
            places.push(place);
        }
        places.push(even);
    }
    places.dedup();
    places.retain(|place| *place > 0);
    places
}

/// Compares the ways of folding the `held` facts, and the `kept` states, with the
/// `references`: settled states at [`places`], folded from `facts`.
///
/// Costs two folds, and for each reference the bytes of what changed since the one
/// before it.
pub fn compare<F: Fold>(
    references: &[F],
    facts: &impl Source<F>,
    held: &impl Source<F>,
    kept: &[F],
) -> Comparison {
    let mut comparison = Comparison::default();
    let mut before = F::default();
    let (mut from_start, mut from_kept) = (F::default(), F::default());
    let mut kept = kept.iter().peekable();
    for reference in references {
        let length = reference.length();
        for (state, way) in [
            (&mut from_start, Way::FromStart),
            (&mut from_kept, Way::FromKept),
        ] {
            let begin = state.clone();
            way.replay(state, length, held);
            comparison.compared += 1;
            if !state.is_same(reference) {
                let length = first_difference((&before, facts), (&begin, held), length, way);
                comparison.divergence = Some(Divergence { length, way });
                return comparison;
            }
        }
        while let Some(state) = kept.next_if(|state| state.length() <= length) {
            if state.length() == 0 {
                continue;
            }
            comparison.compared += 1;
            if !state.is_same(reference) {
                let way = Way::Kept;
                comparison.divergence = Some(Divergence { length, way });
                return comparison;
            }
            from_kept = state.clone();
        }
        before = reference.clone();
    }
    comparison
}

/// The smallest length above that of two states, which are the same, at which going on
/// from them gives different ones. At `differ` it does.
fn first_difference<F: Fold>(
    (reference, facts): (&F, &impl Source<F>),
    (begin, held): (&F, &impl Source<F>),
    differ: u64,
    way: Way,
) -> u64 {
    let (mut same, mut differ) = (reference.length(), differ);
    while differ - same > 1 {
        let middle = same + (differ - same) / 2;
        let (mut one, mut other) = (reference.clone(), begin.clone());
        super::replay(&mut one, middle, facts);
        way.replay(&mut other, middle, held);
        if one.is_same(&other) {
            same = middle;
        } else {
            differ = middle;
        }
    }
    differ
}

impl Way {
    /// Goes on to a length, settling as often as the way does.
    fn replay<F: Fold>(self, state: &mut F, length: u64, source: &impl Source<F>) {
        let chunk = match self {
            Self::FromStart => EVERY_FACT,
            Self::FromKept | Self::Kept => CHUNK,
        };
        for fact in source.facts_from(state.length()) {
            if state.length() >= length {
                break;
            }
            state.apply(state.length(), fact);
            if state.length().is_multiple_of(chunk) {
                state.settle();
            }
        }
        state.settle();
    }
}
