//! The squared difference: its mean is the mean squared error, the figure of Hinton and Salakhutdinov 2006.

use super::Distance;
use crate::kernels::pairs::SQUARED;
use crate::layers::formula::{Between, Pairwise};

pub(super) const DISTANCE: Distance = Distance {
    name: "mse",
    about: "mean squared error",
    explained: "Pulls every number of G(E(x)) towards that of x, large errors most; the result is blurred where several answers are possible (Hinton and Salakhutdinov 2006).",
    between: Pairwise {
        formula: Between::Squared,
        pairs: SQUARED,
    },
    unit: false,
    nats: None,
};
