//! An autoencoder whose codes a discriminator keeps near the prior (Makhzani et al. 2015, section 2).

use super::recipe::Recipe;
use crate::lab::terms::{adv_z, rec_x};

pub(super) const RECIPE: Recipe = Recipe {
    name: "aae",
    about: "autoencoder whose codes are kept near the prior by Dz (Makhzani et al. 2015)",
    terms: &[(rec_x::TERM, 10.0), (adv_z::TERM, 1.0)],
    // The learning rates are for convolutions.
    defaults: &[
        ("net", "small"),
        ("latent", "16"),
        ("beta1", "0"),
        ("lr", "0.004"),
        ("lr_d", "0.004"),
    ],
    papers: &[],
    differs: "",
};
