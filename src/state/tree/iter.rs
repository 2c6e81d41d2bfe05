//! Walks the tree.

use super::node::{Child, Node, child_for};

/// Entries in ascending order.
pub(in super::super) struct Iter<'a, K, V> {
    leaf: std::slice::Iter<'a, (K, V)>,
    /// What is left of the branches above the leaf, from the root down.
    branches: Vec<std::slice::Iter<'a, Child<K, V>>>,
}

impl<'a, K, V> Iter<'a, K, V> {
    /// All entries below a node.
    pub(super) fn over(root: &'a Node<K, V>) -> Self {
        let mut iter = Self {
            leaf: [].iter(),
            branches: Vec::new(),
        };
        iter.descend(root);
        iter
    }

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

impl<'a, K: Ord, V> Iter<'a, K, V> {
    /// The entries below a node from a key on.
    pub(super) fn from(root: &'a Node<K, V>, key: &K) -> Self {
        let mut branches = Vec::new();
        let mut node = root;
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
