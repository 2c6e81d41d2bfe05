//! A sorted map whose copies share their entries.
//!
//! Facts about a channel come nearly in order and nearly always concern its latest
//! states. Short sorted chunks serve that well: the newest entry is found without a
//! search, appending moves nothing, and a copy of the map shares all chunks until
//! one of them is written to.

use std::sync::Arc;

/// The number of entries at which a chunk is split.
const CHUNK: usize = 32;

type Chunk<K, V> = Arc<Vec<(K, V)>>;

/// A sorted map. Cloning is O(1); the first write after it copies one chunk and the
/// list of chunks.
#[derive(Clone, Debug)]
pub(super) struct Sorted<K, V> {
    /// Never empty chunks, ascending.
    chunks: Arc<Vec<Chunk<K, V>>>,
}

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self {
            chunks: Arc::new(Vec::new()),
        }
    }
}

impl<K: Ord + Clone, V: Clone> Sorted<K, V> {
    /// The value of a key.
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let chunk = self.chunks.get(chunk_of(&self.chunks, key))?;
        let (_, value) = chunk.get(place_of(chunk, key).ok()?)?;
        Some(value)
    }

    /// The value of a key, to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = chunk_of(&self.chunks, key);
        let place = place_of(self.chunks.get(at)?, key).ok()?;
        let chunk = Arc::make_mut(&mut self.chunks).get_mut(at)?;
        let (_, value) = Arc::make_mut(chunk).get_mut(place)?;
        Some(value)
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: K, value: V) {
        let chunks = Arc::make_mut(&mut self.chunks);
        let at = chunk_of(chunks, &key);
        let Some(chunk) = chunks.get_mut(at) else {
            chunks.push(Arc::new(vec![(key, value)]));
            return;
        };
        match place_of(chunk, &key) {
            Ok(found) => {
                if let Some((_, held)) = Arc::make_mut(chunk).get_mut(found) {
                    *held = value;
                }
            }
            // Appending to a full chunk starts the next one, so that chunks that
            // grew in order stay full.
            Err(CHUNK) => chunks.insert(at + 1, Arc::new(vec![(key, value)])),
            Err(place) => {
                let chunk = Arc::make_mut(chunk);
                chunk.insert(place, (key, value));
                if chunk.len() > CHUNK {
                    let rest = chunk.split_off(CHUNK / 2);
                    chunks.insert(at + 1, Arc::new(rest));
                }
            }
        }
    }

    /// Forgets a key.
    pub(super) fn remove(&mut self, key: &K) {
        let at = chunk_of(&self.chunks, key);
        let place = self.chunks.get(at).map(|chunk| place_of(chunk, key));
        let Some(Ok(place)) = place else {
            return;
        };
        let chunks = Arc::make_mut(&mut self.chunks);
        if let Some(chunk) = chunks.get_mut(at).map(Arc::make_mut) {
            chunk.remove(place);
            if chunk.is_empty() {
                chunks.remove(at);
            }
        }
    }

    /// The entries, ascending.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.chunks
            .iter()
            .flat_map(|chunk| chunk.iter().map(|(key, value)| (key, value)))
    }

    /// The entries from a key on, ascending.
    pub(super) fn from<'s>(
        &'s self,
        key: &K,
    ) -> impl Iterator<Item = (&'s K, &'s V)> + use<'s, K, V> {
        let at = chunk_of(&self.chunks, key);
        let chunks = self.chunks.get(at..).unwrap_or_default();
        let skipped = chunks
            .first()
            .map_or(0, |chunk| match place_of(chunk, key) {
                Ok(place) | Err(place) => place,
            });
        chunks
            .iter()
            .flat_map(|chunk| chunk.iter())
            .skip(skipped)
            .map(|(key, value)| (key, value))
    }

    /// The last entry whose key is at most `key`.
    pub(super) fn last_up_to(&self, key: &K) -> Option<(&K, &V)> {
        let chunk = self.chunks.get(chunk_of(&self.chunks, key))?;
        let place = match place_of(chunk, key) {
            Ok(found) => found,
            Err(place) => place.checked_sub(1)?,
        };
        chunk.get(place).map(|(key, value)| (key, value))
    }
}

/// The last chunk that starts at or before `key`, else the first one.
fn chunk_of<K: Ord, V>(chunks: &[Chunk<K, V>], key: &K) -> usize {
    let starts_before = |chunk: &Chunk<K, V>| chunk.first().is_some_and(|(first, _)| first <= key);
    if chunks.last().is_some_and(starts_before) {
        return chunks.len() - 1;
    }
    chunks.partition_point(starts_before).saturating_sub(1)
}

/// Where in a chunk a key stands, or would stand.
fn place_of<K: Ord, V>(chunk: &[(K, V)], key: &K) -> Result<usize, usize> {
    match chunk.last().map(|(last, _)| last.cmp(key)) {
        None => Err(0),
        Some(std::cmp::Ordering::Less) => Err(chunk.len()),
        Some(std::cmp::Ordering::Equal) => Ok(chunk.len() - 1),
        Some(std::cmp::Ordering::Greater) => chunk.binary_search_by(|(held, _)| held.cmp(key)),
    }
}
