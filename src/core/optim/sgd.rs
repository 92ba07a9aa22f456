//! Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013).

use super::Rule;
use crate::kernels::{momentum, update::Update};

pub(super) const RULE: Rule = Rule {
    name: "sgd",
    about: "gradient descent with momentum β1",
    update: |with, _| {
        Update::Momentum(momentum::Update {
            rate: with.rate,
            momentum: with.beta1,
        })
    },
    decoupled: false,
};
