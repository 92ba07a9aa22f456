//! The hinge: D leaves alone what it scores beyond ±1 (Lim and Ye 2017, Eq. 6 and 7; Miyato et al.
//! 2018, Eq. 16 and 17).

use super::Objective;

pub(super) const OBJECTIVE: Objective = Objective {
    name: "hinge",
    about: "hinge: D max(0, 1 − D(x)) + max(0, 1 + D(G(z))), G −D(G(z))",
    real: |score| hinge(-score, -1.0),
    fake: |score| hinge(score, 1.0),
    fool: |score| (-score, -1.0),
    hide: |score| (score, 1.0),
    settings: &[],
};

/// `max(0, 1 + x)`, and its slope where `x` changes by `sign` a unit.
fn hinge(x: f32, sign: f32) -> (f32, f32) {
    if x > -1.0 {
        (1.0 + x, sign)
    } else {
        (0.0, 0.0)
    }
}
