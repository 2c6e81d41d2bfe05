//! Finds numbers by the hash of what they stand for.

use hashbrown::HashTable;

/// A hash table of numbers. What a number stands for is the caller's, who says when it
/// is the one that is looked for, and what its hash is; so there is one table for
/// everything that is found by hash.
#[derive(Debug, Default)]
pub struct Lookup(HashTable<u32>);

impl Lookup {
    /// The number with a hash that `is_it` recognises.
    pub fn find(&self, hash: u64, is_it: &dyn Fn(u32) -> bool) -> Option<u32> {
        self.0.find(hash, |number| is_it(*number)).copied()
    }

    /// Adds a number that is not there. `hash_of` gives the hash of any number in the
    /// table, for when it grows.
    pub fn insert(&mut self, hash: u64, number: u32, hash_of: &dyn Fn(u32) -> u64) {
        self.0.insert_unique(hash, number, |held| hash_of(*held));
    }

    /// Removes a number, if it is there.
    pub fn remove(&mut self, hash: u64, number: u32) {
        if let Ok(entry) = self.0.find_entry(hash, |held| *held == number) {
            entry.remove();
        }
    }
}
