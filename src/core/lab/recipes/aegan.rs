//! An autoencoder and a GAN in one: all four networks, both cycles (Lazarou 2020).

use super::recipe::Recipe;
use crate::lab::terms::{adv_x, adv_x_rec, adv_z, adv_z_rec, rec_x, rec_z};

pub(super) const RECIPE: Recipe = Recipe {
    name: "aegan",
    about: "E, G, Dx and Dz, with the terms of both cycles (Lazarou 2020)",
    // The adversarial terms on reconstructions have small weights: benches/README.md compares them with the weights of the
    // paper, which 'as=published' uses.
    terms: &[
        (rec_x::TERM, 1.0),
        (rec_z::TERM, 0.3),
        (adv_x::TERM, 1.0),
        (adv_x_rec::TERM, 0.1),
        (adv_z::TERM, 0.3),
        (adv_z_rec::TERM, 0.1),
    ],
    defaults: &[("net", "small"), ("latent", "16")],
    papers: &[("published", &PUBLISHED)],
    differs: "",
};

/// The settings of Lazarou 2020, with the numbers from its code: four updates of each discriminator, each on a batch of
/// its own, then four joint updates.
pub(super) const LAZAROU: &[(&str, &str)] = &[
    ("net", "small_ln"),
    ("latent", "16"),
    ("batch", "32"),
    ("optimizer", "adam"),
    ("lr", "0.0002"),
    ("lr_d", "0.0005"),
    ("beta1", "0.5"),
    ("beta2", "0.999"),
    ("clipnorm", "1"),
    ("d_steps", "1"),
    ("g_steps", "4"),
    ("d_batches", "split"),
    ("label_smoothing", "0.95"),
    ("fake_label", "0.05"),
    ("r1", "0"),
    ("ema", "0"),
    ("lr_decay_steps", "0"),
    ("loss", "ns"),
    ("distance", "mae"),
];

/// Lazarou 2020, with the numbers from its code.
const PUBLISHED: Recipe = Recipe {
    name: "aegan",
    about: "E, G, Dx and Dz, with the terms of both cycles, as published (Lazarou 2020)",
    terms: &[
        (rec_x::TERM, 10.0),
        (rec_z::TERM, 5.0),
        (adv_x::TERM, 1.0),
        (adv_x_rec::TERM, 1.0),
        (adv_z::TERM, 1.0),
        (adv_z_rec::TERM, 1.0),
    ],
    defaults: LAZAROU,
    papers: &[],
    differs: "28×28 grey pictures, with networks of that size (small_ln), not 64×64 in colour; no noise inside E and the discriminators; G gets the code once, not again at each layer",
};
