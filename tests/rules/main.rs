//! The replay rules: for each one the smallest log that breaks it and the smallest that
//! does not, at append and at replay. The name of a test begins with the rule's id.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../chain/abi.rs"]
mod abi;
mod chain_acts;
mod chain_arrival;
mod chain_evidence;
mod chain_order;
mod chain_payouts;
mod chain_stale;
mod chain_status;
mod completion;
mod defunding;
mod equivocation;
mod flows;
mod funding;
mod given;
mod guarantee;
mod judged;
mod ledger;
mod log;
mod message;
mod objective;
mod objective_owner;
mod parties;
mod proposal;
mod reference;
mod samples;
mod signature;
mod signed_content;
mod signing;
mod snapshot;
mod total;
mod voucher;
