//! The non-saturating cross-entropy: the generator raises log D(G(z)) (Goodfellow et al. 2014, §3).

use super::{Objective, Pointwise};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ns",
    about: "non-saturating cross-entropy: D −log D(x) − log(1 − D(G(z))), G −log D(G(z))",
    real: Pointwise::Softplus {
        times: 1.0,
        mirrored: true,
    },
    fake: Pointwise::Softplus {
        times: 1.0,
        mirrored: false,
    },
    fool: Pointwise::Softplus {
        times: 1.0,
        mirrored: true,
    },
    hide: Pointwise::Softplus {
        times: 1.0,
        mirrored: false,
    },
    settings: &[],
};
