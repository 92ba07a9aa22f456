//! A variational autoencoder whose reconstruction loss is on a discriminator's features (Larsen et al. 2016, Algorithm 1).

use super::recipe::Recipe;
use crate::lab::terms::{adv_x, adv_x_dec, adv_x_rec, kl, rec_f};

pub(super) const RECIPE: Recipe = Recipe {
    name: "vaegan",
    about: "a vae with its reconstruction loss on the features of Dx, and a GAN (Larsen et al. 2016)",
    terms: &[
        (rec_f::TERM, 1.0),
        (kl::TERM, 0.001),
        (adv_x::TERM, 1.0),
        (adv_x_rec::TERM, 0.1),
    ],
    defaults: &[("net", "small"), ("latent", "16")],
    papers: &[("published", &PUBLISHED)],
    differs: "",
};

/// Larsen et al. 2016, Algorithm 1 and section 4, with γ = 1e-6 as in its code. The loss of `E` is the features and the
/// divergence alone; that of `G` is γ times the features and the minimax loss on both kinds of generated items. `RMSProp`
/// takes the same steps whatever factor the whole loss of a network has, so one ledger serves both: the loss is 1000 times
/// the paper's for `G`, a thousandth of it for `E`. The feature loss (Eq. 7 with variance 1) is half a sum over the 1568
/// features of `small`; here it is a mean.
const PUBLISHED: Recipe = Recipe {
    name: "vaegan",
    about: "a vae with its reconstruction loss on the features of Dx, and a GAN, as published (Larsen et al. 2016)",
    terms: &[
        (rec_f::TERM, 0.784),
        (kl::TERM, 0.001),
        (adv_x::TERM, 1000.0),
        (adv_x_dec::TERM, 1000.0),
    ],
    defaults: &[
        ("net", "small"),
        ("latent", "64"),
        ("batch", "64"),
        ("optimizer", "rmsprop"),
        ("lr", "0.0003"),
        ("lr_d", "0.0003"),
        ("r1", "0"),
        ("ema", "0"),
        ("lr_decay_steps", "0"),
        ("loss", "minimax"),
    ],
    papers: &[],
    differs: "28×28 grey pictures, with networks of that size; generated items count as much as real ones in Dx's loss, not twice; the weight of rec_f is for the 1568 features of 'small'",
};
