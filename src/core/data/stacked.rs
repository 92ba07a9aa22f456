//! Stacked digits: three embedded digits as the three channels of one picture, which makes 1,000 modes (Metz et al. 2017,
//! "Unrolled Generative Adversarial Networks", section 3.3.1; Srivastava et al. 2017, "VEEGAN", section 4.2).

use super::{Dataset, Item, Split, embedded};
use crate::error::Result;
use crate::random;
use rand::Rng;

/// The name of the set.
pub(super) const NAME: &str = "stacked";
/// The pictures never change, whatever the seed of a session.
const SEED: u64 = 0;
/// Items of each part: 50 for each mode to learn from, in 118 MB of memory.
const TRAIN: usize = 50_000;
const HELD_OUT: usize = 1_000;
/// Digits of a picture.
pub const CHANNELS: usize = 3;
/// Classes of a digit.
const CLASSES: usize = 10;
/// Modes: the numbers from 000 to 999.
pub const MODES: usize = CLASSES.pow(CHANNELS as u32);

/// Three digits on top of each other, drawn independently of one another from all digits of their part. There are no
/// labels: 1,000 classes are more than a label can tell apart.
pub(super) fn load() -> Result<Dataset> {
    let digits = embedded::digits()?;
    let train = stack_all(&digits.train, "train", TRAIN);
    let held_out = stack_all(&digits.held_out, "held out", HELD_OUT);
    let item = match digits.item {
        Item::Image { height, width, .. } => Item::Image {
            height,
            width,
            channels: CHANNELS,
        },
        other @ Item::Point => other,
    };
    Ok(Dataset::new(NAME, item, Vec::new(), train, held_out))
}

fn stack_all(digits: &Split, part: &str, items: usize) -> Split {
    let stream = format!("{NAME} {part}");
    let all: Vec<&[u8]> = digits.images().collect();
    let size = all.first().map_or(1, |digit| digit.len());
    let mut bytes = Vec::with_capacity(items * size * CHANNELS);
    for index in 0..items as u64 {
        let mut rng = random::stream(SEED, &stream, index);
        // Of 32 bits, so that the draws are the same on every machine.
        let mut draw = || all[rng.gen_range(0..all.len() as u32) as usize];
        let chosen = [(); CHANNELS].map(|()| draw());
        bytes.extend((0..size).flat_map(|pixel| chosen.map(|digit| digit[pixel])));
    }
    Split::of_pixels(size * CHANNELS, bytes, Vec::new())
}

/// The mode of a picture: its digits, first channel first, as one number.
#[must_use]
pub fn mode(digits: [usize; CHANNELS]) -> usize {
    digits.iter().fold(0, |sum, digit| sum * CLASSES + digit)
}

/// How likely each of the [`MODES`] is: the product of the shares that its digits have in the digits that the pictures
/// are made of. All are above 0, and they add up to 1. Nothing where `data` are others.
///
/// # Errors
/// If the program's own digits cannot be read.
pub fn shares(data: &Dataset) -> Result<Option<Vec<f64>>> {
    if data.name != NAME {
        return Ok(None);
    }
    let digits = embedded::digits()?;
    let labels = digits.train.labels();
    let mut of = [0.0; CLASSES];
    for label in labels {
        of[usize::from(*label)] += 1.0 / labels.len() as f64;
    }
    let mut shares = Vec::with_capacity(MODES);
    for a in of {
        for b in of {
            shares.extend(of.map(|c| a * b * c));
        }
    }
    Ok(Some(shares))
}
