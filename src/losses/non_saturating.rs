//! The non-saturating cross-entropy: the generator raises log D(G(z)) (Goodfellow et al. 2014, §3).

use super::{Objective, softplus};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ns",
    about: "non-saturating cross-entropy: D −log D(x) − log(1 − D(G(z))), G −log D(G(z))",
    real: |logit| {
        let (value, slope) = softplus(-logit);
        (value, -slope)
    },
    fake: softplus,
    fool: |logit| {
        let (value, slope) = softplus(-logit);
        (value, -slope)
    },
    hide: softplus,
    settings: &[],
};
