//! The event-sourced log for state channels.

pub mod canonical;
pub mod event;
pub mod limits;
pub mod log;
pub mod nitro;
pub mod state;
