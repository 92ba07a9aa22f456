//! How the input of the encoder is corrupted, while its target stays the clean item (denoising, Vincent et al. 2008;
//! translation of images, Isola et al. 2017).

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// What is done to an item before the encoder sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Corruption {
    #[default]
    Clean,
    Masked,
    Noisy,
    Half,
    Outline,
}

impl Corruption {
    /// Each with what it is.
    pub const WORDS: [(&'static str, &'static str); 5] = [
        ("none", "the whole item"),
        (
            "masked",
            "some of its values are black; 'strength' is their share",
        ),
        (
            "noisy",
            "with noise; 'strength' is its standard deviation, of a pixel in [0, 1]",
        ),
        ("half", "the left half of a picture"),
        ("outline", "the edges of a picture"),
    ];

    const ALL: [Self; 5] = [
        Self::Clean,
        Self::Masked,
        Self::Noisy,
        Self::Half,
        Self::Outline,
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// What a word stands for; `item` is an older word for `none`.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let word = if word == "item" { "none" } else { word };
        Self::ALL.into_iter().find(|of| of.word() == word)
    }

    /// Whether only pictures can be corrupted so.
    pub(in crate::lab) fn of_pictures(self) -> bool {
        matches!(self, Self::Half | Self::Outline)
    }

    /// Changes brightness in [0, 1], `[height, width, channels]`, to what is seen of it. A point, of `shape`
    /// `[2, 1, 1]`, is masked or blurred alike.
    pub(in crate::lab) fn see(
        self,
        shape: [usize; 3],
        strength: f32,
        rng: &mut ChaCha8Rng,
        item: &mut [f32],
    ) {
        let [_, width, channels] = shape;
        match self {
            Self::Clean => {}
            Self::Masked => {
                for value in item {
                    // Drawn for every number, so that a mask does not hang on what it hides.
                    if rng.r#gen::<f32>() < strength {
                        *value = 0.0;
                    }
                }
            }
            Self::Noisy => {
                for value in item {
                    let noise: f32 = StandardNormal.sample(rng);
                    *value += strength * noise;
                }
            }
            Self::Half => {
                for row in item.chunks_exact_mut(width * channels) {
                    row[width / 2 * channels..].fill(0.0);
                }
            }
            Self::Outline => {
                let edges = outline(shape, item);
                item.copy_from_slice(&edges);
            }
        }
    }
}

/// By how much the brightest neighbour of a pixel is brighter than the darkest: the morphological gradient
/// (Rivest, Soille and Beucher 1993) over a cross of five pixels.
fn outline([height, width, channels]: [usize; 3], item: &[f32]) -> Vec<f32> {
    let at = |y: usize, x: usize, c: usize| item[(y * width + x) * channels + c];
    let mut edges = Vec::with_capacity(item.len());
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        for c in 0..channels {
            let cross = [
                at(y, x, c),
                at(y.saturating_sub(1), x, c),
                at((y + 1).min(height - 1), x, c),
                at(y, x.saturating_sub(1), c),
                at(y, (x + 1).min(width - 1), c),
            ];
            let (low, high) = cross
                .iter()
                .fold((f32::MAX, f32::MIN), |(l, h), &v| (l.min(v), h.max(v)));
            edges.push(high - low);
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn seen(corruption: Corruption, strength: f32, item: &[f32], shape: [usize; 3]) -> Vec<f32> {
        let mut item = item.to_vec();
        let mut rng = random::stream(1, "test", 0);
        corruption.see(shape, strength, &mut rng, &mut item);
        item
    }

    #[test]
    fn each_corruption_shows_what_it_says() {
        let ones = [1.0; 16];
        assert_eq!(seen(Corruption::Clean, 0.5, &ones, [4, 4, 1]), ones);
        let half = seen(Corruption::Half, 0.5, &ones, [4, 4, 1]);
        assert_eq!(half, [1.0, 1.0, 0.0, 0.0].repeat(4));
        // A flat picture has no edges; a bright pixel has one around it.
        assert_eq!(seen(Corruption::Outline, 0.5, &ones, [4, 4, 1]), [0.0; 16]);
        let mut dot = [0.0; 9];
        dot[4] = 1.0;
        let cross = [0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0];
        assert_eq!(seen(Corruption::Outline, 0.5, &dot, [3, 3, 1]), cross);
    }

    #[test]
    fn strength_is_a_share_or_a_deviation() {
        let ones = vec![1.0; 10_000];
        let hidden = seen(Corruption::Masked, 0.3, &ones, [100, 100, 1]);
        let share = hidden.iter().filter(|v| **v == 0.0).count() as f32 / 10_000.0;
        assert!((share - 0.3).abs() < 0.02, "{share}");
        let noisy = seen(Corruption::Noisy, 0.2, &ones, [100, 100, 1]);
        let variance = noisy.iter().map(|v| (v - 1.0).powi(2)).sum::<f32>() / 10_000.0;
        assert!((variance.sqrt() - 0.2).abs() < 0.01, "{variance}");
    }
}
