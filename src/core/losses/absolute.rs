//! The absolute difference: its mean is the mean absolute error, which blurs less than squares do (Isola et al. 2017,
//! Eq. 3).

use super::Distance;
use crate::kernels::pairs::ABSOLUTE;
use crate::layers::formula::{Between, Pairwise};

pub(super) const DISTANCE: Distance = Distance {
    name: "mae",
    about: "mean absolute error",
    explained: "Pulls every number of G(E(x)) towards that of x with the same force, however far it is; blurs less than mse (Isola et al. 2017).",
    between: Pairwise {
        formula: Between::Absolute,
        pairs: ABSOLUTE,
    },
    unit: false,
    nats: None,
};
