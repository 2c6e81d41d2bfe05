//! What integration tests share.

pub mod workload;
