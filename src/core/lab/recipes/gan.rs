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
    papers: &[("r3gan", &R3GAN)],
    differs: "",
};

/// Huang et al. 2024, with the numbers that its code has for small pictures.
const R3GAN: Recipe = Recipe {
    name: "gan",
    about: "G against Dx, as R3GAN (Huang et al. 2024)",
    terms: &[(adv_x::TERM, 1.0)],
    defaults: &[
        ("net", "r3gan"),
        ("latent", "64"),
        ("batch", "64"),
        ("loss", "ns"),
        ("relative", "pairs"),
        ("r1", "1"),
        ("r2", "1"),
        ("r1_every", "1"),
        ("schedule", "burn_in"),
        ("lr", "0.0002"),
        ("lr_d", "0.0002"),
        ("beta1", "0"),
        ("beta2", "0.99"),
        // A half-life of a fortieth of the schedule, 200 of 8,000 steps, as 0.5 of 20 million pictures.
        ("ema", "0.9965"),
        ("lr_decay_steps", "8000"),
    ],
    papers: &[],
    differs: "28×28 grey pictures and batches of 64, not 256 or more; a schedule of 8,000 steps, not 10⁵; one block per size, 16 and 32 channels wide, whose 3×3 convolution is neither grouped nor wider than the block; strided convolutions instead of bilinear resampling; G begins with a dense layer and ends with tanh; D ends with a dense layer; convolutions have biases; only the last layer of a block starts at zero, the others are not scaled; no augmentation",
};
