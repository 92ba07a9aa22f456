//! Good samples where there are no modes: as near to the data as real points are.

use super::Point;
use crate::metrics::neighbours::{Rows, nearest};

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
