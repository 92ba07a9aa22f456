//! A GAN with an encoder that learns to recover the generator's codes: the half of AEGAN that begins with a code (Lazarou
//! 2020).

use super::aegan::LAZAROU;
use super::recipe::Recipe;
use crate::lab::terms::{adv_x, adv_x_rec, rec_x, rec_z, show_x};

pub(super) const RECIPE: Recipe = Recipe {
    name: "egan",
    about: "a GAN with an encoder that learns to recover G's codes",
    terms: &[(rec_z::TERM, 1.0), (adv_x::TERM, 1.0)],
    // The same as for gan, for the same reason.
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

/// The encoding GAN in the code of Lazarou 2020 (`EncodingGenerativeAdversarialNetwork`): an autoencoder trained to fool
/// `Dx`, which learns from samples too, though `G` has no loss on them. Four discriminator updates, then four joint updates.
const PUBLISHED: Recipe = Recipe {
    name: "egan",
    about: "an autoencoder trained to fool Dx, as published (Lazarou 2020)",
    terms: &[
        (rec_x::TERM, 10.0),
        (adv_x_rec::TERM, 1.0),
        (show_x::TERM, 1.0),
    ],
    defaults: LAZAROU,
    papers: &[],
    differs: "28×28 grey pictures, with networks of that size (small_ln), not 64×64 in colour; no noise inside E and the discriminators; G gets the code once, not again at each layer",
};
