//! Replay gives one state, whatever the snapshots, the commits, and the order in
//! which a chain was heard of.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "store_replay/flow.rs"]
mod flow;
#[path = "store_replay/order.rs"]
mod order;
#[path = "store_replay/restore.rs"]
mod restore;
#[path = "store_replay/snapshots.rs"]
mod snapshots;
