//! Sorting that is compiled once for all types: the standard sort is some 6 kB of code for each, which short lists are not
//! worth.

use std::cmp::Ordering;

/// Sorts like the standard `sort_by`: what is equal stays in its order. For lists that are short or sorted seldom.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sorted(&mut order, &mut |a, b| compare(&items[a], &items[b]));
    for place in 0..items.len() {
        let mut from = order[place];
        // What was there has moved to where it was swapped to.
        while from < place {
            from = order[from];
        }
        items.swap(place, from);
    }
}

/// Sorts by a key.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

fn sorted(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_sort_does() {
        for n in 0..60_u64 {
            let mut items: Vec<(u64, u64)> = (0..n).map(|i| (i * 7919 % 13, i)).collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            sort_by_key(&mut items, |item| item.0);
            assert_eq!(items, wanted);
        }
    }
}
