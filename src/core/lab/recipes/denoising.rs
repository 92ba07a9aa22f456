//! An autoencoder that reconstructs items from corrupted input (Vincent et al. 2008, section 2.3).

use super::recipe::Recipe;
use crate::lab::terms::rec_x;

pub(super) const RECIPE: Recipe = Recipe {
    name: "denoising",
    about: "autoencoder whose input is partly hidden (Vincent et al. 2008)",
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
        ("corruption", "masked"),
        ("strength", "0.3"),
    ],
    papers: &[],
    differs: "",
};
