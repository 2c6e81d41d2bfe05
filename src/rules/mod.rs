//! Decides what becomes of an event before the log is touched.
//!
//! An event is recorded, is a duplicate of a fact that the log already holds, or is
//! refused. What breaks the protocol but happened is recorded; replay flags it.

mod identity;

pub use identity::{Standing, domain_keys, standing};
