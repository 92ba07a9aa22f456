//! The minimax cross-entropy: the generator lowers log(1 − D(G(z))) (Goodfellow et al. 2014, Eq. 1).

use super::{LogitLosses, Objective};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "minimax",
    about: "minimax cross-entropy: as ns for D, G log(1 − D(G(z))); its gradient fades where D wins",
    explained: "As ns, but G lowers log(1 − D(G(z))), which is flat where D wins, so G hardly learns there. The theory of GANs is about this game (Goodfellow et al. 2014, Eq. 1).",
    losses: LogitLosses {
        d_real: log(1.0, true),
        d_fake: log(1.0, false),
        g_real: log(-1.0, false),
        e_fake: log(-1.0, true),
    },
    relative: None,
    critic: false,
    settings: &[],
};

const fn log(times: f32, mirrored: bool) -> Pointwise {
    Pointwise::Softplus { times, mirrored }
}
