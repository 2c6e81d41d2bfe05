//! Ways of folding a log are compared, and the first event after which they part is named.

use statelog::replay::{Comparison, Fold, Source, Way, compare, places, replay};

use crate::support::seed::Random;
use crate::support::test;

/// A fold whose state tells every order and every fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Chain {
    length: u64,
    hash: u64,
}

impl Fold for Chain {
    type Fact = u64;

    fn length(&self) -> u64 {
        self.length
    }

    fn apply(&mut self, offset: u64, fact: &u64) {
        assert_eq!(offset, self.length, "facts come in order");
        self.length += 1;
        self.hash = self.hash.wrapping_mul(31).wrapping_add(fact + 1);
    }

    fn settle(&mut self) {}

    fn entity_count(&self) -> usize {
        1
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

struct Facts(Vec<u64>);

impl<F: Fold<Fact = u64>> Source<F> for Facts {
    fn facts_from(&self, offset: u64) -> impl Iterator<Item = &u64> {
        self.0.iter().skip(offset as usize)
    }
}

fn facts(length: u64) -> Facts {
    Facts((0..length).map(|offset| offset * 7 % 13).collect())
}

fn at<F: Fold<Fact = u64>>(length: u64, facts: &Facts) -> F {
    let mut state = F::default();
    replay(&mut state, length, facts);
    state
}

/// Compares what is held with what the bytes say, as a store does.
fn compared<F: Fold<Fact = u64>>(bytes: &Facts, held: &Facts, kept: &[F]) -> Comparison {
    let length = bytes.0.len() as u64;
    let places = places(length, kept);
    let mut state = F::default();
    let references: Vec<F> = (places.iter())
        .map(|place| {
            replay(&mut state, *place, bytes);
            state.clone()
        })
        .collect();
    compare(&references, bytes, held, kept)
}

#[test]
fn places_are_spread_evenly_and_take_in_all_that_is_kept() {
    let kept = |lengths: &[u64]| -> Vec<Chain> {
        lengths
            .iter()
            .map(|length| at(*length, &facts(900)))
            .collect()
    };
    assert_eq!(places::<Chain>(0, &[]), [0; 0]);
    assert_eq!(places(3, &kept(&[0, 2])), [1, 2, 3]);
    assert_eq!(places(16, &kept(&[])), (1..=16).collect::<Vec<_>>());
    let lengths = places(160, &kept(&[1, 5, 5, 10, 159]));
    let expected: Vec<u64> = [1, 5]
        .into_iter()
        .chain((1..=15).map(|part| part * 10))
        .collect();
    assert_eq!(lengths, [&expected[..], &[159, 160]].concat());
    assert_eq!(places(20, &kept(&[21, 30])).last(), Some(&20));
}

#[test]
fn ways_that_agree_are_compared_at_every_place() {
    for length in [0, 1, 15, 16, 17, 100, 1_000] {
        let facts = facts(length);
        let kept: Vec<Chain> = [0, length / 3, length]
            .map(|place| at(place, &facts))
            .into();
        let found = compared(&facts, &facts, &kept);
        assert_eq!(found.divergence, None);
        let all =
            2 * places(length, &kept).len() + kept.iter().filter(|one| one.length > 0).count();
        assert_eq!(found.compared as usize, all);
    }
}

/// Whatever fact was changed, that one is named.
#[test]
fn the_first_fact_that_differs_is_named() {
    for length in [1, 2, 16, 40, 333] {
        for offset in 0..length {
            let (bytes, mut held) = (facts(length), facts(length));
            held.0[offset as usize] += 1;
            let divergence = compared::<Chain>(&bytes, &held, &[]).divergence.unwrap();
            assert_eq!(divergence.length, offset + 1, "of {length}");
            assert_eq!(divergence.way, Way::FromStart);
        }
    }
}

/// A state that is kept for a length other than an even one is found, too, and before any
/// that is wrong behind it.
#[test]
fn the_first_kept_state_that_is_wrong_is_named() {
    let facts = facts(500);
    let mut random = Random::new();
    for _ in 0..200 {
        let mut lengths: Vec<u64> = (0..5).map(|_| 1 + random.below(500) as u64).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let mut kept: Vec<Chain> = lengths.iter().map(|place| at(*place, &facts)).collect();
        let wrong = random.below(kept.len());
        kept[wrong..].iter_mut().for_each(|state| state.hash ^= 1);
        let divergence = compared(&facts, &facts, &kept).divergence.unwrap();
        assert_eq!(
            (divergence.length, divergence.way),
            (lengths[wrong], Way::Kept)
        );
    }
}

#[test]
fn facts_that_are_missing_are_a_difference() {
    let divergence = compared::<Chain>(&facts(100), &facts(70), &[]).divergence;
    assert_eq!(divergence.unwrap().length, 71);
}

/// A fold that breaks the promise: what it derives depends on how often it settles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Careless {
    chain: Chain,
    pending: u64,
    lost: u64,
}

impl Fold for Careless {
    type Fact = u64;

    fn length(&self) -> u64 {
        self.chain.length
    }

    fn apply(&mut self, offset: u64, fact: &u64) {
        self.chain.apply(offset, fact);
        // A second fact of this kind before settling makes it forget the first.
        if *fact == 12 {
            self.lost += self.pending;
            self.pending = 1;
        }
    }

    fn settle(&mut self) {
        self.pending = 0;
    }

    fn entity_count(&self) -> usize {
        1
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.chain, self.lost) == (&other.chain, other.lost)
    }
}

#[test]
fn a_fold_that_depends_on_when_it_is_settled_is_found() {
    let mut facts = facts(2_000);
    facts.0.iter_mut().for_each(|fact| *fact = (*fact).min(11));
    (facts.0[1_200], facts.0[1_217]) = (12, 12);
    let divergence = compared::<Careless>(&facts, &facts, &[])
        .divergence
        .unwrap();
    assert_eq!((divergence.length, divergence.way), (1_218, Way::FromStart));
    // Settled in between by all ways, it is right by chance.
    (facts.0[1_200], facts.0[1_217]) = (11, 12);
    facts.0[1_100] = 12;
    assert_eq!(compared::<Careless>(&facts, &facts, &[]).divergence, None);
}
