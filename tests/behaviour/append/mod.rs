//! What appending promises: counts, offsets, batches, time, identity, bounds.

mod batch;
mod bounds;
mod chain_identity;
mod counts;
mod identity;
mod recorded;
mod time;
