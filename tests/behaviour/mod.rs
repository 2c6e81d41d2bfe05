//! The behaviour of the event store: one suite for native builds, Node and browsers.

mod append;
mod diff;
mod dispatch;
mod golden;
mod replay;
mod snapshot;
mod transfer;
