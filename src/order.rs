//! Sorting for lists that are short or rarely sorted.
//!
//! The sort of the standard library is several kilobytes of WebAssembly for each
//! type of item. Here one instance sorts places, whatever the items are.

use std::cmp::Ordering;

/// Sorts a list; items that compare as equal keep their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted_places(items.len(), &|left, right| {
        match (items.get(left), items.get(right)) {
            (Some(left), Some(right)) => compare(left, right),
            // All places are within the list.
            _ => Ordering::Equal,
        }
    });
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    for place in places {
        items.extend(unsorted.get_mut(place).and_then(Option::take));
    }
}

/// Sorts a list in ascending order.
pub(crate) fn sort<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
}

/// The places below `length`, sorted: by a merge sort from the bottom up, which is
/// stable.
#[inline(never)]
fn sorted_places(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    let mut run = 1;
    while run < length {
        let mut merged = Vec::with_capacity(length);
        for pair in places.chunks(2 * run) {
            let (left, right) = pair.split_at_checked(run).unwrap_or((pair, &[]));
            merge(left, right, compare, &mut merged);
        }
        places = merged;
        run *= 2;
    }
    places
}

/// Appends two sorted runs as one.
fn merge(
    mut left: &[usize],
    mut right: &[usize],
    compare: &dyn Fn(usize, usize) -> Ordering,
    out: &mut Vec<usize>,
) {
    while let (Some((first, lefts)), Some((second, rights))) =
        (left.split_first(), right.split_first())
    {
        if compare(*first, *second).is_le() {
            out.push(*first);
            left = lefts;
        } else {
            out.push(*second);
            right = rights;
        }
    }
    out.extend_from_slice(left);
    out.extend_from_slice(right);
}

#[cfg(test)]
mod tests {
    use super::{sort, sort_by};

    #[test]
    fn it_sorts_like_the_standard_library() {
        let mut random = 1u64;
        for length in 0..200 {
            let mut items: Vec<(u64, usize)> = (0..length)
                .map(|index| {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    (random >> 60, index)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by(&mut items, |(left, _), (right, _)| left.cmp(right));
            assert_eq!(items, expected);
            expected.reverse();
            sort(&mut expected);
            assert_eq!(items, expected);
        }
    }
}
