//! The sample logs and what is kept of their states, at hand where there are no files.

/// A sample log.
pub struct Sample {
    /// The name of its file without the ending.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Its golden states; see `tests/behaviour/golden.rs`.
    pub golden: &'static str,
}

macro_rules! sample {
    ($name:literal) => {
        Sample {
            name: $name,
            text: include_str!(concat!("../../www/public/samples/", $name, ".statelog")),
            golden: include_str!(concat!("../golden/samples/", $name, ".json")),
        }
    };
}

/// All sample logs, by name; a test compares the list with the folder.
pub const SAMPLES: [Sample; 18] = [
    sample!("challenge-clear"),
    sample!("challenge-timeout-withdraw"),
    sample!("direct-fund-defund"),
    sample!("e01-equivocation"),
    sample!("e02-dual-sign"),
    sample!("e03-reorged-deposit"),
    sample!("e04-shuffled-logs"),
    sample!("e05a-zombie-challenge"),
    sample!("e05b-drain"),
    sample!("e06-silent-credit"),
    sample!("e07-late-rejection"),
    sample!("e08-late-voucher"),
    sample!("e09-wrong-snapshot"),
    sample!("e10-unlogged-signature"),
    sample!("e11-guarantee-type"),
    sample!("e12-lost-message"),
    sample!("virtual-fund-pay-defund"),
    sample!("virtual-intermediary"),
];
