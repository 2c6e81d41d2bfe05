//! A vector of values in chunks of equal length.

/// The memory of a full chunk in bytes, as nearly as the size of a value allows.
const CHUNK_BYTES: usize = 64 << 10;

/// An append-only vector in chunks.
///
/// Every operation on one value costs O(1). The chunks have the same power of
/// two of values, about 64 KiB; the first one starts empty and grows to it.
///
/// ```
/// use statelog::chunked::Chunked;
/// let mut squares: Chunked<u64> = (0..10).map(|n| n * n).collect();
/// squares.truncate(4);
/// squares.push(100);
/// assert_eq!(squares.get(3), Some(&9));
/// assert_eq!(squares.iter_from(3).copied().collect::<Vec<_>>(), [9, 100]);
/// ```
#[derive(Clone, Debug)]
pub struct Chunked<T> {
    /// All chunks but the last are full, and the last one is not empty.
    chunks: Vec<Vec<T>>,
}

impl<T> Chunked<T> {
    /// The number of values of a full chunk: a power of two, so that doubling
    /// the first chunk arrives at it exactly.
    const CHUNK_LEN: usize = {
        let size = if size_of::<T>() == 0 {
            1
        } else {
            size_of::<T>()
        };
        let fitting = if size < CHUNK_BYTES {
            CHUNK_BYTES / size
        } else {
            1
        };
        1 << fitting.ilog2()
    };

    /// A vector without values, which takes no memory on the heap.
    #[must_use]
    pub const fn new() -> Self {
        Self { chunks: Vec::new() }
    }

    /// The number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.chunks.split_last() {
            Some((last, full)) => full.len() * Self::CHUNK_LEN + last.len(),
            None => 0,
        }
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Appends a value. Its index is the length before the call.
    pub fn push(&mut self, value: T) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < Self::CHUNK_LEN => chunk.push(value),
            last => {
                let capacity = if last.is_some() { Self::CHUNK_LEN } else { 1 };
                let mut chunk = Vec::with_capacity(capacity);
                chunk.push(value);
                self.chunks.push(chunk);
            }
        }
    }

    /// The value at `index`; `None` outside `[0, len)`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks
            .get(index / Self::CHUNK_LEN)?
            .get(index % Self::CHUNK_LEN)
    }

    /// The value at `index`, to be changed in place; `None` outside `[0, len)`.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.chunks
            .get_mut(index / Self::CHUNK_LEN)?
            .get_mut(index % Self::CHUNK_LEN)
    }

    /// The value appended last.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.chunks.last()?.last()
    }

    /// Drops the values from index `len` on; a `len` beyond the length drops
    /// none. This abandons what an unfinished batch has appended.
    pub fn truncate(&mut self, len: usize) {
        self.chunks.truncate(len.div_ceil(Self::CHUNK_LEN));
        let rest = self.chunks.len().saturating_sub(1) * Self::CHUNK_LEN;
        if let Some(last) = self.chunks.last_mut() {
            last.truncate(len - rest);
        }
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.iter_from(0)
    }

    /// The values of `[start, len)` in order; none for a start beyond the length.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &T> {
        let chunks = self.chunks.get(start / Self::CHUNK_LEN..);
        chunks
            .unwrap_or_default()
            .iter()
            .flatten()
            .skip(start % Self::CHUNK_LEN)
    }
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Extend<T> for Chunked<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        for value in values {
            self.push(value);
        }
    }
}

impl<T> FromIterator<T> for Chunked<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut chunked = Self::new();
        chunked.extend(values);
        chunked
    }
}
