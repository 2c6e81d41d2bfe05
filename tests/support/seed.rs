//! The seed of random tests: new in each run, printed, and given back through
//! `STATELOG_SEED` to repeat a run.

#[cfg(not(target_arch = "wasm32"))]
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::workload::Rng;

/// The seed of this run. A test that fails shows it among its output.
#[allow(
    clippy::disallowed_methods,
    reason = "each run tries other inputs, and prints how to repeat them"
)]
pub fn seed() -> u64 {
    let seed = match given() {
        Some(given) => given.parse().expect("STATELOG_SEED is a decimal integer"),
        None => new(),
    };
    let advice = format!("repeat with STATELOG_SEED={seed}");
    #[cfg(not(target_arch = "wasm32"))]
    println!("{advice}");
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{advice}");
    seed
}

#[cfg(not(target_arch = "wasm32"))]
fn given() -> Option<String> {
    std::env::var("STATELOG_SEED").ok()
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(
    clippy::disallowed_methods,
    reason = "each run of the tests tries something new, and prints its seed"
)]
fn new() -> u64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    since_epoch.unwrap().as_nanos() as u64
}

/// There is no environment where the tests run, but there is one where they compile.
#[cfg(target_arch = "wasm32")]
fn given() -> Option<String> {
    option_env!("STATELOG_SEED").map(str::to_owned)
}

#[cfg(target_arch = "wasm32")]
#[expect(
    clippy::disallowed_methods,
    reason = "each run of the tests tries something new, and prints its seed"
)]
fn new() -> u64 {
    (js_sys::Math::random() * (1u64 << 53) as f64) as u64
}

/// Runs properties on `cases` inputs that the seed decides.
#[cfg(not(target_arch = "wasm32"))]
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
