//! A log on a simulated disk that loses power, loses sectors, returns old ones, writes
//! to the wrong place and lies; and a log of real events with every fault of one kind.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
mod support;

mod counts;
mod disk;
mod exhaustive;
mod model;
mod power;
mod recovery;
mod scenario;
mod seeds;
mod writer;
