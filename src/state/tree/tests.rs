//! The tree against the ordered map of the standard library.

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
