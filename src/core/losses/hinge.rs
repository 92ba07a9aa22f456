//! The hinge: D leaves alone what it scores beyond ±1 (Lim and Ye 2017, Eq. 6 and 7; Miyato et al.
//! 2018, Eq. 16 and 17).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "hinge",
    about: "hinge: D max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G −D(G(z))",
    explained: "D pushes real items above 1 and generated ones below −1, and ignores those that are already there; G raises the score of its items (Lim and Ye 2017, Miyato et al. 2018).",
    losses: LogitLosses {
        d_real: ABOVE,
        d_fake: BELOW,
        g_real: Pointwise::Line { times: -1.0 },
        e_fake: Pointwise::Line { times: 1.0 },
    },
    // RaHingeGAN: the generator has a hinge too (Jolicoeur-Martineau 2019, Appendix D).
    relative: Some(LogitLosses {
        d_real: ABOVE,
        d_fake: BELOW,
        g_real: ABOVE,
        e_fake: BELOW,
    }),
    critic: false,
    settings: &[],
};

/// `max(0, 1 − logit)`.
const ABOVE: Pointwise = Pointwise::Hinge { mirrored: true };

/// `max(0, 1 + logit)`.
const BELOW: Pointwise = Pointwise::Hinge { mirrored: false };
