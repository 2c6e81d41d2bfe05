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
pub const SAMPLES: [Sample; 5] = [
    sample!("challenge-clear"),
    sample!("challenge-timeout-withdraw"),
    sample!("direct-fund-defund"),
    sample!("virtual-fund-pay-defund"),
    sample!("virtual-intermediary"),
];
