//! Draws the points of an expression.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::names::Variable;
use super::program::At;
use super::shape::{SCATTER, Shape, What};
use crate::data::Tell;
use crate::data::toy::to_f32;
use crate::error::{Error, Result};
use crate::random;

const TRAIN: usize = 10_000;
const HELD_OUT: usize = 1_000;
/// The points never change, whatever the seed of a session.
const SEED: u64 = 0;
/// Cells in a row and in a column that a density is taken at the middle of.
const CELLS: usize = 400;
/// The most steps of the program that a drawing takes in all, and the fewest points that are tried in vain.
const MOST_WORK: usize = 200_000_000;
const LEAST_TRIES: usize = 400_000;
/// Tries between two questions whether to go on.
const ASKED: usize = 1 << 16;

/// Points to learn from, and points that are held out.
type Parts = (Vec<[f32; 2]>, Vec<[f32; 2]>);

/// The points of a shape, and those that are held out.
///
/// # Errors
/// A sentence if hardly any point of the plane belongs to it, or what `tell` says.
pub(super) fn points(shape: &Shape, tell: Tell) -> Result<Parts> {
    let mut draw = Draw::new(shape, tell)?;
    let mut part = |n: usize, step: u64| {
        let mut rng = random::stream(SEED, "expression", step);
        (0..n)
            .map(|_| draw.next(&mut rng))
            .collect::<Result<Vec<_>>>()
    };
    let (mut train, mut held_out) = (part(TRAIN, 0)?, part(HELD_OUT, 1)?);
    if matches!(shape.what, What::Curve { .. }) {
        let by = SCATTER * reach(&train);
        for (points, step) in [(&mut train, 0), (&mut held_out, 1)] {
            let mut rng = random::stream(SEED, "scatter", step);
            for value in points.iter_mut().flatten() {
                let noise: f64 = rng.sample(StandardNormal);
                *value += by * noise;
            }
        }
    }
    let rounded = |points: Vec<[f64; 2]>| points.into_iter().map(|p| p.map(to_f32)).collect();
    Ok((rounded(train), rounded(held_out)))
}

/// Half of the larger extent of points.
fn reach(points: &[[f64; 2]]) -> f64 {
    let extent = |axis: usize| {
        let values = points.iter().map(|point| point[axis]);
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        (high - low) / 2.0
    };
    extent(0).max(extent(1))
}

/// A drawing in progress.
struct Draw<'a, 'b> {
    shape: &'a Shape,
    /// Sums of the density over the cells so far; empty for anything else.
    sums: Vec<f64>,
    stack: Vec<f64>,
    tries: usize,
    tell: Tell<'b>,
}

impl<'a, 'b> Draw<'a, 'b> {
    fn new(shape: &'a Shape, tell: Tell<'b>) -> Result<Self> {
        let mut draw = Self {
            shape,
            sums: Vec::new(),
            stack: Vec::new(),
            tries: 0,
            tell,
        };
        if shape.what == What::Density {
            draw.weigh()?;
        }
        Ok(draw)
    }

    fn value(&mut self, at: At) -> f64 {
        self.shape.program.value(at, &mut self.stack)
    }

    /// Adds up the density over the cells.
    fn weigh(&mut self) -> Result<()> {
        let mut sum = 0.0;
        for cell in 0..CELLS * CELLS {
            if cell % ASKED == 0 {
                (self.tell)(0, 0)?;
            }
            let [x, y] = self.within(cell, [0.5, 0.5]);
            let value = self.value(At::point(x, y));
            // Nothing is less likely than not at all.
            sum += if value > 0.0 { value } else { 0.0 };
            self.sums.push(sum);
        }
        if sum > 0.0 && sum.is_finite() {
            return Ok(());
        }
        let what = if sum > 0.0 {
            "grows beyond all numbers"
        } else {
            "is nowhere above 0"
        };
        let ([a, b], [c, d]) = (self.shape.x, self.shape.y);
        Err(Error::new(format!(
            "the density {what} for x from {a} to {b} and y from {c} to {d}; other limits follow a comma, as in 'exp(-x^2-y^2), -6 < x < 6'"
        )))
    }

    /// A place within a cell, from 0 to 1 in each direction.
    fn within(&self, cell: usize, place: [f64; 2]) -> [f64; 2] {
        let at = [cell % CELLS, cell / CELLS];
        let limits = [self.shape.x, self.shape.y];
        [0, 1].map(|axis| {
            let [low, high] = limits[axis];
            low + (high - low) * (at[axis] as f64 + place[axis]) / CELLS as f64
        })
    }

    /// The next point.
    fn next(&mut self, rng: &mut ChaCha8Rng) -> Result<[f64; 2]> {
        let in_vain = (MOST_WORK / self.shape.program.0.len().max(1)).max(LEAST_TRIES);
        while self.tries < in_vain {
            if self.tries.is_multiple_of(ASKED) {
                (self.tell)(0, 0)?;
            }
            self.tries += 1;
            if let Some(point) = self.one(rng) {
                return Ok(point);
            }
        }
        let what = match self.shape.what {
            What::Curve { .. } => "the curve has hardly a finite number",
            _ => "hardly a point belongs to the region",
        };
        let ([a, b], [c, d]) = (self.shape.x, self.shape.y);
        Err(Error::new(format!(
            "{what} within its limits, x from {a} to {b} and y from {c} to {d}; other limits follow a comma, as in 'x^2 + y^2 < 0.001, -0.1 < x < 0.1, -0.1 < y < 0.1'"
        )))
    }

    /// A point, if the numbers that are drawn give one.
    fn one(&mut self, rng: &mut ChaCha8Rng) -> Option<[f64; 2]> {
        let place = [rng.gen_range(0.0..1.0), rng.gen_range(0.0..1.0)];
        let along = |[low, high]: [f64; 2], place: f64| low + (high - low) * place;
        let shape = self.shape;
        let point = match shape.what {
            What::Region => {
                let [x, y] = [along(shape.x, place[0]), along(shape.y, place[1])];
                let inside = self.value(At::point(x, y)) > 0.0;
                inside.then_some([x, y])?
            }
            What::Density => {
                let of = rng.gen_range(0.0..1.0) * self.sums.last()?;
                let cell = self.sums.partition_point(|sum| *sum <= of);
                self.within(cell.min(self.sums.len() - 1), place)
            }
            What::Curve { by, .. } => match by {
                Variable::X => {
                    let x = along(shape.x, place[0]);
                    [x, self.value(At { x, ..At::default() })]
                }
                Variable::Y => {
                    let y = along(shape.y, place[0]);
                    [self.value(At { y, ..At::default() }), y]
                }
                _ => {
                    let t = along(shape.t, place[0]);
                    let r = self.value(At { t, ..At::default() });
                    [r * libm::cos(t), r * libm::sin(t)]
                }
            },
        };
        let inside = |value: f64, [low, high]: [f64; 2]| (low..=high).contains(&value);
        (inside(point[0], shape.x) && inside(point[1], shape.y)).then_some(point)
    }
}
