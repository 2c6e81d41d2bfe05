//! What appending promises: counts, offsets, batches, time, identity, bounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "store_append/batch.rs"]
mod batch;
#[path = "store_append/bounds.rs"]
mod bounds;
#[path = "store_append/chain_identity.rs"]
mod chain_identity;
#[path = "store_append/counts.rs"]
mod counts;
#[path = "store_append/identity.rs"]
mod identity;
#[path = "store_append/recorded.rs"]
mod recorded;
#[path = "store_append/time.rs"]
mod time;
