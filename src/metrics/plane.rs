//! Measures of points in the plane: modes, good samples, and two distances that are zero between
//! equal sets on average.
//!
//! A distance between two finite samples is above zero even where both come from one source. Both
//! distances here are therefore held against what they are when the points of both sets are mixed
//! and dealt out anew: the chance level, which is taken off. They may fall a little below zero.

use rand::seq::SliceRandom;

use super::neighbours::{Rows, nearest};
use crate::random;

/// A point of the plane.
pub type Point = [f32; 2];

/// Standard deviations around a mode within which a sample is good.
pub const GOOD: f32 = 3.0;

/// Cells of the histogram along each side of the plane.
const SIDE: usize = 24;

/// How far the histogram reaches on each side; what lies outside falls to the outermost cells.
const EDGE: f32 = 1.5;

/// Directions on which points are projected, evenly over the half circle.
const DIRECTIONS: usize = 32;

/// Times that the points are dealt out anew.
const DEALS: u64 = 16;

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

/// Share of good samples where there are no modes: those as near to a training point as 99 of 100
/// held-out points are.
#[must_use]
pub fn near_the_curve(train: &[Point], held_out: &[Point], generated: &[Point]) -> f64 {
    let far = |set: &[Point]| -> Vec<f64> {
        let near = nearest(
            Rows::new(set.as_flattened(), 2),
            Rows::new(train.as_flattened(), 2),
            1,
        );
        near.iter().flatten().map(|near| near.distance).collect()
    };
    let mut known = far(held_out);
    known.sort_by(f64::total_cmp);
    let Some(&limit) = known.get((known.len() * 99 / 100).min(known.len().saturating_sub(1)))
    else {
        return 0.0;
    };
    let good = far(generated).iter().filter(|d| **d <= limit).count();
    good as f64 / generated.len().max(1) as f64
}

/// Jensen–Shannon divergence of the histograms of two sets, in bits, adjusted for chance:
/// `(JS − chance) / (1 − chance)`. It is the mutual information of a point's cell and its set, and
/// adjusted as such (Vinh, Epps and Bailey 2010, section 4): 0 on average between sets of one
/// source, 1 between sets that share no cell. As many points are taken of each as the smaller has.
#[must_use]
pub fn divergence(real: &[Point], generated: &[Point]) -> f64 {
    let (found, chance) = held_against_chance(real, generated, |a, b| {
        let cells = |set: &[Point]| {
            let mut cells = vec![0.0_f64; SIDE * SIDE];
            for [x, y] in set {
                cells[cell(*y) * SIDE + cell(*x)] += 1.0 / set.len() as f64;
            }
            cells
        };
        let part = |p: f64, m: f64| if p > 0.0 { p * (p / m).log2() } else { 0.0 };
        let pairs = cells(a).into_iter().zip(cells(b)).map(|(p, q)| {
            let m = f64::midpoint(p, q);
            f64::midpoint(part(p, m), part(q, m))
        });
        pairs.sum()
    });
    (found - chance) / (1.0 - chance).max(f64::EPSILON)
}

#[allow(clippy::cast_sign_loss)]
fn cell(at: f32) -> usize {
    let place = (at + EDGE) / (2.0 * EDGE) * SIDE as f32;
    (place.max(0.0) as usize).min(SIDE - 1)
}

/// Sliced Wasserstein distance of order 1 (Bonneel et al. 2015, section 3), in the units of the
/// plane, less its chance level. As many points are taken of each as the smaller has.
#[must_use]
pub fn sliced_wasserstein(real: &[Point], generated: &[Point]) -> f64 {
    let (found, chance) = held_against_chance(real, generated, |a, b| {
        let mut sum = 0.0;
        for k in 0..DIRECTIONS {
            let (sine, cosine) = (std::f32::consts::PI * k as f32 / DIRECTIONS as f32).sin_cos();
            let sorted = |set: &[Point]| {
                let mut along: Vec<f32> = set.iter().map(|[x, y]| x * cosine + y * sine).collect();
                along.sort_unstable_by(f32::total_cmp);
                along
            };
            let pairs = sorted(a).into_iter().zip(sorted(b));
            sum += pairs.map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
        }
        sum / (DIRECTIONS * a.len()) as f64
    });
    found - chance
}

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
            js += divergence(&a, &b) / 20.0;
            sw += sliced_wasserstein(&a, &b) / 20.0;
        }
        // Without the chance level they would be about 0.2 and 0.02.
        assert!(js.abs() < 0.01, "{js}");
        assert!(sw.abs() < 0.004, "{sw}");
    }

    #[test]
    fn sets_that_share_no_cell_are_one_bit_apart_and_a_shift_is_its_mean_shadow() {
        let a = cloud("a", 500, [-1.0, 0.0], 0.02);
        let b = cloud("b", 500, [1.0, 0.0], 0.02);
        assert!((divergence(&a, &b) - 1.0).abs() < 1e-9);
        // The shadow of a shift by 2 is 2·|cos|, 4/π on average; chance takes a little.
        let sliced = sliced_wasserstein(&a, &b);
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
