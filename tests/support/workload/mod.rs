//! Generates logs for tests and benchmarks: the same seed gives the same events
//! on every platform.
//!
//! * [`Realistic`]: the log of one node of a busy network, by the protocol;
//! * [`Small`]: about 300 canonical bytes an event, for comparison with stores
//!   that know no channels;
//! * [`random`]: short logs in which anything happens in any order.
//!
//! The example `workload` writes them to a file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a generator that breaks its own invariants fails by panicking"
)]
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test and example that includes this module uses a part of it"
)]

#[macro_use]
mod record;

mod chain;
mod chain_steps;
mod channel;
mod flow;
mod key;
mod ledger_steps;
mod node;
mod random;
mod random_chain;
mod realistic;
mod rng;
mod seal;
mod small;
mod steps;

pub use key::Key;
pub use node::event_id;
pub use random::{random, random_with_seal};
pub use realistic::{Realistic, Shape};
pub use rng::Rng;
pub use seal::{Nitro, Party, Seal, hash};
pub use small::Small;
