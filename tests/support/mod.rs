//! What several test files share.

/// A generator of pseudo-random numbers (SplitMix64) whose seed is printed, so
/// that a failing test can be run again with `STATELOG_SEED=<seed>`.
pub(crate) struct Random(u64);

impl Random {
    /// A generator seeded from the environment, or differently on each run.
    pub(crate) fn new() -> Self {
        let chosen = std::env::var("STATELOG_SEED").ok();
        let seed = match chosen {
            Some(text) => text.parse().expect("STATELOG_SEED is a decimal number"),
            None => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |time| time.as_nanos() as u64),
        };
        println!("STATELOG_SEED={seed}");
        Self(seed)
    }

    /// A number within `[0, end)`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}
