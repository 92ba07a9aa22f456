//! An autoencoder: E and G reconstruct (Hinton and Salakhutdinov 2006, Fig. 1).

use super::recipe::Recipe;
use crate::lab::terms::rec_x;

pub(super) const RECIPE: Recipe = Recipe {
    name: "ae",
    about: "autoencoder: E and G reconstruct items (Hinton and Salakhutdinov 2006)",
    terms: &[(rec_x::TERM, 1.0)],
    defaults: &[
        ("net", "article"),
        ("latent", "32"),
        ("batch", "256"),
        ("lr", "0.001"),
        ("beta1", "0.9"),
        ("beta2", "0.999"),
        ("ema", "0"),
        ("lr_decay_steps", "0"),
    ],
    papers: &[],
    differs: "",
};
