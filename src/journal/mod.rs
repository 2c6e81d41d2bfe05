//! The text of a `.statelog` file: a header line, then one line per commit, and a
//! mark where a writer closed the log. Nothing here does input or output.
//!
//! The format is `docs/format.md`, section 5. Every line is canonical JSON that
//! begins with a CRC-32C of its rest and ends in a line feed. The checksum says
//! quickly which line is damaged; the Merkle root of a line is what proves the
//! events up to it.
//!
//! * [`write_header`], [`write_commit`] and [`write_mark`] append one line each;
//! * [`Reader`] takes the bytes of a file in pieces of any size, hands over every
//!   line that counts, and says at the end what to do with the rest;
//! * [`recover`] does the same for a file that is in memory as a whole.
//!
//! Whether a commit counts is decided in [`Reader`] and nowhere else.
//!
//! `tests/journal.rs` compares both directions with a file made by an independent
//! program, and `tests/journal_faults.rs` cuts a log at every byte, flips every
//! bit and blanks every sector: no altered event is ever handed over.

mod checksum;
mod error;
mod header;
mod line;
mod log_id;
mod reader;
mod skeleton;
mod tail;
mod writer;

pub use error::{Corruption, Difference, JournalError, Rejection, WriteError};
pub use header::FORMAT;
pub use line::{Line, LineEvent};
pub use log_id::LogId;
pub use reader::{Ending, Reader, Recovered, Take, recover};
pub use writer::{write_commit, write_header, write_mark};
