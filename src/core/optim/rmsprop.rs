//! `RMSProp` (Tieleman and Hinton 2012, lecture 6.5), with Keras' ε.

use super::Rule;
use crate::kernels::{rmsprop, update::Update};

pub(super) const RULE: Rule = Rule {
    name: "rmsprop",
    about: "RMSProp: the gradient divided by the root of its mean square (β2)",
    update: |with, _| {
        Update::RmsProp(rmsprop::Update {
            rate: with.rate,
            keep: with.beta2,
            epsilon: 1e-7,
        })
    },
    decoupled: false,
};
