//! The event-sourced log for state channels.

pub mod limits;

// Domain: what the words mean.
pub mod event;
pub mod nitro;
pub mod state;

// Mechanism: knows offsets and bytes, never channels.
pub mod canonical;
pub mod chunked;
pub mod journal;
pub mod log;
pub mod merkle;
