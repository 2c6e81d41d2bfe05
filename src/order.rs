//! Sorting for lists that are short or rarely sorted.
//!
//! The sort of the standard library is several kilobytes of WebAssembly for each
//! type of item. Here one instance sorts places, whatever the items are.

use std::cmp::Ordering;

/// Sorts a list; items that compare as equal keep their order.
pub(crate) fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|left, right| {
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

#[inline(never)]
fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|left, right| compare(*left, *right));
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
