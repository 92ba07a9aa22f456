//! Modes met and good samples (Srivastava et al. 2017, section 4.1).

use super::Point;

/// Standard deviations around a mode within which a sample is good.
pub const GOOD: f32 = 3.0;

/// Modes with at least one good sample, and the share of good samples: those within [`GOOD`]
/// standard deviations of a mode (Srivastava et al. 2017, section 4.1).
#[must_use]
pub fn modes(centres: &[Point], deviation: f32, generated: &[Point]) -> (usize, f64) {
    let mut met = vec![false; centres.len()];
    let mut good = 0_usize;
    for [x, y] in generated {
        let far = |[a, b]: &Point| (a - x).hypot(b - y);
        let near =
            (0..centres.len()).min_by(|a, b| far(&centres[*a]).total_cmp(&far(&centres[*b])));
        if let Some(mode) = near.filter(|mode| far(&centres[*mode]) <= GOOD * deviation) {
            met[mode] = true;
            good += 1;
        }
    }
    let covered = met.iter().filter(|met| **met).count();
    (covered, good as f64 / generated.len().max(1) as f64)
}
