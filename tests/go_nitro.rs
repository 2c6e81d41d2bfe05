//! What go-nitro stores and sends, as events: against the logs that tell of the same
//! business, against stores made by another implementation, and against input that nobody
//! means well with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "go_nitro/hostile.rs"]
mod hostile;
#[path = "go_nitro/messages.rs"]
mod messages;
#[path = "go_nitro/stores.rs"]
mod stores;
mod support;
