//! The promises of `docs/events.md`: every member of every type, its form and
//! its bounds, and the bytes and ids that follow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "events/bounds.rs"]
mod bounds;
#[path = "events/catalogue.rs"]
mod catalogue;
#[path = "events/conditions.rs"]
mod conditions;
#[path = "events/differential.rs"]
mod differential;
#[path = "events/exchange.rs"]
mod exchange;
#[path = "events/members.rs"]
mod members;
#[path = "events/mutations.rs"]
mod mutations;
#[path = "events/reference.rs"]
mod reference;
#[path = "events/sites.rs"]
mod sites;
