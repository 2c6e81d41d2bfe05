//! Which channels a ledger guarantees, and ever did.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use facts::ledger::*;
use facts::*;
use statelog::event::scalar::{Bytes20, U256};
use statelog::state::view::Phase;

#[test]
fn a_guarantee_counts_from_the_first_supported_state_that_holds_it() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 0));
    assert!(given.channel.targets_from(0).eq([&target(7)]));
    assert!(!given.channel.guarantees(&target(7)));
    assert!(!given.channel.ever_guaranteed(&target(7)));
    given.when(proposed(3, hash(3, 1), add_of(8, 10, 10), 0));
    // Countersigning turn 3 accepts turn 2 as well.
    given.when(proposed(3, hash(3, 1), add_of(8, 10, 10), 1));
    assert!(given.channel.guarantees(&target(7)));
    assert!(given.channel.ever_guaranteed(&target(7)));
    let seen = given.channel.target_count();
    assert_eq!(given.channel.targets_from(seen).count(), 0);
    agree(&mut given, 4, 1, remove_of(7, 10));
    assert!(!given.channel.guarantees(&target(7)));
    assert!(given.channel.ever_guaranteed(&target(7)));
    assert!(given.channel.guarantees(&target(8)));
}

#[test]
fn a_guarantee_that_was_removed_before_it_was_accepted_never_counted() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 0));
    given.when(proposed(3, hash(3, 1), remove_of(7, 10), 0));
    given.when(proposed(3, hash(3, 1), remove_of(7, 10), 1));
    assert!(!given.channel.ever_guaranteed(&target(7)));
    // Accepting turn 2 as well, however late, makes it count.
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 1));
    assert!(given.channel.ever_guaranteed(&target(7)));
    assert!(!given.channel.guarantees(&target(7)));
}

#[test]
fn guarantees_of_a_final_ledger_state_count() {
    let mut outcome = native(90, 100);
    outcome[0].allocations.push(guarantee(target(7), 10, 0, 1));
    let last = with_outcome(finished(5, 1), outcome);
    let mut given = funded().and(signed(last, &[0]));
    assert!(!given.channel.guarantees(&target(7)));
    given.when(signed(finished(5, 1), &[1]));
    assert!(given.channel.guarantees(&target(7)));
    assert!(given.channel.ever_guaranteed(&target(7)));
    assert!(given.channel.targets_from(0).eq([&target(7)]));
    let (asset, held) = given.channel.guarantees_for(&target(7)).remove(0);
    assert_eq!((asset, held.amount), (Bytes20::ZERO, U256::from(10)));
    assert_eq!((held.left, held.right), (destination(0), destination(1)));
    assert_eq!(given.view().phase, Phase::Concluded);
}

#[test]
fn a_guarantee_stays_on_record_when_a_reorganisation_takes_one_of_its_states() {
    let holding = |turn| {
        let mut outcome = native(90, 100);
        outcome[0].allocations.push(guarantee(target(7), 10, 0, 1));
        with_outcome(state(turn, 1), outcome)
    };
    let mut given = funded().and(signed(holding(3), &[0]));
    given.accept(&[(3, hash(3, 1))]);
    assert!(given.channel.ever_guaranteed(&target(7)));
    given.accept(&[]);
    assert!(!given.channel.ever_guaranteed(&target(7)));
    given.when(signed(holding(2), &[0, 1]));
    given.accept(&[(3, hash(3, 1))]);
    given.accept(&[]);
    assert!(given.channel.ever_guaranteed(&target(7)));
}
