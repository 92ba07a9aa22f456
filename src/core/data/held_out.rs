//! The held-out part if the files have none: a fair sample, whatever the order of the file.

use super::Rule;
use crate::order::sort_by_key;
use crate::random;
use rand::seq::SliceRandom;

/// The seed of the sample, so that a folder always gives the same parts.
pub(super) const SEED: u64 = 0;

/// The most items that are held out.
pub(super) const MOST: usize = 1_000;

/// Pictures of `item` bytes, with their labels if there are any.
pub(super) struct Part {
    pub pixels: Vec<u8>,
    pub labels: Vec<u8>,
}

/// Takes the held-out part from `all`, in an order of its own: looks are at the first of it, and these are to be of all
/// classes, too. What is left keeps the order of the file.
pub(super) fn split_off(all: &mut Part, item: usize, rule: Rule) -> Part {
    let n = all.pixels.len() / item;
    let count = (n / 10).min(MOST);
    let places = match rule {
        Rule::Now => fair(n, count, &all.labels),
        Rule::Earlier => (n - count..n).collect(),
    };
    let mut held = Part {
        pixels: Vec::with_capacity(places.len() * item),
        labels: Vec::new(),
    };
    for &at in &places {
        held.pixels
            .extend_from_slice(&all.pixels[at * item..][..item]);
        held.labels.extend(all.labels.get(at));
    }
    // What stays moves together in place: pictures may fill much of the memory.
    let mut taken = vec![false; n];
    places.iter().for_each(|at| taken[*at] = true);
    let mut to = 0;
    for from in (0..n).filter(|at| !taken[*at]) {
        all.pixels
            .copy_within(from * item..(from + 1) * item, to * item);
        if let Some(label) = all.labels.get(from).copied() {
            all.labels[to] = label;
        }
        to += 1;
    }
    all.pixels.truncate(to * item);
    all.labels.truncate(to);
    held
}

/// `count` of `n` places, in no order: drawn by [`SEED`], of each class its share. The last item of a class is never taken.
pub(super) fn fair(n: usize, count: usize, labels: &[u8]) -> Vec<usize> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); if labels.is_empty() { 1 } else { 256 }];
    for at in 0..n {
        groups[labels.get(at).map_or(0, |label| usize::from(*label))].push(at);
    }
    let most = |group: &Vec<usize>| group.len().saturating_sub(1);
    let mut shares: Vec<usize> = groups
        .iter()
        .map(|g| (count * g.len() / n.max(1)).min(most(g)))
        .collect();
    // What is left by rounding down goes to those that lost most by it.
    let mut order: Vec<usize> = (0..groups.len()).collect();
    sort_by_key(&mut order, |i| {
        std::cmp::Reverse(count * groups[*i].len() % n.max(1))
    });
    let mut left = count - shares.iter().sum::<usize>();
    for i in order {
        if left > 0 && shares[i] < most(&groups[i]) {
            shares[i] += 1;
            left -= 1;
        }
    }
    let mut rng = random::stream(SEED, "held out", 0);
    let mut places = Vec::with_capacity(count);
    for (group, share) in groups.iter_mut().zip(shares) {
        let (chosen, _) = group.partial_shuffle(&mut rng, share);
        places.extend_from_slice(chosen);
    }
    places.shuffle(&mut rng);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// However a file is ordered, each class has its share of the held-out part, and no item is lost.
        #[test]
        fn each_class_has_its_share(
            counts in proptest::collection::vec(1_usize..400, 1..12),
            sorted: bool,
        ) {
            let mut labels: Vec<u8> = (0..).zip(&counts).flat_map(|(l, n)| vec![l; *n]).collect();
            if !sorted {
                labels.shuffle(&mut random::stream(7, "order", 0));
            }
            let n = labels.len();
            // A picture of four bytes that says which it is.
            let pixels = (0..n as u32).flat_map(u32::to_le_bytes).collect();
            let mut all = Part { pixels, labels: labels.clone() };
            let held = split_off(&mut all, 4, Rule::Now);
            for (label, count) in (0_u8..).zip(&counts) {
                let of_class = |l: &&u8| **l == label;
                let found = held.labels.iter().filter(of_class).count();
                let share = (n / 10).min(MOST) as f64 * *count as f64 / n as f64;
                proptest::prop_assert!((found as f64 - share).abs() <= 1.0, "{found}, {share}");
                proptest::prop_assert!(found < *count);
            }
            let mut seen = vec![false; n];
            for part in [&all, &held] {
                for (picture, label) in part.pixels.as_chunks::<4>().0.iter().zip(&part.labels) {
                    let at = u32::from_le_bytes(*picture) as usize;
                    proptest::prop_assert!(!std::mem::replace(&mut seen[at], true));
                    proptest::prop_assert_eq!(*label, labels[at]);
                }
            }
            proptest::prop_assert!(seen.into_iter().all(|seen| seen));
        }
    }

    #[test]
    fn the_first_that_are_held_out_are_of_all_classes_too() {
        let labels: Vec<u8> = (0..4).flat_map(|label| [label; 100]).collect();
        let mut all = Part {
            pixels: labels.clone(),
            labels,
        };
        let held = split_off(&mut all, 1, Rule::Now);
        assert!(
            (0..4).all(|label| held.labels[..12].contains(&label)),
            "{:?}",
            held.labels
        );
        assert_eq!(held.pixels, held.labels);
    }

    #[test]
    fn items_without_labels_are_drawn_from_all_over_the_file() {
        let mut all = Part {
            pixels: (0..=249).collect(),
            labels: Vec::new(),
        };
        let held = split_off(&mut all, 1, Rule::Now).pixels;
        assert_eq!((held.len(), all.pixels.len()), (25, 225));
        assert!(all.pixels.is_sorted());
        let low = held.iter().filter(|v| **v < 125).count();
        assert!((5..=20).contains(&low), "{held:?}");
        // As earlier versions had it: the end.
        let mut all = Part {
            pixels: (0..=249).collect(),
            labels: Vec::new(),
        };
        let held = split_off(&mut all, 1, Rule::Earlier).pixels;
        assert_eq!(held, (225..=249).collect::<Vec<u8>>());
    }
}
