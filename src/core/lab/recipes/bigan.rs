//! Generator and encoder against a discriminator of pairs (Donahue et al. 2017, Eq. 3).

use super::recipe::Recipe;
use crate::lab::terms::{adv_xz_e, adv_xz_g};

pub(super) const RECIPE: Recipe = Recipe {
    name: "bigan",
    about: "E and G against Dxz, which scores pairs (x, E(x)) and (G(z), z) (Donahue et al. 2017)",
    terms: &[(adv_xz_g::TERM, 1.0), (adv_xz_e::TERM, 1.0)],
    defaults: &[
        ("net", "small"),
        ("latent", "16"),
        ("beta1", "0"),
        ("lr", "0.002"),
        ("lr_d", "0.0005"),
    ],
    papers: &[("published", &PUBLISHED)],
    differs: "",
};

/// Donahue et al. 2017, Appendix C.1, permutation-invariant MNIST.
const PUBLISHED: Recipe = Recipe {
    name: "bigan",
    about: "E and G against Dxz, which scores pairs, as published (Donahue et al. 2017)",
    terms: &[(adv_xz_g::TERM, 1.0), (adv_xz_e::TERM, 1.0)],
    defaults: &[
        ("net", "dense"),
        ("latent", "64"),
        ("batch", "128"),
        ("optimizer", "adam"),
        ("lr", "0.0002"),
        ("lr_d", "0.0002"),
        ("beta1", "0.5"),
        ("beta2", "0.999"),
        ("r1", "0"),
        ("ema", "0"),
        ("lr_decay_steps", "0"),
        ("loss", "ns"),
    ],
    papers: &[],
    differs: "codes are 64 normal numbers, not 50 uniform ones; layers are those of 'dense', not 1024 units wide; no weight decay, and learning rates do not fall over the second half (lr_decay_steps makes them fall from the first step on)",
};
