//! Stacked digits: the modes of what was made, each channel read by the classifier of the digits.

use super::{Classifier, SHIPPED, measure};
use crate::data::Dataset;
use crate::data::stacked::{CHANNELS, MODES, mode, shares};
use crate::error::Result;
use crate::event::Measure;
use crate::metrics::classes::most;
use crate::metrics::modes::Modes;

/// How many samples are read, as in the published figures: the divergence depends on their number.
pub const STACKED_SAMPLES: usize = 26_000;

/// A count of the modes of stacked digits.
pub struct Stacked {
    classifier: Classifier,
    /// Of each mode in the data.
    shares: Vec<f64>,
    /// Items of each mode so far.
    counts: Vec<u64>,
}

impl Stacked {
    /// A count that begins; nothing where `data` are not stacked digits.
    ///
    /// # Errors
    /// When the program's own data or classifier cannot be read.
    pub fn of(data: &Dataset) -> Result<Option<Self>> {
        let shipped = SHIPPED.iter().find(|shipped| shipped.data == "digits");
        let Some((shares, shipped)) = shares(data)?.zip(shipped) else {
            return Ok(None);
        };
        Ok(Some(Self {
            classifier: Classifier::of_bytes(&shipped.content()?)?,
            shares,
            counts: vec![0; MODES],
        }))
    }

    /// Counts pictures `[items, 28 · 28 · 3]` in [0, 1]; `go_on` is asked between parts.
    ///
    /// # Errors
    /// What `go_on` says.
    pub fn count(&mut self, pictures: &[f32], go_on: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let (digit, known) = (self.classifier.numbers(), self.classifier.classes);
        // Picture by picture, its channels one after the other.
        let apart: Vec<f32> = pictures
            .chunks_exact(digit * CHANNELS)
            .flat_map(|picture| {
                (0..CHANNELS).flat_map(|channel| picture.iter().skip(channel).step_by(CHANNELS))
            })
            .copied()
            .collect();
        let read = self.classifier.read(&apart, go_on)?.probabilities;
        for stack in read.chunks_exact(known * CHANNELS) {
            let channel = |at: usize| most(&stack[at * known..(at + 1) * known]);
            self.counts[mode([0, 1, 2].map(channel))] += 1;
        }
        Ok(())
    }

    /// What was counted.
    #[must_use]
    pub fn measures(&self) -> Vec<Measure> {
        let (found, items) = (
            Modes::of(&self.counts, &self.shares),
            self.counts.iter().sum::<u64>(),
        );
        let kl = format!(
            "KL of {items} samples' modes to the data's, nats; chance: {:.3}",
            found.chance
        );
        vec![
            measure(
                "modes",
                found.met as f64,
                format!("modes with a sample, of {MODES}"),
            ),
            measure("modes_kl", found.kl, kl),
        ]
    }
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, Range};

    fn found(pictures: &[f32]) -> (f32, f32) {
        let data = data::load("stacked").unwrap();
        let mut stacked = Stacked::of(&data).unwrap().unwrap();
        stacked.count(pictures, &mut || Ok(())).unwrap();
        let measures = stacked.measures();
        (measures[0].value, measures[1].value)
    }

    /// Digits of the embedded ones as pictures of three, by their places.
    fn stacks(places: &[[usize; 3]]) -> Vec<f32> {
        let digits = data::load("digits").unwrap();
        let mut pictures = Vec::new();
        for stack in places {
            let mut apart = vec![0.0; 3 * 784];
            digits.train.fill(stack, Range::Unit, &mut apart).unwrap();
            pictures.extend((0..784).flat_map(|at| [0, 1, 2].map(|c| apart[c * 784 + at])));
        }
        pictures
    }

    #[test]
    fn stacks_of_known_digits_have_known_modes() {
        // The first digits of MNIST are 5, 0, 4, 1, 9, 2.
        let pictures = stacks(&[[0, 1, 2], [2, 1, 0], [3, 4, 5], [0, 1, 2]]);
        let (modes, kl) = found(&pictures);
        let data = data::load("stacked").unwrap();
        let of = shares(&data).unwrap().unwrap();
        let wanted = 0.5 * (0.5 / of[504]).ln()
            + 0.25 * (0.25 / of[405]).ln()
            + 0.25 * (0.25 / of[192]).ln();
        assert!((modes - 3.0).abs() < 1e-6, "{modes}");
        assert!((f64::from(kl) - wanted).abs() < 1e-4, "{kl}, not {wanted}");
    }

    #[test]
    fn other_data_have_no_modes_of_this_kind_and_a_stop_stops() {
        assert!(
            Stacked::of(&data::load("digits").unwrap())
                .unwrap()
                .is_none()
        );
        let data = data::load("stacked").unwrap();
        let mut stacked = Stacked::of(&data).unwrap().unwrap();
        let mut stop = || Err(crate::error::Error::new("stopped"));
        assert!(stacked.count(&stacks(&[[0, 1, 2]]), &mut stop).is_err());
    }
}
