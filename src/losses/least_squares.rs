//! Least squares: real items to 1, generated ones to 0 (Mao et al. 2017, Eq. 9).

use super::{Objective, Pointwise};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "ls",
    about: "least squares: D ½(D(x) − 1)² + ½D(G(z))², G ½(D(G(z)) − 1)²",
    real: to(1.0),
    fake: to(0.0),
    fool: to(1.0),
    hide: to(0.0),
    settings: &[],
};

const fn to(centre: f32) -> Pointwise {
    Pointwise::Square { times: 0.5, centre }
}
