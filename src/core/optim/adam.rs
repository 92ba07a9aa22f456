//! Adam (Kingma and Ba 2015, Algorithm 1), and with decoupled weight decay (Loshchilov and Hutter 2019).

use super::Rule;
use crate::kernels::{adam, update::Update};

pub(super) const RULE: Rule = Rule {
    name: "adam",
    about: "Adam: the mean gradient (β1) divided by the root of the mean square (β2)",
    update: |with, updates| {
        let t = i32::try_from(updates).unwrap_or(i32::MAX);
        Update::Adam(adam::Update {
            rate: with.rate,
            beta1: with.beta1,
            beta2: with.beta2,
            epsilon: 1e-8,
            correction1: 1.0 - with.beta1.powi(t),
            correction2: 1.0 - with.beta2.powi(t),
        })
    },
    decoupled: false,
};

/// `AdamW` (Loshchilov and Hutter 2019, Algorithm 2): Adam whose weight decay the moments do not see.
pub(super) const DECOUPLED: Rule = Rule {
    name: "adamw",
    about: "Adam with weight decay beside the gradient, not in it (set weight_decay)",
    decoupled: true,
    ..RULE
};
