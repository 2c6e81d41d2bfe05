//! Byte strings of different lengths in chunks.

use std::fmt;

use super::Chunked;
use crate::limits::MAX_EVENT_BYTES;

/// The largest number of bytes of one entry, 65,535.
pub const MAX_ENTRY_BYTES: usize = (1 << LENGTH_BITS) - 1;

/// The size of a full chunk in bytes.
const CHUNK_BYTES: usize = 256 << 10;

/// The least memory of a chunk that holds anything, in bytes.
const FIRST_BYTES: usize = 1 << 10;

/// The width of the length in the place of an entry.
const LENGTH_BITS: u32 = 16;

const _: () = assert!(MAX_EVENT_BYTES <= MAX_ENTRY_BYTES);
const _: () = assert!(MAX_ENTRY_BYTES < CHUNK_BYTES);
const _: () = assert!(size_of::<Place>() == 8);

/// An append-only list of byte strings, each at most [`MAX_ENTRY_BYTES`] long.
///
/// An entry costs its bytes and 8 bytes for its place. An entry never crosses
/// the border of a chunk, so what is left of a chunk when the next entry does
/// not fit stays unused: less than one entry per 256 KiB.
///
/// ```
/// use statelog::chunked::ByteArena;
/// let mut arena = ByteArena::new();
/// arena.push(b"first")?;
/// let index = arena.push(b"second")?;
/// assert_eq!(arena.get(index), Some(&b"second"[..]));
/// arena.truncate(1);
/// assert_eq!(arena.get(index), None);
/// # Ok::<(), statelog::chunked::EntryTooLong>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ByteArena {
    chunks: Vec<Vec<u8>>,
    places: Chunked<Place>,
}

/// Where an entry lies. The low 16 bits are its length in bytes, the others its
/// address: the number of its chunk times the size of a chunk, plus its position
/// in the chunk.
#[derive(Clone, Copy, Debug)]
struct Place(u64);

impl Place {
    fn new(chunk: usize, start: usize, length: usize) -> Self {
        let address = chunk as u64 * CHUNK_BYTES as u64 + start as u64;
        Self(address << LENGTH_BITS | length as u64)
    }

    fn length(self) -> usize {
        self.0 as usize & MAX_ENTRY_BYTES
    }

    fn chunk(self) -> usize {
        ((self.0 >> LENGTH_BITS) / CHUNK_BYTES as u64) as usize
    }

    fn start(self) -> usize {
        ((self.0 >> LENGTH_BITS) % CHUNK_BYTES as u64) as usize
    }

    fn end(self) -> usize {
        self.start() + self.length()
    }
}

impl ByteArena {
    /// An arena without entries, which takes no memory on the heap.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            chunks: Vec::new(),
            places: Chunked::new(),
        }
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Appends an entry and gives its index, the length before the call.
    ///
    /// # Errors
    /// [`EntryTooLong`] above [`MAX_ENTRY_BYTES`]; nothing is appended then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<usize, EntryTooLong> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryTooLong { got: bytes.len() });
        }
        let index = self.len();
        let number = self.chunk_for(bytes.len());
        if let Some(chunk) = self.chunks.get_mut(number) {
            let start = chunk.len();
            make_room(chunk, bytes.len());
            chunk.extend_from_slice(bytes);
            self.places.push(Place::new(number, start, bytes.len()));
        }
        Ok(index)
    }

    /// The number of the chunk that takes the next `length` bytes; adds one if
    /// the last does not.
    fn chunk_for(&mut self, length: usize) -> usize {
        // A full chunk takes not even an empty entry: the place behind its last
        // byte is the first of the next chunk.
        let fits =
            |chunk: &Vec<u8>| chunk.len() < CHUNK_BYTES && length <= CHUNK_BYTES - chunk.len();
        if !self.chunks.last().is_some_and(fits) {
            let capacity = if self.chunks.is_empty() {
                FIRST_BYTES
            } else {
                CHUNK_BYTES
            };
            self.chunks.push(Vec::with_capacity(capacity));
        }
        self.chunks.len() - 1
    }

    /// The entry at `index`; `None` outside `[0, len)`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        self.at(*self.places.get(index)?)
    }

    fn at(&self, place: Place) -> Option<&[u8]> {
        self.chunks
            .get(place.chunk())?
            .get(place.start()..place.end())
    }

    /// Drops the entries from index `len` on; a `len` beyond the length drops
    /// none. This abandons what an unfinished batch has appended.
    pub fn truncate(&mut self, len: usize) {
        self.places.truncate(len);
        let Some(last) = self.places.last().copied() else {
            self.chunks.clear();
            return;
        };
        self.chunks.truncate(last.chunk() + 1);
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.truncate(last.end());
        }
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.iter_from(0)
    }

    /// The entries of `[start, len)` in order; none for a start beyond the length.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &[u8]> {
        let places = self.places.iter_from(start);
        places.map_while(|place| self.at(*place))
    }
}

/// Doubles the memory of a chunk that is too small for `length` more bytes, up to
/// the size of a full chunk. The caller has checked that they fit a full one.
fn make_room(chunk: &mut Vec<u8>, length: usize) {
    let needed = chunk.len() + length;
    if needed > chunk.capacity() {
        let capacity = needed.max(chunk.capacity() * 2).min(CHUNK_BYTES);
        chunk.reserve_exact(capacity - chunk.len());
    }
}

/// An entry that no arena takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryTooLong {
    /// The number of bytes of the entry.
    pub got: usize,
}

impl fmt::Display for EntryTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an entry of {} bytes was refused: it may have at most {MAX_ENTRY_BYTES}",
            self.got
        )
    }
}

impl std::error::Error for EntryTooLong {}
