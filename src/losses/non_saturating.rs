//! The non-saturating cross-entropy: the generator raises log D(G(z)) (Goodfellow et al. 2014, §3).

use super::{Objective, Prices};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ns",
    about: "non-saturating cross-entropy: D −log D(x) − log(1 − D(G(z))), G −log D(G(z))",
    prices: PRICES,
    // RaSGAN has the same formulas (Jolicoeur-Martineau 2019, Eq. 10 and 11).
    relative: Some(PRICES),
    critic: false,
    settings: &[],
};

const PRICES: Prices = Prices {
    real: log(true),
    fake: log(false),
    fool: log(true),
    hide: log(false),
};

/// `−log σ(logit)`, or of its mirror image.
const fn log(mirrored: bool) -> Pointwise {
    Pointwise::Softplus {
        times: 1.0,
        mirrored,
    }
}
