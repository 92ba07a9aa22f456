//! Least squares: real items to 1, generated ones to 0 (Mao et al. 2017, Eq. 9).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ls",
    about: "least squares: D ½(D(x) − 1)² + ½D(G(z))², G ½(D(G(z)) − 1)²",
    explained: "D learns to score real items 1 and generated ones 0; G learns to get a score of 1. Scores beyond these targets are pulled back too, so gradients do not vanish (Mao et al. 2017).",
    losses: LogitLosses {
        d_real: to(1.0),
        d_fake: to(0.0),
        g_real: to(1.0),
        e_fake: to(0.0),
    },
    // RaLSGAN: one side to 1 above the other, which is to be 1 below (Jolicoeur-Martineau 2019, Appendix D).
    relative: Some(LogitLosses {
        d_real: to(1.0),
        d_fake: to(-1.0),
        g_real: to(1.0),
        e_fake: to(-1.0),
    }),
    critic: false,
    settings: &[],
};

const fn to(centre: f32) -> Pointwise {
    Pointwise::Square { times: 0.5, centre }
}
