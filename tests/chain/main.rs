//! The fold of a chain: against readings of the real contracts, against folding
//! everything anew, and step by step.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod abi;
mod canonical;
mod contract;
mod executed;
mod flows;
mod maths;
mod payouts;
mod random;
mod recorded;
mod unknown;
mod walk;
mod world;
