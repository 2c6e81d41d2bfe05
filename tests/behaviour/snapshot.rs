//! Which states the snapshot manager keeps.

use crate::support::seed::Random;
use crate::support::test;
use statelog::replay::Fold;
use statelog::snapshot::{MAX_SNAPSHOTS, SnapshotManager};

/// A fold that only counts, with a mark to tell equal lengths apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Count {
    length: u64,
    entities: usize,
    mark: char,
}

impl Fold for Count {
    type Fact = ();

    fn length(&self) -> u64 {
        self.length
    }

    fn apply(&mut self, _offset: u64, _fact: &()) {
        self.length += 1;
    }

    fn settle(&mut self) {}

    fn entity_count(&self) -> usize {
        self.entities
    }

    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}

fn at(length: u64) -> Count {
    Count {
        length,
        ..Count::default()
    }
}

/// The lengths kept, found by asking for every length below `end`.
fn kept(manager: &SnapshotManager<Count>, end: u64) -> Vec<u64> {
    let mut lengths: Vec<_> = (0..=end)
        .filter_map(|length| manager.at_or_below(length))
        .map(|held| held.length)
        .collect();
    lengths.dedup();
    assert_eq!(lengths.len(), manager.len());
    lengths
}

fn offer_up_to(manager: &mut SnapshotManager<Count>, end: u64) {
    (1..=end).for_each(|length| manager.offer(&at(length)));
}

#[test]
fn a_snapshot_is_taken_once_per_interval() {
    let mut manager = SnapshotManager::new(10);
    offer_up_to(&mut manager, 55);
    assert_eq!(kept(&manager, 60), [10, 20, 30, 40, 50]);
    assert_eq!(manager.at_or_below(9), None);
    assert_eq!(manager.at_or_below(49), Some(&at(40)));
    let mut none = SnapshotManager::new(0);
    offer_up_to(&mut none, 1_000);
    assert!(none.is_empty());
}

#[test]
fn a_state_with_many_entities_waits_for_half_as_many_events() {
    let mut manager = SnapshotManager::new(10);
    for length in 1..=120 {
        let state = Count {
            entities: 100,
            ..at(length)
        };
        manager.offer(&state);
    }
    assert_eq!(kept(&manager, 120), [50, 100]);
}

#[test]
fn what_is_inserted_takes_the_place_of_what_has_the_same_length() {
    let mut manager = SnapshotManager::new(10);
    offer_up_to(&mut manager, 35);
    for (length, mark) in [(20, 'a'), (5, 'b'), (20, 'c'), (5, 'd'), (30, 'e')] {
        let state = Count { mark, ..at(length) };
        manager.insert(state.clone());
        assert_eq!(manager.at_or_below(length), Some(&state));
    }
    assert_eq!(kept(&manager, 60), [5, 10, 20, 30]);
}

/// However they came, no more than the largest number is kept, the last is among
/// them, and the longest way back to one is a small part of the log.
#[test]
fn too_many_snapshots_are_thinned_evenly() {
    let check = |manager: &SnapshotManager<Count>, end: u64| {
        let lengths = kept(manager, end);
        assert_eq!(lengths.len(), MAX_SNAPSHOTS, "{end}");
        assert_eq!(lengths.last(), Some(&end), "{end}");
        let gaps = lengths.windows(2).map(|pair| pair[1] - pair[0]);
        let longest = gaps.chain([lengths[0]]).max().unwrap();
        let even = end.div_ceil(MAX_SNAPSHOTS as u64);
        assert!(longest <= 4 * even, "{longest} of {end}");
    };
    for interval in [0, 1, 3] {
        let mut manager = SnapshotManager::new(interval);
        for length in 1..=5_000 {
            if interval == 0 {
                manager.insert(at(length));
            } else {
                manager.offer(&at(length));
            }
            if length % 60 == 0 && length > 1_000 {
                check(&manager, length);
            }
        }
    }
    // In any order, and at any distance.
    let mut manager = SnapshotManager::new(0);
    let mut random = Random::new();
    (0..20_000).for_each(|_| manager.insert(at(1 + random.below(10_000) as u64)));
    manager.insert(at(10_001));
    assert_eq!(manager.len(), MAX_SNAPSHOTS);
    assert_eq!(manager.at_or_below(u64::MAX), Some(&at(10_001)));
}
