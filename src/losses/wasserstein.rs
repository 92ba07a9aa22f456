//! Wasserstein: D is a critic whose scores lie as far apart as its slope allows, which measures how far
//! the generated items are from the real ones (Arjovsky et al. 2017, Eq. 2).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

/// The critic's slope is bounded by holding its weights in a box (Algorithm 1). The paper's
/// networks are a hundred times larger, its rate and box smaller: benches/README.md has what each is worth.
pub(super) const CLIPPED: Objective = Objective {
    name: "wgan",
    about: "Wasserstein: D D(G(z)) − D(x), G −D(G(z)); D's weights are held in a small box",
    explained: "D is a critic: it learns to score real items as far above generated ones as it can, and that gap measures how far apart they are. Its weights are clipped to a small box so that it cannot be arbitrarily steep (Arjovsky et al. 2017).",
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

/// The critic's slope is held to 1 by a penalty (Gulrajani et al. 2017, Algorithm 1).
pub(super) const PENALISED: Objective = Objective {
    name: "wgan_gp",
    about: "Wasserstein: as wgan, and D pays for slopes other than 1",
    explained: "As wgan, but the slope of the critic is held near 1 by a gradient penalty in place of clipped weights, which trains more steadily (Gulrajani et al. 2017).",
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
