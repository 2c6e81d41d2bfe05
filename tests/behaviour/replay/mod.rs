//! Replay gives one state, whatever the snapshots, the commits, and the order in which a
//! chain is heard of.

mod flow;
mod order;
mod restore;
mod snapshots;
mod strangers;
