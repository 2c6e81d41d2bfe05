//! Walks the tree.

use std::sync::Arc;

use super::node::{Below, Node, Shared};

/// Entries in ascending order, or in descending order.
pub(super) struct Walk<'a> {
    entries: std::slice::Iter<'a, Shared>,
    /// What is left of the branches above the entries, from the root down.
    branches: Vec<std::slice::Iter<'a, Arc<Node>>>,
    descends: bool,
}

impl<'a> Walk<'a> {
    /// All entries below a node.
    pub(super) fn over(root: &'a Node, descends: bool) -> Self {
        let mut walk = Self {
            entries: [].iter(),
            branches: Vec::new(),
            descends,
        };
        walk.enter(root);
        walk
    }

    /// The entries below a node from a key on, ascending.
    pub(super) fn from(root: &'a Node, key: &[u64]) -> Self {
        let mut walk = Self {
            entries: [].iter(),
            branches: Vec::new(),
            descends: false,
        };
        let mut node = root;
        loop {
            match node.below() {
                Below::Entries(entries) => {
                    let rest = entries.get(node.place_from(key)..);
                    walk.entries = rest.unwrap_or_default().iter();
                    return walk;
                }
                Below::Children(children) => {
                    let rest = children.get(node.child_for(key)..);
                    let mut rest = rest.unwrap_or_default().iter();
                    let Some(child) = rest.next() else {
                        return walk;
                    };
                    walk.branches.push(rest);
                    node = child;
                }
            }
        }
    }

    /// Goes on with the entries of a node.
    fn enter(&mut self, node: &'a Node) {
        match node.below() {
            Below::Entries(entries) => self.entries = entries.iter(),
            Below::Children(children) => self.branches.push(children.iter()),
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Shared;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = match self.descends {
                false => self.entries.next(),
                true => self.entries.next_back(),
            };
            if entry.is_some() {
                return entry;
            }
            let rest = self.branches.last_mut()?;
            let child = match self.descends {
                false => rest.next(),
                true => rest.next_back(),
            };
            match child {
                Some(child) => self.enter(child),
                None => drop(self.branches.pop()),
            }
        }
    }
}
