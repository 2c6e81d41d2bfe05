//! Replay gives one state, whatever the snapshots, the commits, and the order in which a
//! chain is heard of.

mod compare;
mod flow;
mod order;
mod restore;
mod shown;
mod snapshots;
mod strangers;
