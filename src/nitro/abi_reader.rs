//! Reads what the Solidity ABI encodes.
//!
//! Data of logs is untrusted, and its offsets could lead to the same bytes again and
//! again. So a reader has a budget: what it takes from lists and byte strings is no
//! more than the data is long, which all data that Solidity encodes keeps to. Nesting
//! is bounded by the types that are asked for. A general decoder (that of
//! `alloy-sol-types`) took four times the code.

use std::cell::Cell;

use crate::canonical::Invalid;
use crate::event::scalar::{Bytes, Bytes20, Bytes32, Bytes65, U256, Uint48};
use crate::event::{Allocation, AssetExit, Outcome};

/// The length of a word in bytes.
const WORD: usize = 32;

/// Encoded arguments, and how much of them may still be taken.
#[derive(Debug)]
pub(super) struct Arguments<'a> {
    data: &'a [u8],
    budget: Cell<usize>,
}

impl<'a> Arguments<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            budget: Cell::new(data.len()),
        }
    }

    /// The arguments as a tuple.
    pub(super) fn tuple(&self) -> Tuple<'_> {
        Tuple {
            data: self.data,
            budget: &self.budget,
        }
    }
}

/// A tuple within encoded data: `data` begins with its first word, which the offsets
/// in it are relative to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tuple<'a> {
    data: &'a [u8],
    budget: &'a Cell<usize>,
}

impl<'a> Tuple<'a> {
    /// The word at a place, as bytes.
    pub(super) fn word(self, place: usize) -> Result<Bytes32, Invalid> {
        let word = self.data.get(place * WORD..).and_then(<[u8]>::first_chunk);
        word.map(|word| Bytes32::new(*word)).ok_or_else(overrun)
    }

    /// The word at a place, as an integer.
    pub(super) fn u256(self, place: usize) -> Result<U256, Invalid> {
        Ok(self.word(place)?.into())
    }

    /// The word at a place, as an integer of at most `most`; `what` names its type.
    fn bounded(self, place: usize, most: u64, what: &'static str) -> Result<u64, Invalid> {
        let word = self.u256(place)?;
        let value = u64::try_from(word).ok().filter(|value| *value <= most);
        value.ok_or_else(|| Invalid::new(what, word.to_string()))
    }

    /// The word at a place, as a `uint48`.
    pub(super) fn uint48(self, place: usize) -> Result<Uint48, Invalid> {
        let value = self.bounded(place, Uint48::MAX.get(), "a uint48")?;
        Ok(Uint48::new(value).unwrap_or_default())
    }

    /// The word at a place, as an index.
    pub(super) fn index(self, place: usize) -> Result<u32, Invalid> {
        let value = self.bounded(place, u32::MAX.into(), "an index below 2^32")?;
        Ok(value as u32)
    }

    /// The word at a place, as a `uint8`.
    pub(super) fn byte(self, place: usize) -> Result<u8, Invalid> {
        Ok(self.bounded(place, u8::MAX.into(), "a uint8")? as u8)
    }

    /// The word at a place, as a boolean.
    pub(super) fn boolean(self, place: usize) -> Result<bool, Invalid> {
        Ok(self.bounded(place, 1, "a bool")? == 1)
    }

    /// The word at a place, as an address.
    pub(super) fn address(self, place: usize) -> Result<Bytes20, Invalid> {
        let word = self.word(place)?;
        let address = Bytes20::from_word(word);
        let padded = address.into_word() == word;
        padded
            .then_some(address)
            .ok_or_else(|| Invalid::new("an address", word.to_string()))
    }

    /// The tuple that the offset at a place leads to.
    pub(super) fn tuple(self, place: usize) -> Result<Self, Invalid> {
        let offset = self.bounded(place, u32::MAX.into(), OFFSET)?;
        Ok(Self {
            data: self.data.get(offset as usize..).ok_or_else(overrun)?,
            budget: self.budget,
        })
    }

    /// The bytes that the offset at a place leads to.
    pub(super) fn bytes(self, place: usize) -> Result<Bytes, Invalid> {
        let (count, rest) = self.tuple(place)?.counted(1)?;
        let bytes = rest.data.get(..count).ok_or_else(overrun)?;
        Ok(Bytes(bytes.to_vec()))
    }

    /// The list that the offset at a place leads to, of tuples behind offsets of their
    /// own.
    pub(super) fn list<T>(self, place: usize, read: Read<T>) -> Result<Vec<T>, Invalid> {
        let (count, items) = self.tuple(place)?.counted(WORD)?;
        (0..count).map(|at| read(items.tuple(at)?)).collect()
    }

    /// The list that the offset at a place leads to, of tuples of three words.
    pub(super) fn signatures(self, place: usize) -> Result<Vec<Bytes65>, Invalid> {
        let (count, items) = self.tuple(place)?.counted(3 * WORD)?;
        (0..count).map(|at| items.signature(3 * at)).collect()
    }

    /// The signature `(uint8 v, bytes32 r, bytes32 s)` at a place.
    pub(super) fn signature(self, place: usize) -> Result<Bytes65, Invalid> {
        let v = self.byte(place)?;
        let (r, s) = (self.word(place + 1)?, self.word(place + 2)?);
        let mut signature = Bytes65::ZERO;
        let bytes = r.iter().chain(&s).copied().chain([v]);
        for (place, byte) in signature.iter_mut().zip(bytes) {
            *place = byte;
        }
        Ok(signature)
    }

    /// The outcome that the offset at a place leads to.
    pub(super) fn outcome(self, place: usize) -> Result<Outcome, Invalid> {
        self.list(place, |exit| {
            let metadata = exit.tuple(1)?;
            Ok(AssetExit {
                asset: exit.address(0)?,
                asset_type: metadata.byte(0)?,
                asset_metadata: metadata.bytes(1)?,
                allocations: exit.list(2, |allocation| {
                    Ok(Allocation {
                        destination: allocation.word(0)?,
                        amount: allocation.u256(1)?,
                        allocation_type: allocation.byte(2)?,
                        metadata: allocation.bytes(3)?,
                    })
                })?,
            })
        })
    }

    /// The count that the tuple begins with, and what follows it. Takes `count` times
    /// `size` bytes from the budget.
    fn counted(self, size: usize) -> Result<(usize, Self), Invalid> {
        let count = self.bounded(0, u32::MAX.into(), OFFSET)? as usize;
        let taken = count.checked_mul(size);
        let left = taken.and_then(|taken| self.budget.get().checked_sub(taken));
        self.budget.set(left.ok_or_else(overrun)?);
        let data = self.data.get(WORD..).unwrap_or_default();
        Ok((count, Self { data, ..self }))
    }
}

/// Reads one item of a list.
pub(super) type Read<T> = fn(Tuple<'_>) -> Result<T, Invalid>;

const OFFSET: &str = "an offset or a length within the data";

fn overrun() -> Invalid {
    Invalid::new("the ABI encoding of the arguments", "data that ends before")
}
