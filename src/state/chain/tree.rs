//! An ordered map whose clones share their contents.
//!
//! The fold of a chain keeps earlier states of itself to go back to, so its maps must
//! be cheap to clone and cheap to change. This is a B-tree of shared nodes: changing
//! it copies the nodes on one path, and only those that a clone shares. Compared with
//! a shared binary tree a path has a few wide nodes instead of a dozen small ones,
//! which made folding about five times as fast.
//!
//! Removal does not rebalance: empty nodes go, others stay as they are, so the height
//! is bounded by the largest size that the map ever had.

use std::sync::Arc;

/// The largest number of entries of a node.
const WIDTH: usize = 32;

/// An ordered map; clones are O(1), everything else is O(log n).
#[derive(Clone, Debug)]
pub(super) struct Tree<K, V> {
    root: Arc<Node<K, V>>,
    size: usize,
}

/// A child of a branch with a lower bound of its keys; the bound of the first child is
/// not used.
type Child<K, V> = (K, Arc<Node<K, V>>);

/// The children of one branch.
type Children<K, V> = Vec<Child<K, V>>;

#[derive(Clone, Debug)]
enum Node<K, V> {
    Leaf(Vec<(K, V)>),
    Branch(Children<K, V>),
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
        let mut iter = Iter {
            leaf: [].iter(),
            branches: Vec::new(),
        };
        iter.descend(&self.root);
        iter
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
        let mut branches = Vec::new();
        let mut node = &*self.root;
        loop {
            match node {
                Node::Leaf(entries) => {
                    let at = entries.partition_point(|(held, _)| held.cmp(key).is_lt());
                    let leaf = entries.get(at..).unwrap_or_default().iter();
                    return Iter { leaf, branches };
                }
                Node::Branch(children) => {
                    let mut rest = children
                        .get(child_for(children, key)..)
                        .unwrap_or_default()
                        .iter();
                    let Some((_, child)) = rest.next() else {
                        let leaf = [].iter();
                        return Iter { leaf, branches };
                    };
                    branches.push(rest);
                    node = child;
                }
            }
        }
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

/// The place of the child that holds a key, if any does.
fn child_for<K: Ord, V>(children: &Children<K, V>, key: &K) -> usize {
    // Facts mostly come in order, so the last child is tried first.
    if children
        .last()
        .is_some_and(|(bound, _)| bound.cmp(key).is_le())
    {
        return children.len() - 1;
    }
    let above = children.partition_point(|(bound, _)| bound.cmp(key).is_le());
    above.saturating_sub(1)
}

/// Splits the child at a place if it is full.
fn split_child<K: Ord + Copy, V: Clone>(children: &mut Children<K, V>, at: usize, key: &K) {
    let Some((_, child)) = children.get_mut(at) else {
        return;
    };
    if child.len() < WIDTH {
        return;
    }
    // Keys that only ascend leave full nodes behind instead of half-full ones.
    let ascends = child.last_key().is_some_and(|last| last.cmp(key).is_lt());
    let keep = if ascends { WIDTH - 1 } else { WIDTH / 2 };
    let (bound, upper) = match Arc::make_mut(child) {
        Node::Leaf(entries) => {
            let upper = entries.split_off(keep);
            (upper.first().map(|(key, _)| *key), Node::Leaf(upper))
        }
        Node::Branch(inner) => {
            let upper = inner.split_off(keep);
            (upper.first().map(|(key, _)| *key), Node::Branch(upper))
        }
    };
    if let Some(bound) = bound {
        children.insert(at + 1, (bound, Arc::new(upper)));
    }
}

fn remove_from<K: Ord + Copy, V: Clone>(node: &mut Node<K, V>, key: &K) -> Option<V> {
    match node {
        Node::Leaf(entries) => {
            let at = entries.binary_search_by(|(held, _)| held.cmp(key)).ok()?;
            Some(entries.remove(at).1)
        }
        Node::Branch(children) => {
            let at = child_for(children, key);
            let (_, child) = children.get_mut(at)?;
            let removed = remove_from(Arc::make_mut(child), key);
            if child.len() == 0 {
                children.remove(at);
            }
            removed
        }
    }
}

impl<K, V> Node<K, V> {
    fn len(&self) -> usize {
        match self {
            Self::Leaf(entries) => entries.len(),
            Self::Branch(children) => children.len(),
        }
    }
}

impl<K: Ord + Copy, V> Node<K, V> {
    /// The first key, or a lower bound of it.
    fn first_key(&self) -> Option<K> {
        match self {
            Self::Leaf(entries) => entries.first().map(|(key, _)| *key),
            Self::Branch(children) => children.first().map(|(key, _)| *key),
        }
    }

    /// The last key, or a lower bound of it.
    fn last_key(&self) -> Option<K> {
        match self {
            Self::Leaf(entries) => entries.last().map(|(key, _)| *key),
            Self::Branch(children) => children.last().map(|(key, _)| *key),
        }
    }

    fn before(&self, key: &K) -> Option<(&K, &V)> {
        match self {
            Self::Leaf(entries) => {
                let at = entries.partition_point(|(held, _)| held.cmp(key).is_lt());
                let (held, value) = entries.get(at.checked_sub(1)?)?;
                Some((held, value))
            }
            Self::Branch(children) => {
                let candidates = children.get(..=child_for(children, key))?;
                let mut nearest_first = candidates.iter().rev();
                nearest_first.find_map(|(_, child)| child.before(key))
            }
        }
    }
}

/// Entries in ascending order.
pub(super) struct Iter<'a, K, V> {
    leaf: std::slice::Iter<'a, (K, V)>,
    /// What is left of the branches above the leaf, from the root down.
    branches: Vec<std::slice::Iter<'a, Child<K, V>>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    /// Goes on with the first entry below a node.
    fn descend(&mut self, mut node: &'a Node<K, V>) {
        loop {
            match node {
                Node::Leaf(entries) => {
                    self.leaf = entries.iter();
                    return;
                }
                Node::Branch(children) => {
                    let mut rest = children.iter();
                    let Some((_, child)) = rest.next() else {
                        return;
                    };
                    self.branches.push(rest);
                    node = child;
                }
            }
        }
    }
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.leaf.next() {
                return Some((key, value));
            }
            match self.branches.last_mut()?.next() {
                Some((_, child)) => self.descend(child),
                None => drop(self.branches.pop()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Tree;

    /// A small reproducible source of choices.
    fn next(state: &mut u64) -> u64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        *state >> 33
    }

    fn assert_same(tree: &Tree<u64, u64>, model: &BTreeMap<u64, u64>, probe: u64) {
        assert_eq!(tree.len(), model.len());
        assert!(tree.iter().eq(model.iter()));
        assert_eq!(tree.last(), model.last_key_value());
        assert_eq!(tree.get(&probe), model.get(&probe));
        assert_eq!(tree.before(&probe), model.range(..probe).next_back());
        assert!(tree.from(&probe).eq(model.range(probe..)));
        assert!(tree.after(&probe).eq(model.range(probe + 1..)));
    }

    #[test]
    fn a_tree_is_an_ordered_map() {
        for seed in 0..30 {
            let mut state = seed;
            let span = 1 + next(&mut state) % 3000;
            let (mut tree, mut model) = (Tree::default(), BTreeMap::new());
            let mut kept = Vec::new();
            for step in 0..3000 {
                let (choice, key) = (next(&mut state) % 10, next(&mut state) % span);
                if choice < 4 + 3 * (step / 1000 % 2) {
                    assert_eq!(tree.remove(&key), model.remove(&key), "seed {seed}");
                } else if choice < 8 {
                    tree.insert(key, step);
                    model.insert(key, step);
                } else if let Some(value) = tree.get_mut(&key) {
                    *value += 1;
                    model.entry(key).and_modify(|value| *value += 1);
                }
                if step % 97 == 0 {
                    assert_same(&tree, &model, key);
                    kept.push((tree.clone(), model.clone()));
                }
            }
            for (tree, model) in &kept {
                assert_same(tree, model, span / 2);
            }
        }
    }

    #[test]
    fn ascending_and_descending_keys_keep_their_order() {
        let up: Vec<u64> = (0..5000).collect();
        let down: Vec<u64> = (0..5000).rev().collect();
        for keys in [up, down] {
            let (mut tree, mut model) = (Tree::default(), BTreeMap::new());
            for key in keys {
                tree.insert(key, key);
                model.insert(key, key);
            }
            assert_same(&tree, &model, 2500);
            for key in 0..5000 {
                assert_eq!(tree.remove(&key), Some(key));
            }
            assert!(tree.is_empty() && tree.iter().next().is_none() && tree.last().is_none());
        }
    }
}
