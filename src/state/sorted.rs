//! A sorted map whose copies share their entries.
//!
//! Facts about a channel come nearly in order and nearly always concern its latest
//! states. Short sorted chunks serve that well: the newest entry is found without a
//! search, appending moves nothing, and a copy of the map shares all chunks until
//! one of them is written to.

// No weak references, whose handling is code for each type of entry.
use triomphe::Arc;

/// The number of entries at which a chunk is split.
const CHUNK: usize = 32;

/// Some entries, ascending, behind a key that is at most the first of theirs: looking
/// for a chunk then reads one list and no chunk.
type Chunk<K, V> = (K, Arc<Vec<(K, V)>>);

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
        let (_, chunk) = self.chunks.get(chunk_of(&self.chunks, key))?;
        let (_, value) = chunk.get(place_of(chunk, key).ok()?)?;
        Some(value)
    }

    /// The value of a key, to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = chunk_of(&self.chunks, key);
        let (_, chunk) = self.chunks.get(at)?;
        let place = place_of(chunk, key).ok()?;
        let (_, chunk) = Arc::make_mut(&mut self.chunks).get_mut(at)?;
        let (_, value) = Arc::make_mut(chunk).get_mut(place)?;
        Some(value)
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: K, value: V) {
        let chunks = Arc::make_mut(&mut self.chunks);
        let at = chunk_of(chunks, &key);
        let Some((least, chunk)) = chunks.get_mut(at) else {
            chunks.push((key.clone(), Arc::new(vec![(key, value)])));
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
            Err(CHUNK) => {
                let next = (key.clone(), Arc::new(vec![(key, value)]));
                chunks.insert(at + 1, next);
            }
            Err(place) => {
                if key < *least {
                    *least = key.clone();
                }
                let chunk = Arc::make_mut(chunk);
                chunk.insert(place, (key, value));
                let rest = if chunk.len() > CHUNK {
                    chunk.split_off(CHUNK / 2)
                } else {
                    Vec::new()
                };
                if let Some((first, _)) = rest.first() {
                    chunks.insert(at + 1, (first.clone(), Arc::new(rest)));
                }
            }
        }
    }

    /// Forgets a key.
    pub(super) fn remove(&mut self, key: &K) {
        let at = chunk_of(&self.chunks, key);
        let place = self.chunks.get(at).map(|(_, chunk)| place_of(chunk, key));
        let Some(Ok(place)) = place else {
            return;
        };
        let chunks = Arc::make_mut(&mut self.chunks);
        if let Some(chunk) = chunks.get_mut(at).map(|(_, chunk)| Arc::make_mut(chunk)) {
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
            .flat_map(|(_, chunk)| chunk.iter().map(|(key, value)| (key, value)))
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
            .map_or(0, |(_, chunk)| match place_of(chunk, key) {
                Ok(place) | Err(place) => place,
            });
        chunks
            .iter()
            .flat_map(|(_, chunk)| chunk.iter())
            .skip(skipped)
            .map(|(key, value)| (key, value))
    }

    /// The last entry whose key is at most `key`.
    pub(super) fn last_up_to(&self, key: &K) -> Option<(&K, &V)> {
        let at = chunk_of(&self.chunks, key);
        let (_, chunk) = self.chunks.get(at)?;
        let place = match place_of(chunk, key) {
            Ok(found) => Some(found),
            Err(place) => place.checked_sub(1),
        };
        let entry = match place {
            Some(place) => chunk.get(place),
            // The chunk starts behind the key, so what is sought ends the one before.
            None => self.chunks.get(at.checked_sub(1)?)?.1.last(),
        };
        entry.map(|(key, value)| (key, value))
    }

    /// The last entry.
    pub(super) fn last(&self) -> Option<(&K, &V)> {
        let (_, chunk) = self.chunks.last()?;
        chunk.last().map(|(key, value)| (key, value))
    }
}

/// The last chunk that starts at or before `key`, else the first one.
fn chunk_of<K: Ord, V>(chunks: &[Chunk<K, V>], key: &K) -> usize {
    if chunks.last().is_some_and(|(least, _)| least <= key) {
        return chunks.len() - 1;
    }
    chunks
        .partition_point(|(least, _)| least <= key)
        .saturating_sub(1)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Sorted;

    /// A sequence of pseudo-random numbers (xorshift).
    fn next(random: &mut u64) -> u64 {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        *random
    }

    #[test]
    fn it_answers_like_a_tree_and_copies_do_not_see_later_writes() {
        for seed in 1..20u64 {
            let mut random = seed;
            let mut tree = BTreeMap::new();
            let mut sorted = Sorted::default();
            let mut copies = Vec::new();
            for step in 0..1500u64 {
                let key = next(&mut random) % (40 * seed);
                if next(&mut random).is_multiple_of(3) {
                    tree.remove(&key);
                    sorted.remove(&key);
                } else if let Some(held) = sorted.get_mut(&key) {
                    *held += 1;
                    tree.entry(key).and_modify(|held| *held += 1);
                } else {
                    tree.insert(key, step);
                    sorted.insert(key, step);
                }
                assert_eq!(sorted.get(&key), tree.get(&key));
                let probe = next(&mut random) % (40 * seed);
                assert!(sorted.from(&probe).take(5).eq(tree.range(probe..).take(5)));
                assert_eq!(sorted.last_up_to(&probe), tree.range(..=probe).last());
                assert_eq!(sorted.last(), tree.last_key_value());
                if step.is_multiple_of(100) {
                    assert!(sorted.iter().eq(tree.iter()));
                    assert!(sorted.iter().rev().eq(tree.iter().rev()));
                    copies.push((sorted.clone(), tree.clone()));
                }
            }
            for (sorted, tree) in copies {
                assert!(sorted.iter().eq(tree.iter()), "seed {seed}");
            }
        }
    }

    #[test]
    fn entries_that_come_in_order_fill_their_chunks() {
        let mut sorted = Sorted::default();
        for key in 0..320u64 {
            sorted.insert(key, ());
        }
        assert_eq!(sorted.chunks.len(), 10);
    }
}
