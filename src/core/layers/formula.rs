//! The formulas of losses as data: a CPU computes them number by number, another device composes them
//! of operations of its own.

use crate::kernels::pairs::{self, Pairs};

/// A function of one number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pointwise {
    /// `times · x`.
    Line { times: f32 },
    /// `times · (x − centre)²`.
    Square { times: f32, centre: f32 },
    /// `times · ln(1 + e^x)`, or of `−x` where it is mirrored.
    Softplus { times: f32, mirrored: bool },
    /// `max(0, 1 + x)`, or of `−x` where it is mirrored.
    Hinge { mirrored: bool },
}

impl Pointwise {
    /// Value and slope at `x`.
    #[must_use]
    pub fn at(self, x: f32) -> (f32, f32) {
        match self {
            Self::Line { times } => (times * x, times),
            Self::Square { times, centre } => {
                let away = x - centre;
                (times * away * away, 2.0 * times * away)
            }
            Self::Softplus { times, mirrored } => {
                let sign = if mirrored { -1.0 } else { 1.0 };
                let (value, slope) = softplus(sign * x);
                (times * value, times * sign * slope)
            }
            Self::Hinge { mirrored } => {
                let sign = if mirrored { -1.0 } else { 1.0 };
                let value = 1.0 + sign * x;
                // What is no number is not hidden.
                if value <= 0.0 {
                    (0.0, 0.0)
                } else {
                    (value, sign)
                }
            }
        }
    }
}

/// A distance between an output and its target: the formula, and loops over many pairs.
#[derive(Debug, Clone, Copy)]
pub struct Pairwise {
    pub formula: Between,
    pub pairs: Pairs,
}

impl Pairwise {
    /// `y · t`, whose slope in the output is the target: any gradient that is known, as a loss.
    pub const PRODUCT: Self = Self {
        formula: Between::Product,
        pairs: pairs::PRODUCT,
    };
}

/// What a [`Pairwise`] computes of an output `y` and its target `t`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Between {
    /// `(y − t)²`.
    Squared,
    /// `|y − t|`.
    Absolute,
    /// `y · t`.
    Product,
    /// `−t ln y − (1 − t) ln(1 − y)`, with `y` held within `edge` of 0 and 1.
    CrossEntropy { edge: f32 },
}

/// `ln(1 + eˣ)` without overflow, and its slope σ(x).
fn softplus(x: f32) -> (f32, f32) {
    (x.max(0.0) + (-x.abs()).exp().ln_1p(), sigmoid(x))
}

/// σ(x): the probability that a logit stands for.
#[must_use]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Plain loops for a formula.
    macro_rules! plain {
        ($formula:expr, $at:expr) => {{
            const AT: fn(f32, f32) -> (f32, f32) = $at;
            Pairwise {
                formula: $formula,
                pairs: Pairs {
                    at: AT,
                    sum: |y, t| y.iter().zip(t).map(|(y, t)| AT(*y, *t).0).sum(),
                    slopes: |scale, y, t, into| {
                        for (into, (y, t)) in into.iter_mut().zip(y.iter().zip(t)) {
                            *into += scale * AT(*y, *t).1;
                        }
                    },
                },
            }
        }};
    }

    /// One distance of each formula.
    pub(crate) fn distances() -> [Pairwise; 4] {
        [
            Pairwise::PRODUCT,
            plain!(Between::Squared, |y, t| ((y - t) * (y - t), 2.0 * (y - t))),
            plain!(Between::Absolute, |y, t| {
                let away = y - t;
                (away.abs(), if away == 0.0 { 0.0 } else { away.signum() })
            }),
            plain!(Between::CrossEntropy { edge: 1e-3 }, |y, t| {
                let y = y.clamp(1e-3, 1.0 - 1e-3);
                let value = -(t * y.ln() + (1.0 - t) * (1.0 - y).ln());
                (value, (y - t) / (y * (1.0 - y)))
            }),
        ]
    }
}
