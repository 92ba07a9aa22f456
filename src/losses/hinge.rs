//! The hinge: D leaves alone what it scores beyond ±1 (Lim and Ye 2017, Eq. 6 and 7; Miyato et al.
//! 2018, Eq. 16 and 17).

use super::{Objective, Pointwise};

pub(super) const OBJECTIVE: Objective = Objective {
    name: "hinge",
    about: "hinge: D max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G −D(G(z))",
    real: Pointwise::Hinge { mirrored: true },
    fake: Pointwise::Hinge { mirrored: false },
    fool: Pointwise::Line { times: -1.0 },
    hide: Pointwise::Line { times: 1.0 },
    settings: &[],
};
