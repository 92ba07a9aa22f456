//! Area averages: a picture measured on another grid.

use super::error::ArtError;
use super::picture::{Picture, checked_len};

/// How one output sample of an axis is made: weights for the inputs from `first` on.
struct Span {
    first: usize,
    /// Fractions of the output's own length; they add up to 1.
    weights: Vec<f32>,
}

/// The spans that cut an axis of `from` inputs into `to` outputs of equal length.
fn spans(from: usize, to: usize) -> Vec<Span> {
    // In units of 1/to of an input, output i covers [i * from, (i + 1) * from): whole numbers, so
    // that integer factors come out exact.
    (0..to)
        .map(|i| {
            let (start, end) = (i * from, (i + 1) * from);
            let first = start / to;
            let weights = (first..end.div_ceil(to))
                .map(|input| {
                    let overlap = end.min((input + 1) * to) - start.max(input * to);
                    overlap as f32 / from as f32
                })
                .collect();
            Span { first, weights }
        })
        .collect()
}

impl Picture {
    /// The picture at another size in pixels; the aspect is the caller's matter.
    ///
    /// Every new pixel is the average of the area that it covers. Enlarged by a whole factor, that
    /// repeats pixels, so that 28 x 28 digits stay crisp; by another, only the seams are blended.
    ///
    /// # Errors
    /// When a side is 0 or absurd.
    pub fn fit(&self, width: usize, height: usize) -> Result<Self, ArtError> {
        checked_len(width, height, self.channels())?;
        let means = resample(self, width, height);
        let pixels = means.iter().map(|mean| mean.round() as u8).collect();
        Self::new(width, height, self.channels(), pixels)
    }
}

/// The mean of the picture over each cell of a `width` x `height` grid laid over all of it.
///
/// Returns `[height, width, channels]` means in `[0, 255]`. Pixels count as squares of even colour,
/// so that these are exact integrals, for shrinking and for enlarging. `width` and `height` are
/// not 0.
pub(super) fn resample(picture: &Picture, width: usize, height: usize) -> Vec<f32> {
    let channels = picture.channels();
    let old_row = picture.width() * channels;
    let columns = spans(picture.width(), width);
    let rows = spans(picture.height(), height);
    let mut means = Vec::with_capacity(width * height * channels);
    let mut blended = vec![0.0f32; old_row];
    for row in &rows {
        blended.fill(0.0);
        let lines = picture.pixels()[row.first * old_row..].chunks_exact(old_row);
        for (weight, line) in row.weights.iter().zip(lines) {
            for (sum, sample) in blended.iter_mut().zip(line) {
                *sum += weight * f32::from(*sample);
            }
        }
        for column in &columns {
            for channel in 0..channels {
                let samples = blended[column.first * channels + channel..]
                    .iter()
                    .step_by(channels);
                let mean: f32 = column.weights.iter().zip(samples).map(|(w, s)| w * s).sum();
                means.push(mean);
            }
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_cover_the_axis_once() {
        for (from, to) in [(28, 28), (28, 10), (7, 20), (1, 5), (5, 1)] {
            let mut covered = vec![0.0; from];
            for span in spans(from, to) {
                for (i, weight) in span.weights.iter().enumerate() {
                    covered[span.first + i] += weight * from as f32 / to as f32;
                }
            }
            assert!(covered.iter().all(|c: &f32| (c - 1.0).abs() < 1e-5));
        }
    }

    #[test]
    fn halving_averages() {
        let picture = Picture::new(2, 2, 1, vec![0, 10, 20, 31]).unwrap();
        assert_eq!(resample(&picture, 1, 1), [15.25]);
        assert_eq!(resample(&picture, 2, 1), [10.0, 20.5]);
    }
}
