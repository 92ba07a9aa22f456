//! Copies: whether what was made is nearer to training items than held-out items are; no reader is needed.

use super::measure;
use crate::data::{Dataset, Range, Split};
use crate::lab::event::Measure;
use crate::metrics::neighbours::{Rows, memory};

/// Measures items `[items, len]`, brightness in [0, 1] or coordinates; nothing where there are none.
///
/// # Panics
/// If the numbers do not fill items of `data`.
#[must_use]
pub fn memories(data: &Dataset, made: &[f32]) -> Vec<Measure> {
    let len = data.item.len();
    let all = |split: &Split| {
        let places: Vec<usize> = (0..split.len()).collect();
        let mut values = vec![0.0; places.len() * len];
        split.fill(&places, Range::Unit, &mut values);
        values
    };
    let (train, held_out) = (all(&data.train), all(&data.held_out));
    let rows = |values| Rows::new(values, len);
    let Some(found) = memory(rows(&train), rows(&held_out), rows(made)) else {
        return Vec::new();
    };
    let nearer = "to training items; new: 0.5, copies: 1";
    let ratio = "distance to them, over held-out items'";
    vec![
        measure("nearer", found.nearer, nearer),
        measure("memory", found.ratio, ratio),
    ]
}
