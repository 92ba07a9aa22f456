//! Which items make up a batch: shuffled epochs, as a pure function of how many items were drawn before.

use crate::error::{Error, Result};
use crate::random;
use rand::seq::SliceRandom;

/// The order in which the items are drawn. It remembers the shuffled epoch that it used last, and
/// nothing that changes a result.
#[derive(Debug, Clone)]
pub struct Order {
    seed: u64,
    n: usize,
    epoch: Option<u64>,
    /// Half the size of places: a file may hold millions.
    shuffled: Vec<u32>,
}

impl Order {
    /// The order of `n` items under `seed`.
    #[must_use]
    pub fn new(seed: u64, n: usize) -> Self {
        Self {
            seed,
            n,
            epoch: None,
            shuffled: Vec::new(),
        }
    }

    /// The next `batch` items after `position` items have been drawn. Each epoch has every item
    /// once; a batch may begin in one epoch and end in the next.
    ///
    /// # Errors
    /// If `batch` is 0 or above the number of items.
    pub fn batch(&mut self, position: u64, batch: usize) -> Result<Vec<usize>> {
        if batch == 0 {
            return Err(Error::new("a batch of 0 items is empty; give 1 or more"));
        }
        if batch > self.n {
            return Err(Error::new(format!(
                "a batch of {batch} is larger than the {} items there are; give {} or less",
                self.n, self.n
            )));
        }
        let epoch = position / self.n as u64;
        // A remainder below `n` fits where `n` fits.
        #[allow(clippy::cast_possible_truncation)]
        let start = (position % self.n as u64) as usize;
        let end = self.n.min(start + batch);
        let place = |at: &u32| *at as usize;
        let mut indices: Vec<usize> = self.epoch(epoch)[start..end].iter().map(place).collect();
        let rest = batch - indices.len();
        if rest > 0 {
            indices.extend(self.epoch(epoch + 1)[..rest].iter().map(place));
        }
        Ok(indices)
    }

    /// The items in the order of one epoch.
    fn epoch(&mut self, epoch: u64) -> &[u32] {
        if self.epoch != Some(epoch) {
            self.shuffled.clear();
            // Memory holds fewer than 2³² items, and a file may not hold more.
            self.shuffled.extend(0..self.n as u32);
            self.shuffled
                .shuffle(&mut random::stream(self.seed, "order of items", epoch));
            self.epoch = Some(epoch);
        }
        &self.shuffled
    }
}

/// The items of one batch, when `position` items have been drawn before it; see [`Order::batch`].
///
/// # Errors
/// If `batch` is 0 or above `n`.
pub fn batch_indices(seed: u64, n: usize, batch: usize, position: u64) -> Result<Vec<usize>> {
    Order::new(seed, n).batch(position, batch)
}
