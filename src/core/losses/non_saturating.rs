//! The non-saturating cross-entropy: the generator raises log D(G(z)) (Goodfellow et al. 2014, §3).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ns",
    about: "non-saturating cross-entropy: D −log D(x) − log(1 − D(G(z))), G −log D(G(z))",
    explained: "D learns to score real items high and generated ones low; G learns to raise the score of its items. G keeps a gradient even where D wins (Goodfellow et al. 2014, section 3).",
    losses: LOSSES,
    // RaSGAN has the same formulas (Jolicoeur-Martineau 2019, Eq. 10 and 11).
    relative: Some(LOSSES),
    critic: false,
    settings: &[],
};

const LOSSES: LogitLosses = LogitLosses {
    d_real: log(true),
    d_fake: log(false),
    g_real: log(true),
    e_fake: log(false),
};

/// `−log σ(logit)`, or of its mirror image.
const fn log(mirrored: bool) -> Pointwise {
    Pointwise::Softplus {
        times: 1.0,
        mirrored,
    }
}
