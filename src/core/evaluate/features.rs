//! What pictures are compared by: the features of a classifier or, where there is none, the codes of the run's encoder
//! or the pixels.

use super::classifier::{Classifier, Reading, pixels};
use super::codes::batches;
use super::lenet::FEATURES;
use crate::data::{Dataset, Order, Split};
use crate::error::Result;
use crate::lab::Experiment;
use crate::metrics::pca::Components;

/// Numbers that are taken of a picture without a classifier: its place along so many principal components.
const COMPONENTS: usize = FEATURES;

/// The most numbers that components are sought in: pictures of more are averaged over squares, and longer codes are
/// left alone.
pub const MOST_COLUMNS: usize = 1024;

/// Training items that the components are those of.
const FITTED: usize = 2000;

/// The seed of their choice: the same for every run.
const SEED: u64 = 0;

/// What pictures are compared by.
// There is one at a time.
#[allow(clippy::large_enum_variant)]
pub enum Features<'a> {
    /// The features of a classifier.
    Classifier(Classifier),
    /// Principal components of the codes that the encoder of a run gives them.
    Codes(&'a mut Experiment, Components),
    /// Principal components of their pixels, averaged over squares with this side.
    Pixels([usize; 3], usize, Components),
}

impl<'a> Features<'a> {
    /// Those of the run's encoder, which must be there.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when a code is no finite number.
    pub fn of_codes(
        experiment: &'a mut Experiment,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        let data = experiment.dataset();
        let chosen = chosen(&data)?;
        let pictures = pixels(&data.train, data.item.len(), chosen.iter().copied())?;
        let columns = experiment.state().latent;
        let codes = codes(experiment, &pictures, &labels(&data.train, &chosen), go_on)?;
        let components = Components::of(&codes, columns, COMPONENTS);
        Ok(Self::Codes(experiment, components))
    }

    /// Those of pixels.
    ///
    /// # Errors
    /// What `go_on` says.
    pub fn of_pixels(data: &Dataset, go_on: &mut dyn FnMut() -> Result<()>) -> Result<Self> {
        // Points have no pixels; they are measured otherwise.
        let image = data.item.image().unwrap_or([1, 2, 1]);
        let numbers = |side: usize| image[0].div_ceil(side) * image[1].div_ceil(side) * image[2];
        // At the larger side a picture becomes one square.
        let side = (1..image[0].max(image[1])).find(|side| numbers(*side) <= MOST_COLUMNS);
        let side = side.unwrap_or_else(|| image[0].max(image[1]));
        let chosen = chosen(data)?;
        let pictures = pixels(&data.train, data.item.len(), chosen)?;
        let coarse = coarse(&pictures, image, side, go_on)?;
        let components = Components::of(&coarse, numbers(side), COMPONENTS);
        Ok(Self::Pixels(image, side, components))
    }

    /// How many there are of a picture.
    #[must_use]
    pub fn columns(&self) -> usize {
        match self {
            Self::Classifier(_) => FEATURES,
            Self::Codes(_, components) | Self::Pixels(_, _, components) => {
                components.deviations().len()
            }
        }
    }

    /// How many classes it tells apart; 0 where it is no classifier.
    #[must_use]
    pub fn classes(&self) -> usize {
        match self {
            Self::Classifier(classifier) => classifier.classes,
            _ => 0,
        }
    }

    /// Reads pictures `[items, numbers]` in [0, 1], with their classes if there are any; `go_on` is asked between parts.
    ///
    /// # Errors
    /// What `go_on` says, or a sentence when the numbers fill no pictures or a code is no finite number.
    pub fn read(
        &mut self,
        pictures: &[f32],
        labels: &[u8],
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Reading> {
        let features = match self {
            Self::Classifier(classifier) => return classifier.read(pictures, go_on),
            Self::Codes(experiment, components) => {
                components.project(&codes(experiment, pictures, labels, go_on)?)
            }
            Self::Pixels(image, side, components) => {
                components.project(&coarse(pictures, *image, *side, go_on)?)
            }
        };
        Ok(Reading {
            features,
            probabilities: Vec::new(),
        })
    }

    /// Parts in which so many pictures of `numbers` numbers are read.
    #[must_use]
    pub fn parts(&self, pictures: usize, numbers: usize) -> u64 {
        match self {
            Self::Classifier(_) => Classifier::parts(pictures, numbers),
            _ => batches(pictures).count() as u64,
        }
    }

    /// What they are, in words.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Classifier(_) => "features of a small LeNet".into(),
            Self::Codes(..) => "codes of the run's encoder, which change as it learns".into(),
            Self::Pixels(_, 1, _) => format!("{} principal components of pixels", self.columns()),
            Self::Pixels(_, side, _) => format!(
                "{} principal components of pixels, averaged over squares of {side} by {side}",
                self.columns()
            ),
        }
    }
}

/// Training items that components are sought in.
fn chosen(data: &Dataset) -> Result<Vec<usize>> {
    Order::new(SEED, data.train.len()).batch(0, FITTED.min(data.train.len()))
}

/// The labels of items; empty if there are none.
pub(super) fn labels(split: &Split, places: &[usize]) -> Vec<u8> {
    let labels = places.iter().filter_map(|at| split.labels().get(*at));
    labels.copied().collect()
}

/// The codes of pictures, batch by batch.
fn codes(
    experiment: &mut Experiment,
    pictures: &[f32],
    labels: &[u8],
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<f32>> {
    let numbers = experiment.dataset().item.len();
    let mut codes = Vec::new();
    for places in batches(pictures.len() / numbers) {
        go_on()?;
        let classes = labels.get(places.clone()).unwrap_or_default();
        let part = &pictures[places.start * numbers..places.end * numbers];
        codes.extend(experiment.encode_items(part, classes)?);
    }
    Ok(codes)
}

/// Pictures averaged over squares.
fn coarse(
    pictures: &[f32],
    [height, width, channels]: [usize; 3],
    side: usize,
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<f32>> {
    if side == 1 {
        return Ok(pictures.to_vec());
    }
    let across = width.div_ceil(side);
    let numbers = height * width * channels;
    let mut all = Vec::new();
    for places in batches(pictures.len() / numbers) {
        go_on()?;
        for picture in pictures[places.start * numbers..places.end * numbers].chunks_exact(numbers)
        {
            let mut sums = vec![0.0; height.div_ceil(side) * across * channels];
            let mut counts = vec![0_u16; sums.len()];
            for (at, value) in picture.iter().enumerate() {
                let (row, column) = (at / channels / width, at / channels % width);
                let to = (row / side * across + column / side) * channels + at % channels;
                sums[to] += value;
                counts[to] += 1;
            }
            let means = sums.iter().zip(counts).map(|(sum, n)| sum / f32::from(n));
            all.extend(means);
        }
    }
    Ok(all)
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged_channel_by_channel_and_those_at_the_edge_are_smaller() {
        // Three by three in two channels: the second is 100 more.
        let picture: Vec<f32> = (0..9).flat_map(|i| [i as f32, i as f32 + 100.0]).collect();
        let found = coarse(&picture.repeat(2), [3, 3, 2], 2, &mut || Ok(())).unwrap();
        let wanted = [2.0, 102.0, 3.5, 103.5, 6.5, 106.5, 8.0, 108.0];
        assert_eq!(found, wanted.repeat(2));
        let mut stop = || Err(crate::error::Error::new("stopped"));
        assert!(coarse(&picture, [3, 3, 2], 2, &mut stop).is_err());
    }
}
