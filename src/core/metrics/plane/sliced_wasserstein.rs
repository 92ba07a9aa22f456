//! Sliced Wasserstein distance of two sets of points (Bonneel et al. 2015, section 3), held against chance.

use super::{Above, Point, held_against_chance};

/// Directions on which points are projected, evenly over the half circle.
const DIRECTIONS: usize = 32;

/// Sliced Wasserstein distance of order 1 (Bonneel et al. 2015, section 3), in the units of the
/// plane, less its chance level. As many points are taken of each as the smaller has.
#[must_use]
pub fn sliced_wasserstein(real: &[Point], generated: &[Point]) -> Above {
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
    Above {
        value: found - chance,
        chance,
    }
}
