//! A variational autoencoder (Kingma and Welling 2014, Eq. 10).

use super::recipe::Recipe;
use crate::lab::terms::{kl, rec_x};

pub(super) const RECIPE: Recipe = Recipe {
    name: "vae",
    about: "autoencoder whose codes are distributions, kept near the prior (Kingma and Welling 2014)",
    terms: &[(rec_x::TERM, 1.0), (kl::TERM, 1.0)],
    defaults: &[
        ("net", "kingma"),
        ("batch", "128"),
        ("lr", "0.001"),
        ("beta1", "0.9"),
        ("beta2", "0.999"),
        ("ema", "0"),
        ("lr_decay_steps", "0"),
        ("distance", "bernoulli"),
    ],
    papers: &[],
    differs: "",
};
