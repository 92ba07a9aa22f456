//! How a classifier learns: cross-entropy over pictures that are shifted a little, with falling rates.

use dfdx::prelude::Cpu;
use rand::Rng;

use super::classifier::{Classifier, PIXELS, pixels, softmax};
use crate::data::{Dataset, Order};
use crate::error::Result;
use crate::layers::formula::Pairwise;
use crate::layers::{Ops, Pass, Var};
use crate::optim::{Optimiser, Rates, rule};
use crate::random;

/// Pictures in a batch.
const BATCH: usize = 64;

/// Pixels that a picture is shifted by at most, in each direction: what is read on held-out digits
/// rises by about one in a hundred.
const SHIFT: i32 = 2;

impl Classifier {
    /// A classifier that learned for `steps` batches from the training items; `go_on(step)` is asked
    /// before each.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when there is nothing that it can learn from.
    pub fn learn(
        data: &Dataset,
        seed: u64,
        steps: u64,
        go_on: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<Self> {
        let mut classifier = Self::new(data, seed)?;
        let (adam, mut optimiser) = (rule("adam")?, Optimiser::default());
        let classes = classifier.classes;
        let batch = BATCH.min(data.train.len());
        let mut order = Order::new(random::key(seed, "reader", 0), data.train.len());
        for step in 0..steps {
            go_on(step)?;
            let indices = order.batch(step * batch as u64, batch)?;
            let x = shifted(&pixels(&data.train, indices.iter().copied()), seed, step);
            let x = Var::<Cpu>::constant(&classifier.device, x, PIXELS)?;
            let mut pass = Pass::train(random::key(seed, "masks of a reader", step));
            let features = classifier.body.forward(x, &mut pass)?;
            let y = classifier.head.forward(features, &mut pass)?;
            // The slope of cross-entropy in the logits is p − (one at the class): a product with that
            // number, held constant, has the same slope.
            let mut slope = y.values();
            softmax(&mut slope, classes);
            for (row, i) in slope.chunks_exact_mut(classes).zip(&indices) {
                row[usize::from(data.train.labels()[*i])] -= 1.0;
            }
            let slope = Var::<Cpu>::constant(&classifier.device, slope, classes)?;
            let loss = Cpu::mean_between(&y, &slope, Pairwise::PRODUCT, &mut pass)?;
            let mut gradients = pass.backward(&classifier.device, &[(classes as f32, loss)])?;
            let rates = Rates {
                rate: 2e-3 * (1.0 - step as f32 / steps as f32).max(0.02),
                ..Rates::default()
            };
            optimiser.step(adam, rates, classifier.tensors(), &mut gradients)?;
        }
        Ok(classifier)
    }
}

/// Each picture a few pixels up or down, left or right; what comes in is black.
fn shifted(pictures: &[f32], seed: u64, step: u64) -> Vec<f32> {
    const SIDE: usize = 28;
    let mut rng = random::stream(seed, "shifts of a reader", step);
    let mut moved = vec![0.0; pictures.len()];
    let pairs = moved
        .chunks_exact_mut(PIXELS)
        .zip(pictures.chunks_exact(PIXELS));
    for (into, from) in pairs {
        let mut away = || rng.gen_range(-SHIFT..=SHIFT) as isize;
        let (down, right) = (away(), away());
        for (at, value) in from.iter().enumerate() {
            // Less than nothing wraps round to far outside.
            let row = (at / SIDE).wrapping_add_signed(down);
            let column = (at % SIDE).wrapping_add_signed(right);
            if row < SIDE && column < SIDE {
                into[row * SIDE + column] = *value;
            }
        }
    }
    moved
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn a_classifier_learns_and_says_when_it_was_stopped() {
        let digits = data::load("digits").unwrap();
        let mut classifier = Classifier::learn(&digits, 1, 60, &mut |_| Ok(())).unwrap();
        let right = classifier.right(&digits.held_out, &mut || Ok(())).unwrap();
        // By chance: 100.
        assert!(right > 700, "{right}");
        let stop = |step| match step {
            3 => Err(crate::error::Error::new("stopped")),
            _ => Ok(()),
        };
        assert!(Classifier::learn(&digits, 1, 60, &mut { stop }).is_err());
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let ring = data::load("ring").unwrap();
        let error = Classifier::new(&ring, 1).unwrap_err().to_string();
        assert!(
            error.contains("'ring'") && error.contains("data digits"),
            "{error}"
        );
    }

    #[test]
    fn shifted_pictures_keep_what_they_hold() {
        let mut picture = vec![0.0; 2 * PIXELS];
        picture[14 * 28 + 14] = 1.0;
        picture[PIXELS + 10 * 28 + 9] = 0.5;
        let moved = shifted(&picture, 1, 0);
        assert!((moved.iter().sum::<f32>() - 1.5).abs() < 1e-6);
        assert_ne!(moved, picture);
    }
}
