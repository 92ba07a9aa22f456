//! Copies: whether what was made is nearer to training items than held-out items are; no classifier is needed.

use super::measure;
use crate::data::{Dataset, Range, Split};
use crate::event::Measure;
use crate::metrics::neighbours::{Rows, memory};

/// Held-out items that the distances of made ones are compared with: more say the same, and take their time.
const ENOUGH: usize = 2000;

/// The most numbers of the training items that are looked through: 256 MiB of them.
const MOST_NUMBERS: usize = 64 << 20;

/// How many of `items` training items of `numbers` numbers are looked through.
pub(super) fn enough(items: usize, numbers: usize) -> usize {
    items.min((MOST_NUMBERS / numbers).max(2))
}

/// Measures items `[items, len]`, brightness in [0, 1] or coordinates; nothing where there are none.
///
/// # Panics
/// If the numbers do not fill items of `data`.
#[must_use]
pub fn memories(data: &Dataset, made: &[f32]) -> Vec<Measure> {
    let len = data.item.len();
    let first = |split: &Split, most: usize| {
        let places: Vec<usize> = (0..split.len().min(most)).collect();
        let mut values = vec![0.0; places.len() * len];
        split.fill(&places, Range::Unit, &mut values);
        values
    };
    let looked = enough(data.train.len(), len);
    let (train, held_out) = (first(&data.train, looked), first(&data.held_out, ENOUGH));
    let rows = |values| Rows::new(values, len);
    let Some(found) = memory(rows(&train), rows(&held_out), rows(made)) else {
        return Vec::new();
    };
    let nearer = if looked == data.train.len() {
        "to training items; new: 0.5, copies: 1".to_owned()
    } else {
        format!("to the first {looked} training items; new: 0.5, copies: 1")
    };
    let ratio = "distance to them, over held-out items'";
    vec![
        measure("nearer", found.nearer, nearer),
        measure("memory", found.ratio, ratio),
    ]
}
