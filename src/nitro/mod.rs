//! The protocol's arithmetic as pure functions.

pub mod holdings;
