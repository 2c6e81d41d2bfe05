//! The tree against the ordered map of the standard library.

use std::collections::BTreeMap;

use super::{Key, List, Tree, Words};
use crate::event::scalar::{Bytes20, Bytes32, U256};

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
    assert!(tree.descending().eq(model.iter().rev()));
    assert_eq!(tree.last(), model.last_key_value());
    assert_eq!(tree.get(&probe), model.get(&probe));
    assert_eq!(tree.before(&probe), model.range(..probe).next_back());
    assert!(tree.from(&probe).eq(model.range(probe..)));
    assert_eq!(tree.last_up_to(&probe), model.range(..=probe).next_back());
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
                tree.remove(&key);
                model.remove(&key);
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
            assert_eq!(tree.get(&key), Some(&key));
            tree.remove(&key);
            assert_eq!(tree.get(&key), None);
        }
        assert!(tree.is_empty() && tree.iter().next().is_none() && tree.last().is_none());
    }
}

#[test]
fn a_list_keeps_its_order_and_copies_do_not_see_later_items() {
    let mut list = List::default();
    let mut copies = Vec::new();
    for item in 0..3000_u64 {
        copies.extend((item % 191 == 0).then(|| list.clone()));
        list.push(item);
    }
    assert!(list.iter().copied().eq(0..3000));
    assert!(list.iter_from(2990).copied().eq(2990..3000));
    assert_eq!((list.last(), list.get(1234)), (Some(&2999), Some(&1234)));
    for (copy, length) in copies.iter().zip((0_u64..).step_by(191)) {
        assert!(copy.iter().copied().eq(0..length));
        assert_eq!(*copy, (0..length).collect());
        assert_ne!(*copy, list);
    }
}

/// Keys of each shape, some of them neighbours.
fn keys<K>(make: impl Fn(&[u8; 32]) -> K) -> Vec<K> {
    let mut state = 7;
    let mut keys = Vec::new();
    for _ in 0..60 {
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            *byte = (next(&mut state) % 3) as u8 * 127;
        }
        keys.push(make(&bytes));
        if let Some(byte) = bytes.get_mut((next(&mut state) % 32) as usize) {
            *byte ^= 1;
        }
        keys.push(make(&bytes));
    }
    keys
}

fn assert_order<K: Key + Ord + std::fmt::Debug>(keys: &[K]) {
    for left in keys {
        for right in keys {
            let (words, others) = (Words::of(left), Words::of(right));
            let by_words = words.as_slice().cmp(others.as_slice());
            assert_eq!(by_words, left.cmp(right), "{left:?} {right:?}");
        }
    }
}

#[test]
fn the_words_of_keys_are_ordered_like_the_keys() {
    assert_order(&keys(|bytes| Bytes32::new(*bytes)));
    assert_order(&keys(|bytes| Bytes20::from_slice(&bytes[..20])));
    assert_order(&keys(|bytes| U256::from_be_bytes(*bytes)));
    assert_order(&keys(|bytes| {
        let (head, tail) = bytes.split_at(20);
        let sum: u64 = tail.iter().map(|byte| u64::from(*byte)).sum();
        (Bytes20::from_slice(head), sum)
    }));
}
