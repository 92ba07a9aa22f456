//! Density and coverage of a set of items by the balls around real ones (Naeem et al. 2020, equations 4 and 5).

use super::{Rows, each_query, mean, radii};

/// Neighbours of [`density_coverage`]; the paper's.
pub const K_DENSITY: usize = 5;

/// Density and coverage (Naeem et al. 2020, equations 4 and 5): how many real balls a generated item
/// lies in, as a share of the [`K_DENSITY`] that are expected (it may pass 1), and the share of real
/// balls that hold a generated item. Both 0 where there are fewer than two real items.
///
/// # Panics
/// If the sets have different numbers of columns.
#[must_use]
pub fn density_coverage(real: Rows<'_>, generated: Rows<'_>) -> (f64, f64) {
    if real.len() < 2 || generated.is_empty() {
        return (0.0, 0.0);
    }
    let radii = radii(real, K_DENSITY);
    let balls = each_query(generated, real, 1, |_, distances, out| {
        let within = distances.iter().zip(&radii).filter(|(d, r)| d <= r);
        out[0] = within.count() as f32;
    });
    let met = each_query(real, generated, 1, |at, distances, out| {
        let any = distances.iter().any(|d| *d <= radii[at]);
        out[0] = f32::from(u8::from(any));
    });
    (mean(&balls) / K_DENSITY as f64, mean(&met))
}
