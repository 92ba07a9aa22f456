//! Measures of points in the plane, a short file each: modes, good samples, and two distances that are zero
//! between sets of one source on average.
//!
//! A distance between two finite samples is above zero even where both come from one source. Both
//! distances here are therefore held against what they are when the points of both sets are mixed
//! and dealt out anew: the chance level, which is taken off. Between the very same points they are below
//! zero.

mod curve;
mod divergence;
mod modes;
mod sliced_wasserstein;

pub use curve::near_the_curve;
pub use divergence::divergence;
pub use modes::{GOOD, modes};
pub use sliced_wasserstein::sliced_wasserstein;

use rand::seq::SliceRandom;

use crate::random;

/// A point of the plane.
pub type Point = [f32; 2];

/// A distance above chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Above {
    /// What is left of it.
    pub value: f64,
    /// What it is on average between two sets dealt out of both.
    pub chance: f64,
}

/// Times that the points are dealt out anew.
const DEALS: u64 = 16;

/// A distance between two sets cut to one length, and its mean between sets dealt out of both.
fn held_against_chance(
    real: &[Point],
    generated: &[Point],
    distance: impl Fn(&[Point], &[Point]) -> f64,
) -> (f64, f64) {
    let n = real.len().min(generated.len());
    if n == 0 {
        return (1.0, 0.0);
    }
    let found = distance(&real[..n], &generated[..n]);
    let mut all = [&real[..n], &generated[..n]].concat();
    let mut chance = 0.0;
    for deal in 0..DEALS {
        all.shuffle(&mut random::stream(0, "dealt out anew", deal));
        let (a, b) = all.split_at(n);
        chance += distance(a, b) / DEALS as f64;
    }
    (found, chance)
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(name: &str, n: usize, middle: Point, width: f32) -> Vec<Point> {
        let mut values = vec![0.0; 2 * n];
        random::normals(3, name, 0, &mut values);
        let place = |p: &[f32]| [middle[0] + width * p[0], middle[1] + width * p[1]];
        values.chunks_exact(2).map(place).collect()
    }

    #[test]
    fn two_sets_of_one_source_are_nothing_apart_on_average() {
        let (mut js, mut sw) = (0.0, 0.0);
        for i in 0..20 {
            let a = cloud(&format!("a{i}"), 400, [0.0, 0.0], 0.4);
            let b = cloud(&format!("b{i}"), 400, [0.0, 0.0], 0.4);
            js += divergence(&a, &b).value / 20.0;
            sw += sliced_wasserstein(&a, &b).value / 20.0;
        }
        // Without the chance level they would be about 0.2 and 0.02.
        assert!(js.abs() < 0.01, "{js}");
        assert!(sw.abs() < 0.004, "{sw}");
    }

    #[test]
    fn sets_that_share_no_cell_are_one_bit_apart_and_a_shift_is_its_mean_shadow() {
        let a = cloud("a", 500, [-1.0, 0.0], 0.02);
        let b = cloud("b", 500, [1.0, 0.0], 0.02);
        assert!((divergence(&a, &b).value - 1.0).abs() < 1e-9);
        // The shadow of a shift by 2 is 2·|cos|, 4/π on average; chance takes a little.
        let sliced = sliced_wasserstein(&a, &b).value;
        let wanted = 4.0 / std::f64::consts::PI;
        assert!((sliced - wanted).abs() < 0.1 * wanted, "{sliced}");
    }

    #[test]
    fn modes_are_met_by_good_samples_alone() {
        let centres = [[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]];
        let made = [[-1.0, 0.05], [0.0, 0.01], [0.02, 0.0], [0.5, 0.5]];
        assert_eq!(modes(&centres, 0.02, &made), (2, 0.75));
        assert_eq!(modes(&centres, 0.02, &[]), (0, 0.0));
    }

    #[test]
    fn a_curve_without_modes_knows_its_own_points() {
        let (train, held) = (
            cloud("a", 2000, [0.0, 0.0], 0.1),
            cloud("b", 500, [0.0, 0.0], 0.1),
        );
        let more = cloud("c", 500, [0.0, 0.0], 0.1);
        assert!(near_the_curve(&train, &held, &more) > 0.95);
        let far = cloud("c", 500, [1.0, 0.0], 0.1);
        assert!(near_the_curve(&train, &held, &far) < 0.01);
    }
}
