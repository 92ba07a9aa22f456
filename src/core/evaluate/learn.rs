//! How a classifier learns: cross-entropy over pictures that are shifted a little, with falling rates.

use dfdx::prelude::Cpu;
use rand::Rng;

use super::classifier::{Classifier, pixels, softmax};
use crate::data::{Dataset, Order, Split};
use crate::error::Result;
use crate::layers::formula::Pairwise;
use crate::layers::{Ops, Pass, Var};
use crate::optim::{Optimiser, Rates, rule};
use crate::random;

/// Pictures in a batch.
const BATCH: usize = 64;

/// Pixels that a picture with sides of 28 is shifted by at most, in each direction, and larger ones in proportion: what
/// is read on held-out digits rises by about one in a hundred.
const SHIFT: usize = 2;

impl Classifier {
    /// A classifier that learned for `steps` batches from `items`, a part of `data`; `go_on(step)` is asked before each.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when there is nothing that it can learn from.
    pub fn learn(
        data: &Dataset,
        items: &Split,
        seed: u64,
        steps: u64,
        go_on: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<Self> {
        let mut classifier = Self::new(data, seed)?;
        let (adam, mut optimiser) = (rule("adam")?, Optimiser::default());
        let (classes, numbers) = (classifier.classes, classifier.numbers());
        let batch = BATCH.min(items.len());
        let mut order = Order::new(random::key(seed, "reader", 0), items.len());
        for step in 0..steps {
            go_on(step)?;
            let indices = order.batch(step * batch as u64, batch)?;
            let x = pixels(items, numbers, indices.iter().copied())?;
            let x = shifted(&x, classifier.image, seed, step);
            let x = Var::<Cpu>::constant(&classifier.device, x, numbers)?;
            let mut pass = Pass::train(random::key(seed, "masks of a reader", step));
            let features = classifier.body.forward(x, &mut pass)?;
            let y = classifier.head.forward(features, &mut pass)?;
            // The slope of cross-entropy in the logits is p − (one at the class): a product with that
            // number, held constant, has the same slope.
            let mut slope = y.values();
            softmax(&mut slope, classes);
            for (row, i) in slope.chunks_exact_mut(classes).zip(&indices) {
                row[usize::from(items.labels()[*i])] -= 1.0;
            }
            let slope = Var::<Cpu>::constant(&classifier.device, slope, classes)?;
            let loss = Cpu::mean_between(&y, &slope, Pairwise::PRODUCT, &mut pass)?;
            let mut gradients = pass.backward(&classifier.device, &[(classes as f32, loss)])?;
            let rates = Rates {
                rate: 2e-3 * (1.0 - step as f32 / steps as f32).max(0.02),
                ..Rates::default()
            };
            let tensors = (classifier.tensors(), false);
            optimiser.step(adam, rates, tensors, &mut gradients)?;
        }
        Ok(classifier)
    }
}

/// Each picture a few pixels up or down, left or right; what comes in is black.
fn shifted(pictures: &[f32], image: [usize; 3], seed: u64, step: u64) -> Vec<f32> {
    let [height, width, channels] = image;
    let most = i32::try_from(SHIFT * height.min(width) / 28)
        .unwrap_or(1)
        .max(1);
    let mut rng = random::stream(seed, "shifts of a reader", step);
    let mut moved = vec![0.0; pictures.len()];
    let numbers = height * width * channels;
    let pairs = moved
        .chunks_exact_mut(numbers)
        .zip(pictures.chunks_exact(numbers));
    for (into, from) in pairs {
        let mut away = || rng.gen_range(-most..=most) as isize;
        let (down, right) = (away(), away());
        for (at, pixel) in from.chunks_exact(channels).enumerate() {
            // Less than nothing wraps round to far outside.
            let row = (at / width).wrapping_add_signed(down);
            let column = (at % width).wrapping_add_signed(right);
            if row < height && column < width {
                into[(row * width + column) * channels..][..channels].copy_from_slice(pixel);
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
        let mut classifier =
            Classifier::learn(&digits, &digits.train, 1, 60, &mut |_| Ok(())).unwrap();
        let right = classifier.right(&digits.held_out, &mut || Ok(())).unwrap();
        // By chance: 100.
        assert!(right > 700, "{right}");
        let stop = |step| match step {
            3 => Err(crate::error::Error::new("stopped")),
            _ => Ok(()),
        };
        assert!(Classifier::learn(&digits, &digits.train, 1, 60, &mut { stop }).is_err());
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let ring = data::load("ring").unwrap();
        let error = Classifier::new(&ring, 1).unwrap_err().to_string();
        assert!(
            error.contains("'ring'") && error.contains("items of [2]"),
            "{error}"
        );
    }

    #[test]
    fn shifted_pictures_keep_what_they_hold() {
        for image in [[28, 28, 1], [16, 40, 3], [8, 8, 1]] {
            let numbers: usize = image.iter().product();
            let middle = (image[0] / 2 * image[1] + image[1] / 2) * image[2];
            let mut pictures = vec![0.0; 8 * numbers];
            for picture in pictures.chunks_exact_mut(numbers) {
                picture[middle] = 1.0;
            }
            let moved = shifted(&pictures, image, 1, 0);
            assert!((moved.iter().sum::<f32>() - 8.0).abs() < 1e-6, "{image:?}");
            assert_ne!(moved, pictures);
            let lit = moved.iter().enumerate().filter(|(_, v)| **v > 0.0);
            // The same channel.
            assert!(lit.map(|(at, _)| at % image[2]).all(|channel| channel == 0));
        }
    }
}
