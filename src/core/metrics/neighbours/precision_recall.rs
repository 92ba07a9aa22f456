//! Precision and recall of a set of items by the balls around them (Kynkäänniemi et al. 2019, equations 1 and 2).

use super::{Rows, each_query, mean, radii};

/// Neighbours of [`precision_recall`]; the paper's.
pub const K_MANIFOLD: usize = 3;

/// Share of `queries` that lie in the ball of some row of `reference`.
fn inside(queries: Rows<'_>, reference: Rows<'_>, radii: &[f32]) -> f64 {
    let hits = each_query(queries, reference, 1, |_, distances, out| {
        let any = distances.iter().zip(radii).any(|(d, r)| d <= r);
        out[0] = f32::from(u8::from(any));
    });
    mean(&hits)
}

/// Improved precision and recall (Kynkäänniemi et al. 2019, equations 1 and 2): the share of generated
/// items in a ball around a real one, and the other way round, each ball reaching to the
/// [`K_MANIFOLD`]rd neighbour. Both 0 where a set has fewer than two items.
///
/// # Panics
/// If the sets have different numbers of columns.
#[must_use]
pub fn precision_recall(real: Rows<'_>, generated: Rows<'_>) -> (f64, f64) {
    if real.len() < 2 || generated.len() < 2 {
        return (0.0, 0.0);
    }
    let precision = inside(generated, real, &radii(real, K_MANIFOLD));
    let recall = inside(real, generated, &radii(generated, K_MANIFOLD));
    (precision, recall)
}
