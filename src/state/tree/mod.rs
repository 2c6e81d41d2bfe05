//! An ordered map whose clones share their contents.
//!
//! The fold of a chain keeps earlier states of itself to go back to, so its maps must
//! be cheap to clone and cheap to change. This is a B-tree of shared nodes: changing
//! it copies the nodes on one path, and only those that a clone shares. Compared with
//! a shared binary tree a path has a few wide nodes instead of a dozen small ones,
//! which made folding about twice as fast.
//!
//! The fold has two dozen kinds of such maps. [`Tree`] is only the typed face of nodes
//! that see a key as some words and an entry as a pointer ([`node`]), so that the code
//! for all kinds is there once.
//!
//! Removal does not rebalance: empty nodes go, others stay as they are, so the height
//! is bounded by the largest size that the map ever had.

mod key;
mod list;
mod node;
#[cfg(test)]
mod tests;
mod walk;

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

pub(super) use key::{Key, Words};
pub use list::List;
use node::{Below, Node, Shared};
use walk::Walk;

/// An ordered map; clones are O(1), everything else is O(log n).
pub(super) struct Tree<K, V> {
    root: Arc<Node>,
    size: usize,
    types: PhantomData<(K, V)>,
}

impl<K, V> Clone for Tree<K, V> {
    fn clone(&self) -> Self {
        Self {
            root: Arc::clone(&self.root),
            ..*self
        }
    }
}

impl<K, V> Default for Tree<K, V> {
    fn default() -> Self {
        Self {
            root: Arc::default(),
            size: 0,
            types: PhantomData,
        }
    }
}

impl<K, V> fmt::Debug for Tree<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree of {}", self.size)
    }
}

impl<K: 'static, V: 'static> Tree<K, V> {
    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.size
    }

    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// The entries in ascending order.
    pub(super) fn iter(&self) -> Entries<'_, K, V> {
        Entries::along(Walk::over(&self.root, false))
    }

    /// The entries in descending order.
    pub(super) fn descending(&self) -> Entries<'_, K, V> {
        Entries::along(Walk::over(&self.root, true))
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
            match node.below() {
                Below::Entries(entries) => return typed(entries.last()?),
                Below::Children(children) => node = children.last()?,
            }
        }
    }
}

impl<K: Key, V: Clone + Send + Sync + 'static> Tree<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        typed::<K, V>(self.root.get(Words::of(key).as_slice())?).map(|(_, value)| value)
    }

    /// Sets the value of a key.
    pub(super) fn insert(&mut self, key: K, value: V) {
        self.put(Words::of(&key).as_slice(), Arc::new((key, value)));
    }

    fn put(&mut self, key: &[u64], entry: Shared) {
        Node::grow(&mut self.root, key);
        let is_new = Arc::make_mut(&mut self.root).insert(key, entry);
        self.size += usize::from(is_new);
    }

    /// The value of a key that is there, to be changed.
    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let words = Words::of(key);
        // Looking first avoids copying a shared path for nothing.
        self.root.get(words.as_slice())?;
        let entry = Arc::make_mut(&mut self.root).get_mut(words.as_slice())?;
        let entry: &mut dyn Any = entry;
        entry.downcast_mut().map(|(_, value): &mut (K, V)| value)
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, key: &K) {
        let words = Words::of(key);
        if self.root.get(words.as_slice()).is_some() {
            Arc::make_mut(&mut self.root).remove(words.as_slice());
            Node::shrink(&mut self.root);
            self.size -= 1;
        }
    }

    /// The entries from a key on, in ascending order.
    pub(super) fn from(&self, key: &K) -> Entries<'_, K, V> {
        Entries::along(Walk::from(&self.root, Words::of(key).as_slice()))
    }

    /// The last entry before a key.
    pub(super) fn before(&self, key: &K) -> Option<(&K, &V)> {
        typed(self.root.before(Words::of(key).as_slice())?)
    }

    /// The last entry whose key is at most `key`.
    pub(super) fn last_up_to(&self, key: &K) -> Option<(&K, &V)> {
        let words = Words::of(key);
        let exact = self.root.get(words.as_slice());
        typed(exact.or_else(|| self.root.before(words.as_slice()))?)
    }
}

/// Entries one after the other.
pub(super) struct Entries<'a, K, V> {
    walk: Walk<'a>,
    types: PhantomData<(K, V)>,
}

impl<'a, K, V> Entries<'a, K, V> {
    fn along(walk: Walk<'a>) -> Self {
        Self {
            walk,
            types: PhantomData,
        }
    }
}

impl<'a, K: 'static, V: 'static> Iterator for Entries<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        typed(self.walk.next()?)
    }
}

/// An entry as the tree's own insertions made it.
fn typed<K: 'static, V: 'static>(entry: &Shared) -> Option<(&K, &V)> {
    let entry: &dyn Any = &**entry;
    entry
        .downcast_ref()
        .map(|(key, value): &(K, V)| (key, value))
}
