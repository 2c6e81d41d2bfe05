//! The tree itself: leaves, perfect subtrees, roots at any length.

use super::{Hash, empty_root, node_hash};
use crate::chunked::Chunked;

/// An append-only RFC 6962 tree that keeps the hash of every perfect subtree.
///
/// It takes about 64 bytes a leaf. Appending costs one node hash on average and
/// at most one per level; the root at any length costs at most one per level.
///
/// ```
/// use statelog::merkle::{Tree, leaf_hash, node_hash};
/// let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
/// let tree: Tree = [a, b].into_iter().collect();
/// assert_eq!(tree.root(), node_hash(&a, &b));
/// assert_eq!(tree.root_at(1), Some(a));
/// assert_eq!(tree.root_at(3), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root over the leaves `[i * 2^k, (i + 1) * 2^k)`.
    levels: Vec<Chunked<Hash>>,
}

impl Tree {
    /// The tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { levels: Vec::new() }
    }

    /// The number of leaves.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Whether there is no leaf.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a leaf hash. Its index is the length before the call.
    pub fn push(&mut self, leaf: Hash) {
        let mut completed = Some(leaf);
        let mut level = 0;
        while let Some(hash) = completed {
            if level == self.levels.len() {
                self.levels.push(Chunked::new());
            }
            completed = self
                .levels
                .get_mut(level)
                .and_then(|hashes| push_hash(hashes, hash));
            level += 1;
        }
    }

    /// Takes over what a longer tree that begins with the same leaves has besides,
    /// without hashing it again.
    pub fn catch_up(&mut self, longer: &Self) {
        self.levels.resize_with(longer.levels.len(), Chunked::new);
        for (own, hashes) in self.levels.iter_mut().zip(&longer.levels) {
            let known = own.len();
            for hash in (known..hashes.len()).filter_map(|place| hashes.get(place)) {
                own.push(*hash);
            }
        }
    }

    /// The leaf hash at `index`; `None` outside `[0, len)`.
    #[must_use]
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.subtree(0, index)
    }

    /// The root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(self.peaks(self.len()))
    }

    /// The root over the leaves `[0, length)`; `None` beyond the length of the
    /// tree.
    #[must_use]
    pub fn root_at(&self, length: u64) -> Option<Hash> {
        (length <= self.len()).then(|| fold(self.peaks(length)))
    }

    /// The roots of the perfect subtrees that make up the first `length` leaves,
    /// from the right: one for each 1-bit of `length`, lowest bit first.
    fn peaks(&self, length: u64) -> impl Iterator<Item = Hash> {
        (0..u64::BITS)
            .filter(move |level| length >> level & 1 == 1)
            .map_while(move |level| self.subtree(level as usize, (length >> level) - 1))
    }

    /// The root over the leaves `[index * 2^level, (index + 1) * 2^level)`, if all
    /// of them are there.
    fn subtree(&self, level: usize, index: u64) -> Option<Hash> {
        let hashes = self.levels.get(level)?;
        hashes.get(usize::try_from(index).ok()?).copied()
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::new();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }
}

/// The root over leaf hashes that nobody needs to keep, with memory for one hash
/// per level only. It equals the root of a [`Tree`] over the same leaves.
///
/// ```
/// use statelog::merkle::{leaf_hash, node_hash, root_of};
/// let (a, b) = (leaf_hash(b"a"), leaf_hash(b"b"));
/// assert_eq!(root_of([a, b].into_iter()), node_hash(&a, &b));
/// ```
pub fn root_of(leaves: impl Iterator<Item = Hash>) -> Hash {
    // One peak for each 1-bit of the number of leaves so far, largest first.
    let mut peaks = Vec::new();
    for (length, leaf) in leaves.enumerate() {
        let mut hash = leaf;
        for _ in 0..length.trailing_ones() {
            if let Some(left) = peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        peaks.push(hash);
    }
    fold(peaks.into_iter().rev())
}

/// Appends a hash to a level. Every second one completes a subtree of the next
/// level, whose hash is returned.
fn push_hash(hashes: &mut Chunked<Hash>, hash: Hash) -> Option<Hash> {
    let left = (hashes.len() % 2 == 1)
        .then(|| hashes.last().copied())
        .flatten();
    hashes.push(hash);
    left.map(|left| node_hash(&left, &hash))
}

/// Joins subtrees, given from the right, into one root.
fn fold(peaks: impl Iterator<Item = Hash>) -> Hash {
    peaks
        .reduce(|right, left| node_hash(&left, &right))
        .unwrap_or_else(empty_root)
}

#[cfg(test)]
mod tests {
    use super::super::hash::count::node_hashes;
    use super::*;

    fn tree_of(length: u64) -> Tree {
        (0..length).map(|n| Hash::with_last_byte(n as u8)).collect()
    }

    #[test]
    fn appending_costs_one_node_hash_on_average() {
        for length in 0..=300u64 {
            let hashes = node_hashes(|| tree_of(length));
            // Each node hash completes one perfect subtree, and n leaves complete
            // n minus popcount(n) of them.
            assert_eq!(hashes, length - u64::from(length.count_ones()));
        }
    }

    #[test]
    fn a_tree_that_catches_up_is_the_longer_one_and_hashes_nothing() {
        for (from, to) in (0..=70).flat_map(|to| (0..=to).map(move |from| (from, to))) {
            let (mut tree, longer) = (tree_of(from), tree_of(to));
            assert_eq!(node_hashes(|| tree.catch_up(&longer)), 0);
            assert_eq!((tree.len(), tree.root()), (to, longer.root()));
            tree.push(Hash::with_last_byte(to as u8));
            assert_eq!(tree.root(), tree_of(to + 1).root(), "{from}, {to}");
        }
    }

    #[test]
    fn two_hashes_a_leaf_are_kept_at_most() {
        for length in 0..=300u64 {
            let tree = tree_of(length);
            let kept: usize = tree.levels.iter().map(Chunked::len).sum();
            assert_eq!(kept as u64, 2 * length - u64::from(length.count_ones()));
            let levels = u64::BITS - length.leading_zeros();
            assert_eq!(tree.levels.len() as u32, levels);
        }
    }

    #[test]
    fn a_root_costs_one_node_hash_less_than_its_length_has_one_bits() {
        let tree = tree_of(1 << 10);
        for length in 0..=1 << 10u64 {
            let hashes = node_hashes(|| tree.root_at(length));
            let one_bits = u64::from(length.count_ones());
            assert_eq!(hashes, one_bits.saturating_sub(1), "length {length}");
        }
    }

    #[test]
    fn a_root_without_a_tree_costs_one_node_hash_less_than_there_are_leaves() {
        for length in 1..=300u64 {
            let leaves = (0..length).map(|n| Hash::with_last_byte(n as u8));
            let hashes = node_hashes(|| root_of(leaves));
            assert_eq!(hashes, length - 1);
        }
    }
}
