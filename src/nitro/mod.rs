//! The Nitro protocol as pure functions: ids, hashes, signatures, payouts, and what
//! the logs of an adjudicator say.
//!
//! Nothing here knows of logs of events, offsets or time. The definitions are those of
//! the Nitro contracts; `tests/nitro.rs` checks them against published vectors, and
//! `tests/nitro/` against two other implementations on random input.
//!
//! Throughout, `k` is Keccak-256 and `abi` the standard, padded encoding of the
//! Solidity ABI.

mod abi;
mod challenge;
mod deposit;
mod fixed_part;
pub mod guarantee;
pub mod holdings;
mod outcome;
mod signature;
mod state;
mod status;
mod voucher;

pub use challenge::challenge_hash;
pub use deposit::deposit_threshold;
pub use fixed_part::{channel_id, destination_of, is_internal};
pub use outcome::{Total, encode_outcome, outcome_hash, total, totals};
pub use signature::{SignatureError, digest, is_high_s, normalise, recover};
pub use state::state_hash;
pub use status::{Status, status_of, status_word};
pub use voucher::voucher_hash;
