//! The minimax cross-entropy: the generator lowers log(1 − D(G(z))) (Goodfellow et al. 2014, Eq. 1).

use super::{Objective, Pointwise};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "minimax",
    about: "minimax cross-entropy: as ns for D, G log(1 − D(G(z))); its gradient fades where D wins",
    real: Pointwise::Softplus {
        times: 1.0,
        mirrored: true,
    },
    fake: Pointwise::Softplus {
        times: 1.0,
        mirrored: false,
    },
    fool: Pointwise::Softplus {
        times: -1.0,
        mirrored: false,
    },
    hide: Pointwise::Softplus {
        times: -1.0,
        mirrored: true,
    },
    settings: &[],
};
