//! An autoencoder with codes wider than they need to be, in which few values are active (Ng 2011, CS294A, section 3; here
//! by a penalty on the size of codes, see its term).

use super::recipe::Recipe;
use crate::lab::terms::{rec_x, sparse};

pub(super) const RECIPE: Recipe = Recipe {
    name: "sparse",
    about: "autoencoder with large codes in which few values are active (Ng 2011)",
    terms: &[(rec_x::TERM, 1.0), (sparse::TERM, 0.02)],
    defaults: &[
        ("net", "article"),
        ("latent", "100"),
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
