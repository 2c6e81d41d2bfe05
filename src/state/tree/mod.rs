//! An ordered map whose clones share their contents.
//!
//! The fold of a chain keeps earlier states of itself to go back to, so its maps must
//! be cheap to clone and cheap to change. This is a B-tree of shared nodes: changing
//! it copies the nodes on one path, and only those that a clone shares. Compared with
//! a shared binary tree a path has a few wide nodes instead of a dozen small ones,
//! which made folding about twice as fast.
//!
//! Removal does not rebalance: empty nodes go, others stay as they are, so the height
//! is bounded by the largest size that the map ever had.

mod iter;
mod node;
#[cfg(test)]
mod tests;

use triomphe::Arc;

use iter::Iter;
use node::{Node, WIDTH, child_for, remove_from, split_child};

/// An ordered map; clones are O(1), everything else is O(log n).
#[derive(Clone, Debug)]
pub(super) struct Tree<K, V> {
    root: Arc<Node<K, V>>,
    size: usize,
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self {
            root: Arc::new(Node::Leaf(Vec::new())),
            size: 0,
        }
    }
}

impl<K, V> Tree<K, V> {
    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.size
    }

    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The entries in ascending order.
    pub(super) fn iter(&self) -> Iter<'_, K, V> {
        Iter::over(&self.root)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The last entry.
    pub(super) fn last(&self) -> Option<(&K, &V)> {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Leaf(entries) => return entries.last().map(|(key, value)| (key, value)),
                Node::Branch(children) => node = &*children.last()?.1,
            }
        }
    }
}

impl<K: Ord + Copy, V: Clone> Tree<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Leaf(entries) => {
                    let at = entries.binary_search_by(|(held, _)| held.cmp(key)).ok()?;
                    return entries.get(at).map(|(_, value)| value);
                }
                Node::Branch(children) => node = &*children.get(child_for(children, key))?.1,
            }
        }
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: K, value: V) {
        let mut given = Some(value);
        // A key that was not there takes the value at once.
        let slot = self.slot(key, || given.take());
        if let (Some(slot), Some(value)) = (slot, given) {
            *slot = value;
        }
    }

    /// The value of a key, to be changed; set to what `missing` gives if there is none.
    /// `None` if `missing` gives none.
    pub(super) fn slot(&mut self, key: K, missing: impl FnOnce() -> Option<V>) -> Option<&mut V> {
        self.grow();
        let size = &mut self.size;
        let mut node = Arc::make_mut(&mut self.root);
        loop {
            match node {
                Node::Leaf(entries) => {
                    let ascends = entries
                        .last()
                        .is_none_or(|(last, _)| last.cmp(&key).is_lt());
                    let found = if ascends {
                        Err(entries.len())
                    } else {
                        entries.binary_search_by(|(held, _)| held.cmp(&key))
                    };
                    let at = match found {
                        Ok(at) => at,
                        Err(at) => {
                            entries.insert(at, (key, missing()?));
                            *size += 1;
                            at
                        }
                    };
                    return entries.get_mut(at).map(|(_, value)| value);
                }
                Node::Branch(children) => {
                    split_child(children, child_for(children, &key), &key);
                    let at = child_for(children, &key);
                    node = Arc::make_mut(&mut children.get_mut(at)?.1);
                }
            }
        }
    }

    /// The value of a key that is there, to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        // Looking first avoids copying a shared path for nothing.
        self.get(key)?;
        self.slot(*key, || None)
    }

    /// Puts a new root above a full one, so that there is room to split it.
    fn grow(&mut self) {
        if self.root.len() < WIDTH {
            return;
        }
        if let Some(first) = self.root.first_key() {
            let root = self.root.clone();
            self.root = Arc::new(Node::Branch(vec![(first, root)]));
        }
    }

    /// Removes a key; gives its value.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.get(key)?;
        let removed = remove_from(Arc::make_mut(&mut self.root), key)?;
        self.size -= 1;
        while let Node::Branch(children) = &*self.root
            && let [] | [_] = children.as_slice()
        {
            let only = children.first().map(|(_, only)| only.clone());
            self.root = only.unwrap_or_else(|| Arc::new(Node::Leaf(Vec::new())));
        }
        Some(removed)
    }

    /// The entries from a key on, in ascending order.
    pub(super) fn from(&self, key: &K) -> Iter<'_, K, V> {
        Iter::from(&self.root, key)
    }

    /// The entries after a key, in ascending order.
    pub(super) fn after(&self, key: &K) -> impl Iterator<Item = (&K, &V)> {
        let key = *key;
        self.from(&key).skip_while(move |(held, _)| **held == key)
    }

    /// The last entry before a key.
    pub(super) fn before(&self, key: &K) -> Option<(&K, &V)> {
        self.root.before(key)
    }
}
