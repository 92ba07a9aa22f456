//! The minimax cross-entropy: the generator lowers log(1 − D(G(z))) (Goodfellow et al. 2014, Eq. 1).

use super::{Objective, softplus};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "minimax",
    about: "minimax cross-entropy: as ns for D, G log(1 − D(G(z))); its gradient fades where D wins",
    real: |logit| {
        let (value, slope) = softplus(-logit);
        (value, -slope)
    },
    fake: softplus,
    fool: |logit| {
        let (value, slope) = softplus(logit);
        (-value, -slope)
    },
    hide: |logit| {
        let (value, slope) = softplus(-logit);
        (-value, slope)
    },
    settings: &[],
};
