//! Copies: whether what was made is nearer to training items than held-out items are; no classifier is needed.

use super::measure;
use crate::data::{Dataset, Range, Split};
use crate::error::Result;
use crate::event::Measure;
use crate::metrics::neighbours::{Rows, memory};

/// Held-out items that the distances of made ones are compared with: more say the same, and take their time.
const ENOUGH: usize = 2000;

/// The most numbers of the training items that are looked through, 256 MiB of them; and where they are in a file.
const MOST_NUMBERS: usize = 64 << 20;
const MOST_FROM_FILE: usize = 8 << 20;

/// How many training items, of `numbers` numbers each, are looked through.
#[must_use]
pub fn enough(train: &Split, numbers: usize) -> usize {
    let most = if train.in_memory() {
        MOST_NUMBERS
    } else {
        MOST_FROM_FILE
    };
    train.len().min((most / numbers).max(2))
}

/// Measures items `[items, len]`, brightness in [0, 1] or coordinates; nothing where there are none.
///
/// # Errors
/// A sentence if the data are in a file that cannot be read any more.
///
/// # Panics
/// If the numbers do not fill items of `data`.
pub fn memories(data: &Dataset, made: &[f32]) -> Result<Vec<Measure>> {
    let len = data.item.len();
    let first = |split: &Split, most: usize| -> Result<Vec<f32>> {
        let places: Vec<usize> = (0..split.len().min(most)).collect();
        let mut values = vec![0.0; places.len() * len];
        split.fill(&places, Range::Unit, &mut values)?;
        Ok(values)
    };
    let looked = enough(&data.train, len);
    let (train, held_out) = (first(&data.train, looked)?, first(&data.held_out, ENOUGH)?);
    let rows = |values| Rows::new(values, len);
    let Some(found) = memory(rows(&train), rows(&held_out), rows(made)) else {
        return Ok(Vec::new());
    };
    let nearer = if looked == data.train.len() {
        "to training items; new: 0.5, copies: 1".to_owned()
    } else {
        format!("to the first {looked} training items; new: 0.5, copies: 1")
    };
    let ratio = "distance to them, over held-out items'";
    Ok(vec![
        measure("nearer", found.nearer, nearer),
        measure("memory", found.ratio, ratio),
    ])
}
