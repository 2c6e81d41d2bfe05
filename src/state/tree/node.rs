//! The nodes of the tree: keys of whole words, entries of any type.
//!
//! Nothing here knows the types of keys and values, so that this code exists once and
//! not once for each kind of map.

use std::any::Any;
use std::cmp::Ordering;
use std::sync::Arc;

/// The largest number of entries of a node.
const WIDTH: usize = 32;

/// What a leaf holds: a key with its value.
pub(super) trait Entry: Any + Send + Sync {
    /// An entry of its own with the same contents.
    fn copy(&self) -> Shared;
}

impl<K, V> Entry for (K, V)
where
    K: Copy + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn copy(&self) -> Shared {
        Arc::new(self.clone())
    }
}

/// An entry that several trees may hold.
pub(super) type Shared = Arc<dyn Entry>;

/// A node. All keys of one tree have the same number of words.
#[derive(Clone)]
pub(super) struct Node {
    /// The keys one behind the other, ascending: those of the entries, or a lower bound
    /// of each child's keys. The bound of the first child is not used.
    keys: Vec<u64>,
    below: Below,
}

/// What the keys of a node lead to.
#[derive(Clone)]
pub(super) enum Below {
    Entries(Vec<Shared>),
    Children(Vec<Arc<Node>>),
}

impl Default for Node {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            below: Below::Entries(Vec::new()),
        }
    }
}

impl Node {
    pub(super) fn below(&self) -> &Below {
        &self.below
    }

    fn len(&self) -> usize {
        match &self.below {
            Below::Entries(entries) => entries.len(),
            Below::Children(children) => children.len(),
        }
    }

    /// A key of `width` words.
    fn key(&self, at: usize, width: usize) -> &[u64] {
        let from = at * width;
        self.keys.get(from..from + width).unwrap_or_default()
    }

    /// The place of a key, or the place where it would be inserted.
    fn search(&self, key: &[u64]) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        // Facts mostly come in order, so the last key is tried first.
        let mut middle = high.saturating_sub(1);
        while low < high {
            match self.key(middle, key.len()).cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => high = middle,
            }
            middle = (low + high) / 2;
        }
        Err(low)
    }

    /// The place of the first entry whose key is not less.
    pub(super) fn place_from(&self, key: &[u64]) -> usize {
        self.search(key).unwrap_or_else(|at| at)
    }

    /// The place of the child that holds a key, if any does.
    pub(super) fn child_for(&self, key: &[u64]) -> usize {
        self.search(key).unwrap_or_else(|at| at.saturating_sub(1))
    }

    pub(super) fn get(&self, key: &[u64]) -> Option<&Shared> {
        let mut node = self;
        loop {
            match &node.below {
                Below::Entries(entries) => return entries.get(node.search(key).ok()?),
                Below::Children(children) => node = children.get(node.child_for(key))?,
            }
        }
    }

    /// The last entry with a lesser key.
    pub(super) fn before(&self, key: &[u64]) -> Option<&Shared> {
        match &self.below {
            Below::Entries(entries) => entries.get(self.place_from(key).checked_sub(1)?),
            Below::Children(children) => {
                let candidates = children.get(..=self.child_for(key))?;
                let mut nearest_first = candidates.iter().rev();
                nearest_first.find_map(|child| child.before(key))
            }
        }
    }

    /// An entry that is there, to be changed: neither it nor the nodes above it are
    /// shared afterwards.
    pub(super) fn get_mut(&mut self, key: &[u64]) -> Option<&mut dyn Entry> {
        let mut node = self;
        loop {
            let found = node.search(key);
            match &mut node.below {
                Below::Entries(entries) => {
                    let entry = entries.get_mut(found.ok()?)?;
                    if Arc::get_mut(entry).is_none() {
                        *entry = entry.copy();
                    }
                    return Arc::get_mut(entry);
                }
                Below::Children(children) => {
                    let at = found.unwrap_or_else(|at| at.saturating_sub(1));
                    node = Arc::make_mut(children.get_mut(at)?);
                }
            }
        }
    }

    /// Puts an entry in the place of its key; says whether there was none before.
    pub(super) fn insert(&mut self, key: &[u64], entry: Shared) -> bool {
        let at = self.child_for(key);
        self.split_child(at, key);
        let found = self.search(key);
        match &mut self.below {
            Below::Children(children) => {
                let at = found.unwrap_or_else(|at| at.saturating_sub(1));
                let child = children.get_mut(at);
                child.is_some_and(|child| Arc::make_mut(child).insert(key, entry))
            }
            Below::Entries(entries) => match found {
                Ok(at) => {
                    entries.splice(at..=at, [entry]);
                    false
                }
                Err(at) => {
                    entries.insert(at, entry);
                    self.insert_key(at, key);
                    true
                }
            },
        }
    }

    fn insert_key(&mut self, at: usize, key: &[u64]) {
        let (from, end) = (at * key.len(), self.keys.len());
        self.keys.extend_from_slice(key);
        self.keys.copy_within(from..end, from + key.len());
        if let Some(place) = self.keys.get_mut(from..from + key.len()) {
            place.copy_from_slice(key);
        }
    }

    /// Splits the child at a place if it is full, to make room for a key.
    fn split_child(&mut self, at: usize, key: &[u64]) {
        let Below::Children(children) = &mut self.below else {
            return;
        };
        let Some(child) = children.get_mut(at).filter(|child| child.len() >= WIDTH) else {
            return;
        };
        let upper = Arc::make_mut(child).split_off(key);
        let bound = upper.key(0, key.len()).to_vec();
        children.insert(at + 1, Arc::new(upper));
        self.insert_key(at + 1, &bound);
    }

    /// Takes the upper part of a full node.
    fn split_off(&mut self, key: &[u64]) -> Self {
        // Keys that only ascend leave full nodes behind instead of half-full ones.
        let ascends = self.key(WIDTH - 1, key.len()) < key;
        let keep = if ascends { WIDTH - 1 } else { WIDTH / 2 };
        Self {
            keys: self.keys.split_off(keep * key.len()),
            below: match &mut self.below {
                Below::Entries(entries) => Below::Entries(entries.split_off(keep)),
                Below::Children(children) => Below::Children(children.split_off(keep)),
            },
        }
    }

    /// Takes an entry away that is there. A child that becomes empty goes too.
    pub(super) fn remove(&mut self, key: &[u64]) {
        let found = self.search(key);
        let at = found.unwrap_or_else(|at| at.saturating_sub(1));
        match &mut self.below {
            Below::Entries(entries) => {
                entries.remove(at);
            }
            Below::Children(children) => {
                let Some(child) = children.get_mut(at) else {
                    return;
                };
                Arc::make_mut(child).remove(key);
                if child.len() > 0 {
                    return;
                }
                children.remove(at);
            }
        }
        self.keys.drain(at * key.len()..(at + 1) * key.len());
    }

    /// Puts a new root above a full one, so that there is room to split it.
    pub(super) fn grow(root: &mut Arc<Self>, key: &[u64]) {
        if root.len() >= WIDTH {
            let bound = root.key(0, key.len()).to_vec();
            *root = Arc::new(Self {
                keys: bound,
                below: Below::Children(vec![Arc::clone(root)]),
            });
        }
    }

    /// Takes away roots that have one child only.
    pub(super) fn shrink(root: &mut Arc<Self>) {
        while let Below::Children(children) = &root.below
            && let [] | [_] = children.as_slice()
        {
            *root = children.first().cloned().unwrap_or_default();
        }
    }
}
