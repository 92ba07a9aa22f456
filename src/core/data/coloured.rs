//! The embedded digits in colour at 32×32: pictures of the size that colour networks are made for.

use super::{Dataset, Item, Split, embedded};
use crate::error::Result;
use crate::random;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// The name of the set.
pub(super) const NAME: &str = "digits-rgb";
/// The pictures never change, whatever the seed of a session.
const SEED: u64 = 0;
/// Rows and columns of a digit, and of a picture that it is put in.
const DIGIT: usize = 28;
const SIDE: usize = 32;
/// Steps of a hue around its circle: six sides of 256.
const HUES: u32 = 6 * 256;

type Rgb = [u8; 3];

/// The digits, each somewhere in a picture of its own two colours and its own ink. The colours say
/// nothing about the label.
pub(super) fn load() -> Result<Dataset> {
    let digits = embedded::digits()?;
    let parts = [(&digits.train, "train"), (&digits.held_out, "held out")];
    let [train, held_out] = parts.map(|(split, part)| compose_all(split, part));
    let item = Item::Image {
        height: SIDE,
        width: SIDE,
        channels: 3,
    };
    Ok(Dataset::new(NAME, item, digits.classes, train, held_out))
}

fn compose_all(digits: &Split, part: &str) -> Split {
    let stream = format!("{NAME} {part}");
    let mut bytes = Vec::with_capacity(digits.len() * SIDE * SIDE * 3);
    for (digit, index) in digits.images().zip(0..) {
        let look = Look::draw(&mut random::stream(SEED, &stream, index));
        look.compose(digit, &mut bytes);
    }
    Split::of_pixels(SIDE * SIDE * 3, bytes, digits.labels().to_vec())
}

/// The look of one picture, apart from the digit itself.
struct Look {
    /// The background at one edge or corner and at the opposite one.
    from: Rgb,
    to: Rgb,
    /// Which way the background changes: -1, 0 or 1 down and to the right, not 0 both.
    way: [i8; 2],
    ink: Rgb,
    /// Rows above the digit and columns before it.
    place: [usize; 2],
}

impl Look {
    /// Dark and strong colours behind, of neighbouring hues; light ink of a hue far from them: the
    /// digit can be read in grey as well.
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let hue = rng.gen_range(0..HUES);
        let mut behind = |turn| {
            colour(
                hue + turn,
                rng.gen_range(120..=255),
                rng.gen_range(60..=120),
            )
        };
        let (from, to) = (behind(0), behind(HUES / 6));
        let far = hue + rng.gen_range(HUES / 3..=HUES * 2 / 3);
        let ink = colour(far, rng.gen_range(40..=110), rng.gen_range(235..=255));
        let ways = [
            [0, 1],
            [1, 1],
            [1, 0],
            [1, -1],
            [0, -1],
            [-1, -1],
            [-1, 0],
            [-1, 1],
        ];
        let way = ways[rng.gen_range(0..ways.len())];
        let place = [0, 1].map(|_| rng.gen_range(0..=SIDE - DIGIT));
        Self {
            from,
            to,
            way,
            ink,
            place,
        }
    }

    /// Adds the picture to `into`, row by row.
    fn compose(&self, digit: &[u8], into: &mut Vec<u8>) {
        for y in 0..SIDE {
            for x in 0..SIDE {
                let (share, whole) = self.along([y, x]);
                let behind = mix(self.from, self.to, share, whole);
                // Above and left of the digit this wraps around to a row or column far beyond it.
                let [row, column] = [0, 1].map(|i| [y, x][i].wrapping_sub(self.place[i]));
                let ink = if row < DIGIT && column < DIGIT {
                    digit[row * DIGIT + column]
                } else {
                    0
                };
                into.extend(mix(behind, self.ink, u32::from(ink), 255));
            }
        }
    }

    /// How far the background has changed at a pixel, as a fraction.
    fn along(&self, at: [usize; 2]) -> (u32, u32) {
        let last = SIDE as u32 - 1;
        let (mut share, mut whole) = (0, 0);
        for (way, at) in self.way.into_iter().zip(at) {
            match way {
                1 => share += at as u32,
                -1 => share += last - at as u32,
                _ => continue,
            }
            whole += last;
        }
        (share, whole)
    }
}

/// `share / whole` of the way from one colour to another. Whole numbers only, so that the digest is
/// the same on every machine.
fn mix(from: Rgb, to: Rgb, share: u32, whole: u32) -> Rgb {
    std::array::from_fn(|i| {
        let sum = u32::from(from[i]) * (whole - share) + u32::from(to[i]) * share;
        // A mean of two bytes is a byte.
        ((sum + whole / 2) / whole) as u8
    })
}

/// The colour of this hue, any number of times around the circle, whose strongest channel has
/// `value` and whose weakest falls short of it by `saturation / 255`.
fn colour(hue: u32, saturation: u32, value: u32) -> Rgb {
    [0, HUES * 2 / 3, HUES / 3].map(|turn| {
        // The distance from the channel's own hue, 0 to half a circle.
        let away = (hue + turn) % HUES;
        let away = away.min(HUES - away);
        let lacking = away.saturating_sub(HUES / 6).min(HUES / 6);
        let weak = value * saturation * lacking / (255 * (HUES / 6));
        // `weak` is at most `value`, which is a byte.
        (value - weak) as u8
    })
}
