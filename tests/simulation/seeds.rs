//! Many seeds, in parts that run in parallel.

use crate::counts::Counts;
use crate::scenario;
use crate::support::seed::seed;

/// The number of parts.
const PARTS: u64 = 4;

/// The number of seeds of a run for every change, and of a long one.
const SEEDS: u64 = 20_000;
const LONG_SEEDS: u64 = 1_000_000;

/// Says how to repeat a scenario that failed: as the first of a run.
struct Repeat(u64);

impl Drop for Repeat {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("repeat this scenario with STATELOG_SEED={}", self.0);
        }
    }
}

fn run(part: u64, seeds: u64) {
    let count = seeds / PARTS;
    let first = seed().wrapping_add(part * count);
    let mut counts = Counts::default();
    for seed in (0..count).map(|number| first.wrapping_add(number)) {
        let repeat = Repeat(seed);
        scenario::run(seed, &mut counts);
        drop(repeat);
    }
    counts.print(&format!("{count} seeds from {first} on:"));
    // What this is for did happen.
    for what in [
        "verdict: clean",
        "verdict: line feed missing",
        "verdict: never used",
        "verdict: torn tail",
        "verdict: corrupt",
        "recoveries interrupted again",
        "writes of several commits",
        "snapshots restored",
        "closed",
    ] {
        assert!(counts.of(what) > count / 1_000, "{what} is rare");
    }
}

#[test]
fn no_acknowledged_event_is_lost_or_altered_0() {
    run(0, SEEDS);
}

#[test]
fn no_acknowledged_event_is_lost_or_altered_1() {
    run(1, SEEDS);
}

#[test]
fn no_acknowledged_event_is_lost_or_altered_2() {
    run(2, SEEDS);
}

#[test]
fn no_acknowledged_event_is_lost_or_altered_3() {
    run(3, SEEDS);
}

#[test]
#[ignore = "takes minutes"]
fn no_acknowledged_event_is_lost_or_altered_in_a_long_run_0() {
    run(0, LONG_SEEDS);
}

#[test]
#[ignore = "takes minutes"]
fn no_acknowledged_event_is_lost_or_altered_in_a_long_run_1() {
    run(1, LONG_SEEDS);
}

#[test]
#[ignore = "takes minutes"]
fn no_acknowledged_event_is_lost_or_altered_in_a_long_run_2() {
    run(2, LONG_SEEDS);
}

#[test]
#[ignore = "takes minutes"]
fn no_acknowledged_event_is_lost_or_altered_in_a_long_run_3() {
    run(3, LONG_SEEDS);
}
