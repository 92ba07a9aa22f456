//! Losses, one short file each: adversarial objectives over a discriminator's logit, and distances between items.
//!
//! Each is a formula of one number (a logit) or two (an output and its target); the device takes the mean over the batch.

mod absolute;
mod cross_entropy;
mod hinge;
mod kinds;
mod least_squares;
mod likelihood;
mod minimax;
mod non_saturating;
mod squared;
mod wasserstein;

use crate::error::{Error, Result};

pub use crate::layers::formula::sigmoid;
pub use kinds::{Distance, LogitLosses, Objective};

/// All adversarial objectives; to add one, add a file and a word here.
pub const OBJECTIVES: &[Objective] = &[
    non_saturating::OBJECTIVE,
    minimax::OBJECTIVE,
    least_squares::OBJECTIVE,
    hinge::OBJECTIVE,
    wasserstein::CLIPPED,
    wasserstein::PENALISED,
];

/// All distances; to add one, add a file and a word here.
pub const DISTANCES: &[Distance] = &[
    squared::DISTANCE,
    absolute::DISTANCE,
    cross_entropy::DISTANCE,
    likelihood::BERNOULLI,
    likelihood::GAUSSIAN,
];

/// The objective called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn objective(name: &str) -> Result<Objective> {
    OBJECTIVES
        .iter()
        .find(|o| o.name == name)
        .copied()
        .ok_or_else(|| Error::unknown("objective", name, OBJECTIVES.iter().map(|o| o.name)))
}

/// The distance called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn distance(name: &str) -> Result<Distance> {
    DISTANCES
        .iter()
        .find(|d| d.name == name)
        .copied()
        .ok_or_else(|| Error::unknown("distance", name, DISTANCES.iter().map(|d| d.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::formula::Pointwise;

    fn all_losses(of: &Objective) -> Vec<Pointwise> {
        let losses = [Some(of.losses), of.relative].into_iter().flatten();
        losses
            .flat_map(|p| [p.d_real, p.d_fake, p.g_real, p.e_fake])
            .collect()
    }

    /// In f32 a step of 0.01 is the best compromise; near a pole even that bends too much.
    fn slope_is_right(name: &str, f: impl Fn(f32) -> (f32, f32), at: f32) {
        let h = 1e-2;
        let numeric = (f(at + h).0 - f(at - h).0) / (2.0 * h);
        let slope = f(at).1;
        assert!(
            (slope - numeric).abs() < 2e-3 + 0.01 * slope.abs(),
            "{name} at {at}: {slope} against {numeric}"
        );
    }

    #[test]
    fn every_slope_is_the_central_difference() {
        for i in -20..20_i8 {
            // No kink of an objective lies here.
            let x = f32::from(i) * 0.35 + 0.08;
            for o in OBJECTIVES {
                for f in all_losses(o) {
                    slope_is_right(o.name, |x| f.at(x), x);
                }
            }
            for d in DISTANCES {
                let y = if d.unit { 0.2 + 0.6 * sigmoid(x) } else { x };
                for target in [0.0, 0.3, 1.0] {
                    slope_is_right(d.name, |y| (d.between.pairs.at)(y, target), y);
                }
            }
        }
    }

    #[test]
    fn the_loops_over_batches_are_the_formula_at_each_number() {
        for d in DISTANCES {
            for n in [1, 31, 32, 77] {
                let y: Vec<f32> = (0..n).map(|i| sigmoid(i as f32 * 0.1 - 2.0)).collect();
                let target: Vec<f32> = (0..n).map(|i| (i % 3) as f32 * 0.5).collect();
                let pairs = || {
                    y.iter()
                        .zip(&target)
                        .map(|(y, t)| (d.between.pairs.at)(*y, *t))
                };
                let sum: f32 = pairs().map(|p| p.0).sum();
                let close = (d.between.pairs.sum)(&y, &target) - sum;
                assert!(
                    close.abs() < 1e-4 * (1.0 + sum.abs()),
                    "{}: {close}",
                    d.name
                );
                let mut slopes = vec![1.0; n];
                (d.between.pairs.slopes)(0.5, &y, &target, &mut slopes);
                for (slope, pair) in slopes.iter().zip(pairs()) {
                    let near = (slope - 1.0 - 0.5 * pair.1).abs();
                    assert!(near < 1e-4 * (1.0 + pair.1.abs()), "{}", d.name);
                }
            }
        }
    }

    #[test]
    fn extreme_logits_stay_finite() {
        for o in OBJECTIVES {
            for x in [-1e4, -100.0, 100.0, 1e4] {
                for f in all_losses(o) {
                    let (value, slope) = f.at(x);
                    assert!(value.is_finite() && slope.is_finite(), "{} at {x}", o.name);
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for o in OBJECTIVES {
            for f in all_losses(o) {
                assert!(f.at(f32::NAN).0.is_nan(), "{}", o.name);
            }
        }
        for d in DISTANCES {
            assert!(
                (d.between.pairs.sum)(&[0.5, f32::NAN], &[0.5; 2]).is_nan(),
                "{}",
                d.name
            );
        }
    }
}
