//! Whether generated items are copies of training items (Meehan, Chaudhuri and Dasgupta 2020, section 3.1).

use super::{Rows, nearest};

/// Whether generated items are memories of training items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Median distance of a generated item to the nearest training item, over that of a held-out
    /// item; well below 1: copies.
    pub ratio: f64,
    /// Probability that a generated item is nearer to the training items than a held-out one, ties
    /// half: 0.5 for items as new as held-out ones, 1 for copies.
    pub nearer: f64,
}

/// The three-sample test for copies (Meehan, Chaudhuri and Dasgupta 2020, section 3.1, its
/// Mann–Whitney statistic over the whole space at once): generated and held-out items by their
/// distance to the nearest training item. None where a set is empty.
///
/// Items that are blurred or all alike may be near to training items as well: read it beside recall.
///
/// # Panics
/// If the sets have different numbers of columns.
#[must_use]
pub fn memory(train: Rows<'_>, held_out: Rows<'_>, generated: Rows<'_>) -> Option<Memory> {
    let far = |set| -> Vec<f64> {
        let near = nearest(set, train, 1);
        near.iter().flatten().map(|near| near.distance).collect()
    };
    let (mut new, mut made) = (far(held_out), far(generated));
    if new.is_empty() || made.is_empty() {
        return None;
    }
    new.sort_by(f64::total_cmp);
    made.sort_by(f64::total_cmp);
    let nearer = made.iter().map(|d| {
        let below = new.partition_point(|other| other < d);
        let equal = new.partition_point(|other| other <= d) - below;
        (new.len() - below - equal) as f64 + equal as f64 / 2.0
    });
    let nearer = nearer.sum::<f64>() / (new.len() * made.len()) as f64;
    let typical = new[new.len() / 2];
    let ratio = if typical > 0.0 {
        made[made.len() / 2] / typical
    } else {
        1.0
    };
    Some(Memory { ratio, nearer })
}
