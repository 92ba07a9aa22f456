//! Computed sets of 2-D points: small enough to see at a glance what a network has learned.

use super::{Dataset, Item, Split};
use crate::random;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use std::f64::consts::{PI, TAU};

/// A computed data set of points, all of them about inside `[-1, 1]²`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toy {
    /// 8 Gaussians on a circle.
    Ring,
    /// 25 Gaussians on a square grid.
    Grid,
    /// Two arms around the origin.
    Spiral,
    /// Two half circles that reach into each other.
    Moons,
}

const TRAIN: usize = 10_000;
const HELD_OUT: usize = 1_000;
/// The points never change, whatever the seed of a session.
const SEED: u64 = 0;

impl Toy {
    /// The toy set called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Ring, Self::Grid, Self::Spiral, Self::Moons]
            .into_iter()
            .find(|t| t.name() == name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::Grid => "grid",
            Self::Spiral => "spiral",
            Self::Moons => "moons",
        }
    }

    /// The centres of the Gaussians of a ring or a grid, label by label; empty for the others.
    #[must_use]
    pub fn centres(self) -> Vec<[f32; 2]> {
        let labels = match self {
            Self::Ring | Self::Grid => 0..self.class_count(),
            Self::Spiral | Self::Moons => 0..0,
        };
        labels
            .map(|label| self.place(label, 0.0).map(to_f32))
            .collect()
    }

    /// The standard deviation, in each coordinate, of the points about their centre or curve.
    #[must_use]
    pub fn standard_deviation(self) -> f32 {
        match self {
            Self::Ring | Self::Grid | Self::Spiral => 0.02,
            Self::Moons => 0.03,
        }
    }

    /// Computes the data set.
    pub(super) fn load(self) -> Dataset {
        let what = match self {
            Self::Ring | Self::Grid => "mode",
            Self::Spiral => "arm",
            Self::Moons => "moon",
        };
        let classes = (0..self.class_count())
            .map(|label| format!("{what} {label}"))
            .collect();
        let [train, held_out] = [(TRAIN, 0), (HELD_OUT, 1)].map(|(n, step)| {
            let mut rng = random::stream(SEED, self.name(), step);
            let (points, labels) = (0..n).map(|_| self.draw(&mut rng)).unzip();
            Split::of_points(points, labels)
        });
        Dataset::new(self.name(), Item::Point, classes, train, held_out)
    }

    fn class_count(self) -> u8 {
        match self {
            Self::Ring => 8,
            Self::Grid => 25,
            Self::Spiral | Self::Moons => 2,
        }
    }

    fn draw(self, rng: &mut ChaCha8Rng) -> ([f32; 2], u8) {
        let label = rng.gen_range(0..self.class_count());
        let along = rng.gen_range(0.0..1.0);
        let point = self.place(label, along).map(|coordinate| {
            let noise: f64 = rng.sample(StandardNormal);
            to_f32(coordinate + noise * f64::from(self.standard_deviation()))
        });
        (point, label)
    }

    /// The centre of mode `label`, or the point of curve `label` at `along` in `[0, 1]`.
    fn place(self, label: u8, along: f64) -> [f64; 2] {
        let label = f64::from(label);
        match self {
            Self::Ring => polar(0.8, label / 8.0),
            Self::Grid => [label % 5.0, (label / 5.0).floor()].map(|k| (k - 2.0) * 0.4),
            // The root spreads the points evenly along the arm, which grows longer outwards.
            Self::Spiral => polar(0.1 + 0.8 * along.sqrt(), label / 2.0 + 1.25 * along.sqrt()),
            Self::Moons => {
                let (sine, cosine) = (PI * along).sin_cos();
                let [x, y] = if label < 0.5 {
                    [cosine, sine]
                } else {
                    [1.0 - cosine, 0.5 - sine]
                };
                [(x - 0.5) / 1.75, (y - 0.25) / 1.75]
            }
        }
    }
}

fn polar(radius: f64, turns: f64) -> [f64; 2] {
    let (sine, cosine) = (TAU * turns).sin_cos();
    [radius * cosine, radius * sine]
}

/// Rounds to a multiple of 2⁻¹⁶, so that mathematical libraries that differ in the last bit still
/// give the same points, and the same digest.
pub(super) fn to_f32(value: f64) -> f32 {
    const STEPS: f64 = 65_536.0;
    // A multiple of 2⁻¹⁶ of this size is exact in an f32; adding 0 turns -0 into 0.
    #[allow(clippy::cast_possible_truncation)]
    let rounded = ((value * STEPS).round() / STEPS + 0.0) as f32;
    rounded
}
