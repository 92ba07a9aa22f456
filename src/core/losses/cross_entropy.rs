//! Cross-entropy between a pixel's probability and its brightness, both in [0, 1] (Vincent et al. 2008, section 2.2).

use super::Distance;
use crate::kernels::pairs::{CROSS_ENTROPY, EDGE};
use crate::layers::formula::{Between, Pairwise};

pub(super) const DISTANCE: Distance = Distance {
    name: "cross_entropy",
    about: "binary cross-entropy per pixel, for a sigmoid output",
    explained: "Pulls every pixel of G(E(x)) towards that of x, hardest where G is confident and wrong; a mean over pixels (Vincent et al. 2008).",
    between: Pairwise {
        formula: Between::CrossEntropy { edge: EDGE },
        pairs: CROSS_ENTROPY,
    },
    unit: true,
    nats: None,
};
