//! The event-sourced log for state channels.
