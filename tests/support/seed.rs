//! The seed of random tests: new in each run, printed, and given back through
//! `STATELOG_SEED` to repeat a run.

use std::time::{SystemTime, UNIX_EPOCH};

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::workload::Rng;

/// The seed of this run. A test that fails shows it among its output.
#[allow(
    clippy::disallowed_methods,
    reason = "each run tries other inputs, and prints how to repeat them"
)]
pub fn seed() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = match std::env::var("STATELOG_SEED") {
        Ok(given) => given.parse().expect("STATELOG_SEED is a decimal integer"),
        Err(_) => since_epoch.as_nanos() as u64,
    };
    println!("repeat with STATELOG_SEED={seed}");
    seed
}

/// Runs properties on `cases` inputs that the seed decides.
pub fn runner(cases: u32) -> TestRunner {
    let mut rng = Rng::new(seed());
    let bytes: Vec<_> = (0..4).flat_map(|_| rng.next().to_be_bytes()).collect();
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// The generator of this run, seeded by [`seed`].
pub struct Random(Rng);

impl Random {
    /// A generator whose seed is printed.
    pub fn new() -> Self {
        Self(Rng::new(seed()))
    }

    /// A number within `[0, end)`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.0.next() % end as u64) as usize
    }
}
