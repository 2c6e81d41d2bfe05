//! Append-only storage in chunks: growth never copies what is already stored.
//!
//! A `Vec` that outgrows its memory holds its content twice while it moves, and
//! WebAssembly memory never shrinks afterwards. Here only the first chunk grows
//! by moving, up to a bound; from then on whole chunks are added.
//!
//! * [`Chunked`] keeps values of one type;
//! * [`ByteArena`] keeps byte strings of different lengths.
//!
//! `tests/chunked.rs` compares both with `Vec`s under random operations.

mod arena;
mod vector;

pub use arena::{ByteArena, EntryTooLong, MAX_ENTRY_BYTES};
pub use vector::Chunked;
