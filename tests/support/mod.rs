//! What integration tests share: examples, arbitrary events, generated logs.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test that includes this module uses a part of it"
)]

pub mod examples;
pub mod forms;
pub mod sealed;
pub mod seed;
pub mod store;
pub mod strategy;
pub mod workload;
