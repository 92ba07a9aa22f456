//! The squared difference: its mean is the mean squared error.

use super::{Distance, between};

pub(super) const DISTANCE: Distance = Distance {
    name: "mse",
    about: "mean squared error",
    between: between!(|y, target| ((y - target) * (y - target), 2.0 * (y - target))),
};
