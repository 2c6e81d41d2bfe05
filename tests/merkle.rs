//! Roots against published vectors, the definition of RFC 6962, and two
//! independent implementations.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use statelog::merkle::{Hash, Tree, empty_root, leaf_hash, node_hash, root_of};
use support::seed::Random;

fn vectors() -> Json {
    serde_json::from_str(include_str!("golden/vectors/merkle.json")).unwrap()
}

fn hash_of(value: &Json) -> Hash {
    value.as_str().unwrap().parse().unwrap()
}

fn bytes_of(value: &Json) -> Vec<u8> {
    let digits = value.as_str().unwrap().strip_prefix("0x").unwrap();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// RFC 6962, section 2.1, word by word and with no code of the crate.
fn naive_root(entries: &[Vec<u8>]) -> Hash {
    let digest = |parts: &[&[u8]]| Hash::new(Sha256::digest(parts.concat()).into());
    match entries {
        [] => digest(&[]),
        [entry] => digest(&[&[0], entry]),
        _ => {
            let split = entries.len().next_power_of_two() / 2;
            let (left, right) = entries.split_at(split);
            digest(&[&[1], &naive_root(left)[..], &naive_root(right)[..]])
        }
    }
}

#[test]
fn published_leaves_have_their_hashes_and_roots() {
    let vectors = vectors();
    let leaves: Vec<_> = vectors["leaves"].as_array().unwrap().clone();
    let hashes: Vec<_> = leaves
        .iter()
        .map(|leaf| leaf_hash(&bytes_of(leaf)))
        .collect();
    let expected = vectors["leafHashes"].as_array().unwrap();
    assert_eq!(hashes, expected.iter().map(hash_of).collect::<Vec<_>>());

    let tree: Tree = hashes.iter().copied().collect();
    let roots = vectors["roots"].as_array().unwrap();
    assert_eq!(roots.len(), 9);
    for case in roots {
        let length = case["length"].as_u64().unwrap();
        assert_eq!(tree.root_at(length), Some(hash_of(&case["root"])));
    }
}

#[test]
fn every_root_up_to_300_leaves_agrees_with_the_definition() {
    let entries: Vec<Vec<u8>> = (0..300u32).map(|n| n.to_be_bytes().to_vec()).collect();
    let hashes: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let complete: Tree = hashes.iter().copied().collect();
    let mut growing = Tree::new();
    for length in 0..=entries.len() {
        let expected = naive_root(&entries[..length]);
        assert_eq!(growing.len(), length as u64);
        assert_eq!(growing.is_empty(), length == 0);
        assert_eq!(growing.root(), expected, "grown to {length}");
        assert_eq!(
            complete.root_at(length as u64),
            Some(expected),
            "seen at {length}"
        );
        assert_eq!(
            root_of(hashes[..length].iter().copied()),
            expected,
            "without a tree"
        );
        if let Some(hash) = hashes.get(length) {
            growing.push(*hash);
        }
    }
}

#[test]
fn nothing_lies_beyond_the_length() {
    let mut tree = Tree::new();
    assert_eq!(tree.root(), empty_root());
    assert_eq!((tree.root_at(1), tree.leaf(0)), (None, None));
    tree.push(leaf_hash(b"a"));
    assert_eq!(tree.leaf(0), Some(leaf_hash(b"a")));
    assert_eq!((tree.root_at(2), tree.leaf(1)), (None, None));
    assert_eq!((tree.root_at(u64::MAX), tree.leaf(u64::MAX)), (None, None));
}

#[test]
fn a_node_never_has_the_hash_of_a_leaf_with_the_same_bytes() {
    let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
    let joined = [left.as_slice(), right.as_slice()].concat();
    assert_ne!(node_hash(&left, &right), leaf_hash(&joined));
    assert_ne!(node_hash(&left, &right), node_hash(&right, &left));
}

/// Stored hashes of `tlog_tiles`, in the order of that crate.
struct Stored(Vec<tlog_tiles::tlog::Hash>);

impl tlog_tiles::tlog::HashReader for Stored {
    fn read_hashes(
        &self,
        indexes: &[u64],
    ) -> Result<Vec<tlog_tiles::tlog::Hash>, tlog_tiles::Error> {
        Ok(indexes
            .iter()
            .map(|index| self.0[*index as usize])
            .collect())
    }
}

#[test]
fn random_leaves_have_the_roots_of_independent_implementations() {
    let mut random = Random::new();
    let mut tree = Tree::new();
    let mut tiles = Stored(Vec::new());
    let mut backed = ct_merkle::mem_backed_tree::MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for index in 0..700u64 {
        let length = random.below(100);
        let entry: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        tree.push(leaf_hash(&entry));
        let more = tlog_tiles::tlog::stored_hashes(index, &entry, &tiles).unwrap();
        tiles.0.extend(more);
        backed.push(entry);

        let root = tree.root();
        let tiles_root = tlog_tiles::tlog::tree_hash(index + 1, &tiles).unwrap();
        assert_eq!(root.0, tiles_root.0, "tlog_tiles at {}", index + 1);
        assert_eq!(
            root.as_slice(),
            backed.root().as_bytes().as_slice(),
            "ct-merkle"
        );
    }
    for _ in 0..500 {
        let length = random.below(701) as u64;
        let tiles_root = tlog_tiles::tlog::tree_hash(length, &tiles).unwrap();
        assert_eq!(tree.root_at(length).unwrap().0, tiles_root.0, "at {length}");
    }
}
