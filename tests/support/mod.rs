//! What integration tests share: examples, arbitrary events, generated logs.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test that includes this module uses a part of it"
)]

pub mod examples;
pub mod forms;
pub mod golden;
pub mod samples;
pub mod sealed;
pub mod seed;
pub mod store;
#[cfg(not(target_arch = "wasm32"))]
pub mod strategy;
pub mod workload;

/// What marks a test of the suite that runs natively and inside WebAssembly.
#[cfg(not(target_arch = "wasm32"))]
#[allow(unused_imports, reason = "each test includes what it uses")]
pub use std::prelude::v1::test;
#[cfg(target_arch = "wasm32")]
pub use wasm_bindgen_test::wasm_bindgen_test as test;
