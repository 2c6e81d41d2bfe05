//! The log itself: bytes, ids, commits and the index, and no way to change them.

use super::commits::Commits;
use super::index::{Index, KeyId};
use super::lookup::Lookup;
use crate::chunked::ByteArena;
use crate::limits::MAX_EVENTS;
use crate::merkle::{Hash, Tree, leaf_hash};

/// An append-only list of byte strings with dense offsets from 0, the id and place
/// of each in a Merkle tree, and an index by opaque keys.
///
/// Events are staged one by one and become part of the log together, with
/// [`EventLog::commit`]; staged events that are abandoned never were in it. Nothing
/// edits or removes a committed event.
#[derive(Debug, Default)]
pub struct EventLog {
    bytes: ByteArena,
    tree: Tree,
    /// The ids of staged events; those of committed ones are the tree's leaves.
    staged: Vec<Hash>,
    /// Offsets by id. An entry's hash is the first eight bytes of the id.
    by_id: Lookup,
    index: Index,
    /// The keys of the staged events, to take them back.
    staged_keys: Vec<KeyId>,
    commits: Commits,
}

impl EventLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of committed events: the next offset, and the size of the tree.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.tree.len()
    }

    /// Whether nothing was committed yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The offset that the next staged event gets.
    #[must_use]
    pub fn next_offset(&self) -> u64 {
        self.len() + self.staged.len() as u64
    }

    /// The canonical bytes of an event, staged ones included.
    #[must_use]
    pub fn bytes(&self, offset: u64) -> Option<&[u8]> {
        self.bytes.get(usize::try_from(offset).ok()?)
    }

    /// The id of an event, staged ones included.
    #[must_use]
    pub fn id(&self, offset: u64) -> Option<Hash> {
        match offset.checked_sub(self.len()) {
            None => self.tree.leaf(offset),
            Some(staged) => self.staged.get(usize::try_from(staged).ok()?).copied(),
        }
    }

    /// The offset of an event by its id, staged ones included.
    #[must_use]
    pub fn offset_of(&self, id: &Hash) -> Option<u64> {
        let same = |offset| self.id(u64::from(offset)).as_ref() == Some(id);
        self.by_id.find(short_hash(id), &same).map(u64::from)
    }

    /// The tree over the ids of the committed events.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The index by opaque keys, staged events included.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The index, to give out numbers for keys.
    pub fn index_mut(&mut self) -> &mut Index {
        &mut self.index
    }

    /// The commits and marks, in order.
    #[must_use]
    pub fn commits(&self) -> &Commits {
        &self.commits
    }

    /// Stages an event with its id and the keys that it is found by. `false` if the
    /// event is too long, or the log is full: then nothing happened.
    ///
    /// The caller has made sure that the id is new.
    #[must_use]
    pub fn stage(&mut self, bytes: &[u8], id: Hash, keys: impl Iterator<Item = KeyId>) -> bool {
        debug_assert_eq!(id, leaf_hash(bytes), "the id of an event is its leaf hash");
        let offset = self.next_offset();
        let Ok(short) = u32::try_from(offset) else {
            return false;
        };
        if offset >= MAX_EVENTS || self.bytes.push(bytes).is_err() {
            return false;
        }
        self.staged.push(id);
        let (tree, staged) = (&self.tree, &self.staged);
        let hash_of = |offset| short_hash(&id_of(tree, staged, offset));
        self.by_id.insert(short_hash(&id), short, &hash_of);
        for key in keys {
            self.index.post(key, short);
            self.staged_keys.push(key);
        }
        true
    }

    /// Makes the staged events part of the log, as one commit. `flushed` is the
    /// durable length when the commit was written.
    pub fn commit(&mut self, flushed: u64) {
        if self.staged.is_empty() {
            return;
        }
        for id in self.staged.drain(..) {
            self.tree.push(id);
        }
        self.committed(flushed);
    }

    /// Commits the staged events like [`EventLog::commit`], but takes the tree over
    /// from one that has their ids already.
    pub fn commit_with(&mut self, flushed: u64, tree: &Tree) {
        debug_assert_eq!(
            tree.len(),
            self.next_offset(),
            "the tree is that of this log"
        );
        self.staged.clear();
        self.tree.catch_up(tree);
        self.committed(flushed);
    }

    fn committed(&mut self, flushed: u64) {
        self.staged_keys.clear();
        self.commits.push_commit(self.tree.len(), flushed);
    }

    /// Notes the durable length with which the write of a commit begins, by the index of
    /// the commit.
    pub fn set_flushed(&mut self, commit: usize, flushed: u64) {
        self.commits.set_flushed(commit, flushed);
    }

    /// Notes that the log was closed here.
    pub fn mark(&mut self) {
        self.commits.push_mark(self.tree.len());
    }

    /// Forgets the staged events.
    pub fn abandon(&mut self) {
        let length = self.len();
        while let Some(id) = self.staged.pop() {
            let offset = length + self.staged.len() as u64;
            // Offsets fit 32 bits, which staging has checked.
            self.by_id.remove(short_hash(&id), offset as u32);
        }
        self.bytes.truncate(length as usize);
        for key in self.staged_keys.drain(..) {
            self.index.forget_from(key, length as u32);
        }
    }
}

/// The id at an offset, for rehashing.
fn id_of(tree: &Tree, staged: &[Hash], offset: u32) -> Hash {
    let offset = u64::from(offset);
    let held = match offset.checked_sub(tree.len()) {
        None => tree.leaf(offset),
        Some(place) => staged.get(place as usize).copied(),
    };
    held.unwrap_or_default()
}

/// The first eight bytes of an id. Ids are hashes, so these are as good as a hash of
/// their own.
fn short_hash(id: &Hash) -> u64 {
    let (head, _) = id.split_first_chunk().unwrap_or((&[0; 8], &[]));
    u64::from_le_bytes(*head)
}
