//! A list whose clones share their contents.

use super::Tree;

/// A list that grows at its end; clones are O(1).
#[derive(Clone)]
pub struct List<T>(Tree<u64, T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Tree::default())
    }
}

impl<T: Clone + Send + Sync + 'static> List<T> {
    /// The number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(&(at as u64))
    }

    /// The item at a place, to be changed.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(&(at as u64))
    }

    /// The last item.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.0.last().map(|(_, item)| item)
    }

    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        self.0.insert(self.len() as u64, item);
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    /// The items from a place on.
    pub fn iter_from(&self, at: usize) -> impl Iterator<Item = &T> + use<'_, T> {
        self.0.from(&(at as u64)).map(|(_, item)| item)
    }
}

impl<T: Clone + Send + Sync + PartialEq + 'static> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: Clone + Send + Sync + Eq + 'static> Eq for List<T> {}

impl<T: Clone + Send + Sync + 'static> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut list = Self::default();
        for item in items {
            list.push(item);
        }
        list
    }
}

impl<T: Clone + Send + Sync + std::fmt::Debug + 'static> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
