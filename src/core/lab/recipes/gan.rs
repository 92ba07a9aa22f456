//! A generator against a discriminator (Goodfellow et al. 2014, Eq. 1 and Algorithm 1).

use super::recipe::Recipe;
use crate::lab::terms::adv_x;

pub(super) const RECIPE: Recipe = Recipe {
    name: "gan",
    about: "G against Dx (Goodfellow et al. 2014)",
    terms: &[(adv_x::TERM, 1.0)],
    // These are for dense networks: no momentum, and a quarter of the learning rate for the discriminator.
    // benches/README.md measures the effect of each. Convolutional networks have learning rates of their own.
    defaults: &[
        ("net", "small"),
        ("beta1", "0"),
        ("lr", "0.002"),
        ("lr_d", "0.0005"),
    ],
    published: None,
    differs: "",
};
