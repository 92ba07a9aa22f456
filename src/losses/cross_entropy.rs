//! Cross-entropy between a pixel's probability and its brightness, both in [0, 1] (Vincent et al. 2008, section 2.2).

use super::{Distance, between};
use crate::layers::formula::Between;

/// Keeps logarithms finite.
const EDGE: f32 = 1e-6;

pub(super) const DISTANCE: Distance = Distance {
    name: "cross_entropy",
    about: "binary cross-entropy per pixel, for a sigmoid output",
    explained: "Pulls every pixel of G(E(x)) towards that of x, hardest where G is confident and wrong; a mean over pixels (Vincent et al. 2008).",
    between: between!(Between::CrossEntropy { edge: EDGE }, |y, target| {
        let y = y.clamp(EDGE, 1.0 - EDGE);
        (
            -(target * y.ln() + (1.0 - target) * (1.0 - y).ln()),
            (y - target) / (y * (1.0 - y)),
        )
    }),
    unit: true,
    nats: None,
};
