//! The minimax cross-entropy: the generator lowers log(1 − D(G(z))) (Goodfellow et al. 2014, Eq. 1).

use super::{Objective, Prices};
use crate::layers::formula::Pointwise;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "minimax",
    about: "minimax cross-entropy: as ns for D, G log(1 − D(G(z))); its gradient fades where D wins",
    prices: Prices {
        real: log(1.0, true),
        fake: log(1.0, false),
        fool: log(-1.0, false),
        hide: log(-1.0, true),
    },
    relative: None,
    critic: false,
    settings: &[],
};

const fn log(times: f32, mirrored: bool) -> Pointwise {
    Pointwise::Softplus { times, mirrored }
}
