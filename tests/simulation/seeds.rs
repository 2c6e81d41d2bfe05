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

macro_rules! parts {
    ($($name:ident, $long:ident, $part:literal;)*) => {$(
        #[test]
        fn $name() {
            run($part, SEEDS);
        }

        #[test]
        #[ignore = "takes long"]
        fn $long() {
            run($part, LONG_SEEDS);
        }
    )*};
}

parts! {
    no_acknowledged_event_is_lost_or_altered_0, long_run_0, 0;
    no_acknowledged_event_is_lost_or_altered_1, long_run_1, 1;
    no_acknowledged_event_is_lost_or_altered_2, long_run_2, 2;
    no_acknowledged_event_is_lost_or_altered_3, long_run_3, 3;
}
