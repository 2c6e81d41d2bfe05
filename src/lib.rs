//! The event-sourced log for state channels.

pub mod canonical;
pub mod chunked;
pub mod event;
pub mod journal;
pub mod limits;
pub mod log;
pub mod state;
pub mod merkle;
