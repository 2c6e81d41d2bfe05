//! The event store inside WebAssembly: the suite of `tests/store.rs`, and the findings of
//! the samples, in Node, on a browser's main thread and in a worker. The runner chooses where by environment
//! variable.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod behaviour;
mod support;

#[path = "rules/samples.rs"]
mod findings;
#[path = "wasm/memory.rs"]
mod memory;
