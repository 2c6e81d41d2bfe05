//! The nodes of the tree.

// No weak references, whose handling is code for each type of entry.
use triomphe::Arc;

/// The largest number of entries of a node.
pub(super) const WIDTH: usize = 32;

/// A child of a branch with a lower bound of its keys; the bound of the first child is
/// not used.
pub(super) type Child<K, V> = (K, Arc<Node<K, V>>);

/// The children of one branch.
type Children<K, V> = Vec<Child<K, V>>;

#[derive(Clone, Debug)]
pub(super) enum Node<K, V> {
    Leaf(Vec<(K, V)>),
    Branch(Children<K, V>),
}

/// The place of the child that holds a key, if any does.
pub(super) fn child_for<K: Ord, V>(children: &Children<K, V>, key: &K) -> usize {
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
pub(super) fn split_child<K: Ord + Copy, V: Clone>(
    children: &mut Children<K, V>,
    at: usize,
    key: &K,
) {
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

pub(super) fn remove_from<K: Ord + Copy, V: Clone>(node: &mut Node<K, V>, key: &K) -> Option<V> {
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
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Leaf(entries) => entries.len(),
            Self::Branch(children) => children.len(),
        }
    }
}

impl<K: Ord + Copy, V> Node<K, V> {
    /// The first key, or a lower bound of it.
    pub(super) fn first_key(&self) -> Option<K> {
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

    pub(super) fn before(&self, key: &K) -> Option<(&K, &V)> {
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
