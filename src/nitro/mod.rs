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
mod abi_reader;
mod challenge;
mod deposit;
pub mod evm_log;
mod fixed_part;
pub mod guarantee;
pub mod holdings;
mod objective_id;
mod outcome;
mod redemption;
mod signature;
mod state;
mod status;
mod support;
mod voucher;

pub use challenge::challenge_hash;
pub use deposit::deposit_threshold;
pub use fixed_part::{channel_id, destination_of, is_internal};
pub use objective_id::{ObjectiveIdKind, objective_id};
pub use outcome::{Total, encode_outcome, outcome_hash, total, totals};
pub use redemption::{RedeemedVoucher, Redemption};
pub use signature::{SignatureError, digest, is_high_s, normalise, recover, twin};
pub use state::state_hash;
pub use status::{Status, status_of, status_word};
pub use support::full_suffices;
pub use voucher::voucher_hash;
