//! Jensen–Shannon divergence of two sets of points (Lin 1991, Eq. 4.1), held against chance.

use super::{Above, Point, held_against_chance};

/// Cells of the histogram along each side of the plane.
const SIDE: usize = 24;

/// How far the histogram reaches on each side; what lies outside falls to the outermost cells.
const EDGE: f32 = 1.5;

/// Jensen–Shannon divergence of the histograms of two sets, in bits, adjusted for chance:
/// `(JS − chance) / (1 − chance)`. It is the mutual information of a point's cell and its set, and
/// adjusted as such (Vinh, Epps and Bailey 2010, section 4): 0 on average between sets of one
/// source, 1 between sets that share no cell. As many points are taken of each as the smaller has.
#[must_use]
pub fn divergence(real: &[Point], generated: &[Point]) -> Above {
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
    Above {
        value: (found - chance) / (1.0 - chance).max(f64::EPSILON),
        chance,
    }
}

#[allow(clippy::cast_sign_loss)]
fn cell(at: f32) -> usize {
    let place = (at + EDGE) / (2.0 * EDGE) * SIDE as f32;
    (place.max(0.0) as usize).min(SIDE - 1)
}
