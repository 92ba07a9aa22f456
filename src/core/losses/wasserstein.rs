//! Wasserstein: D is a critic whose scores lie as far apart as its gradient allows, which measures how far the generated
//! items are from the real ones (Arjovsky et al. 2017, Eq. 2).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

/// The critic's gradient is bounded by clipping its weights (Algorithm 1). The paper's networks are a hundred times
/// larger, its learning rate and clipping range smaller: benches/README.md measures the effect of each.
pub(super) const CLIPPED: Objective = Objective {
    name: "wgan",
    about: "Wasserstein: D D(G(z)) − D(x), G −D(G(z)); D's weights are clipped to a small range",
    explained: "D is a critic: it learns to score real items as far above generated ones as it can, and that gap measures how far apart they are. Its weights are clipped to a small range, so it cannot be arbitrarily steep (Arjovsky et al. 2017).",
    losses: LogitLosses {
        d_real: Pointwise::Line { times: -1.0 },
        d_fake: Pointwise::Line { times: 1.0 },
        g_real: Pointwise::Line { times: -1.0 },
        e_fake: Pointwise::Line { times: 1.0 },
    },
    relative: None,
    critic: true,
    settings: &[
        ("optimizer", "rmsprop"),
        ("lr", "0.001"),
        ("lr_d", "0.001"),
        ("beta2", "0.99"),
        ("d_steps", "5"),
        ("clip_weights", "0.05"),
        ("gp", "0"),
        ("r1", "0"),
    ],
};

/// A penalty keeps the norm of the critic's gradient near 1 (Gulrajani et al. 2017, Algorithm 1).
pub(super) const PENALISED: Objective = Objective {
    name: "wgan_gp",
    about: "Wasserstein: as wgan, with a gradient penalty instead of clipped weights",
    explained: "As wgan, but a gradient penalty keeps the norm of the critic's gradient near 1 instead of clipping its weights, which makes training more stable (Gulrajani et al. 2017).",
    settings: &[
        ("optimizer", "adam"),
        ("lr", "0.0005"),
        ("lr_d", "0.0005"),
        ("beta1", "0"),
        ("beta2", "0.9"),
        ("d_steps", "5"),
        ("clip_weights", "0"),
        ("gp", "10"),
        ("r1", "0"),
    ],
    ..CLIPPED
};
