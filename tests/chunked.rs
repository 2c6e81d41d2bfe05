//! Chunked storage against plain vectors under random operations.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod support;

use statelog::chunked::{ByteArena, Chunked, EntryTooLong, MAX_ENTRY_BYTES};
use support::seed::Random;

/// A value of 24 KiB, so that a chunk holds two of them and borders are near.
type Wide = [u64; 3 << 10];

fn wide(n: u64) -> Wide {
    [n; 3 << 10]
}

fn assert_same<T: PartialEq + std::fmt::Debug>(chunked: &Chunked<T>, model: &[T], start: usize) {
    assert_eq!(chunked.len(), model.len());
    assert_eq!(chunked.is_empty(), model.is_empty());
    assert_eq!(chunked.last(), model.last());
    assert_eq!(chunked.get(start), model.get(start));
    let expected: Vec<_> = model.iter().skip(start).collect();
    assert_eq!(chunked.iter_from(start).collect::<Vec<_>>(), expected);
}

#[test]
fn a_chunked_vector_behaves_like_a_vector_at_every_border() {
    let mut chunked = Chunked::new();
    let mut model = Vec::new();
    for n in 0..9 {
        for start in 0..=n as usize + 3 {
            assert_same(&chunked, &model, start);
        }
        for len in 0..=n as usize + 3 {
            let (mut cut, mut cut_model) = (chunked.clone(), model.clone());
            cut.truncate(len);
            cut_model.truncate(len);
            assert_same(&cut, &cut_model, 0);
            cut.push(wide(100));
            cut_model.push(wide(100));
            assert_same(&cut, &cut_model, 0);
        }
        chunked.push(wide(n));
        model.push(wide(n));
    }
}

#[test]
fn a_chunked_vector_behaves_like_a_vector_under_random_operations() {
    let mut random = Random::new();
    let mut chunked: Chunked<[u8; 300]> = Chunked::default();
    let mut model = Vec::new();
    for step in 0..3_000usize {
        if random.below(40) == 0 {
            let len = random.below(model.len() + 2);
            chunked.truncate(len);
            model.truncate(len);
        }
        chunked.push([step as u8; 300]);
        model.push([step as u8; 300]);
        let index = random.below(model.len() + 1);
        if let Some(value) = chunked.get_mut(index) {
            value[0] = !value[0];
            model[index][0] = !model[index][0];
        }
        assert_eq!(chunked.get(index), model.get(index));
        assert_eq!(chunked.len(), model.len());
    }
    assert_same(&chunked, &model, 0);
    assert_same(&chunked, &model, model.len() / 2);
}

#[test]
fn values_without_a_size_are_counted() {
    let mut units: Chunked<()> = (0..70_000).map(|_| ()).collect();
    assert_eq!((units.len(), units.iter().count()), (70_000, 70_000));
    units.truncate(3);
    assert_eq!(units.len(), 3);
}

#[test]
fn an_arena_returns_what_was_stored_under_random_operations() {
    let mut random = Random::new();
    let mut arena = ByteArena::new();
    let mut model: Vec<Vec<u8>> = Vec::new();
    for step in 0..400usize {
        if random.below(30) == 0 {
            let len = random.below(model.len() + 2);
            arena.truncate(len);
            model.truncate(len);
        }
        // Mostly short entries, some of the greatest length, some empty.
        let length = match random.below(8) {
            0 => MAX_ENTRY_BYTES,
            1 => 0,
            2 => random.below(MAX_ENTRY_BYTES),
            _ => random.below(900),
        };
        let entry = vec![step as u8; length];
        assert_eq!(arena.push(&entry), Ok(model.len()));
        model.push(entry);
        let index = random.below(model.len() + 1);
        assert!(arena.get(index) == model.get(index).map(Vec::as_slice));
        assert_eq!(arena.len(), model.len());
    }
    assert!(arena.iter().eq(model.iter().map(Vec::as_slice)));
    let half = model.len() / 2;
    assert!(
        arena
            .iter_from(half)
            .eq(model[half..].iter().map(Vec::as_slice))
    );
}

#[test]
fn empty_entries_behind_a_full_chunk_are_kept() {
    let mut arena = ByteArena::new();
    // Four entries of 64 KiB − 1 and one of 4 bytes fill 256 KiB exactly.
    for length in [MAX_ENTRY_BYTES; 4].into_iter().chain([4, 0, 0, 5]) {
        let index = arena.push(&vec![7; length]).unwrap();
        assert_eq!(arena.get(index).map(<[u8]>::len), Some(length));
    }
    arena.truncate(6);
    arena.push(b"behind").unwrap();
    assert_eq!(arena.get(5), Some(&b""[..]));
    assert_eq!(arena.get(6), Some(&b"behind"[..]));
}

#[test]
fn an_entry_that_is_too_long_is_refused_and_changes_nothing() {
    let mut arena = ByteArena::new();
    arena.push(b"kept").unwrap();
    let long = vec![0; MAX_ENTRY_BYTES + 1];
    let refused = EntryTooLong {
        got: MAX_ENTRY_BYTES + 1,
    };
    assert_eq!(arena.push(&long), Err(refused));
    assert_eq!(
        refused.to_string(),
        "an entry of 65536 bytes was refused: it may have at most 65535"
    );
    assert_eq!(arena.len(), 1);
    assert_eq!(arena.get(0), Some(&b"kept"[..]));
}
