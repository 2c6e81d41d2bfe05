//! The event store as a caller sees it, native. `tests/wasm.rs` runs the same suite
//! inside WebAssembly.
#![cfg(not(target_arch = "wasm32"))]
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

// What follows runs only natively: it tries every place of a file.
#[path = "store/durable.rs"]
mod durable;
#[path = "store/snapshot_bytes.rs"]
mod snapshot_bytes;
#[path = "store/stored_log.rs"]
mod stored_log;
