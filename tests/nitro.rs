//! The protocol's functions against published vectors, and against input that nobody
//! means well with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "nitro/given.rs"]
mod given;
#[path = "nitro/logs.rs"]
mod logs;
#[path = "nitro/redemptions.rs"]
mod redemptions;
#[path = "nitro/signatures.rs"]
mod signatures;
mod support;
#[path = "nitro/vectors.rs"]
mod vectors;
