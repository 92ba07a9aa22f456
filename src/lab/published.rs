//! Recipes with the weights and the settings of their papers, for `build RECIPE as=published`.

use super::recipe::Recipe;
use super::term::Term;

/// The settings of Lazarou 2020, with the numbers of its code.
const LAZAROU: &[(&str, &str)] = &[
    ("net", "small"),
    ("latent", "16"),
    ("batch", "32"),
    ("optimizer", "adam"),
    ("rate", "0.0002"),
    ("rate_d", "0.0005"),
    ("beta1", "0.5"),
    ("beta2", "0.999"),
    ("clipnorm", "1"),
    ("d_steps", "1"),
    ("g_steps", "4"),
    ("lessons", "apart"),
    ("smooth", "0.95"),
    ("smooth_fake", "0.05"),
    ("r1", "0"),
    ("ema", "0"),
    ("plan", "0"),
    ("loss", "ns"),
    ("distance", "mae"),
];

/// Lazarou 2020, with the numbers of its code: four updates of each discriminator, then four joint ones.
/// Its batches are drawn anew for each update of a discriminator and its norms are clipped by tensor; here
/// they are one batch, and one norm a network.
pub(super) const AEGAN: Recipe = Recipe {
    name: "aegan",
    about: "all four networks, all terms, as published (Lazarou 2020)",
    terms: &[
        (Term::RecX, 10.0),
        (Term::RecZ, 5.0),
        (Term::AdvX, 1.0),
        (Term::AdvXRec, 1.0),
        (Term::AdvZ, 1.0),
        (Term::AdvZRec, 1.0),
    ],
    defaults: LAZAROU,
    published: None,
};

/// The half of [`AEGAN`] that goes from codes to codes: what Lazarou 2020 calls its generative half, with the
/// same weights, settings and differences.
pub(super) const EGAN: Recipe = Recipe {
    name: "egan",
    about: "a GAN with an encoder that learns G's codes, as in the published AEGAN (Lazarou 2020)",
    terms: &[(Term::RecZ, 5.0), (Term::AdvX, 1.0)],
    defaults: LAZAROU,
    published: None,
};

/// Donahue et al. 2017, Appendix C.1, permutation-invariant MNIST. There codes are 50 numbers, uniform in
/// [-1, 1], layers have 1024 units, and weights decay (by 2.5e-5); here codes are 64 normal numbers, layers have
/// those of `net`, and weights do not decay. Its rates fall over the second half of 400 epochs; say `plan`.
pub(super) const BIGAN: Recipe = Recipe {
    name: "bigan",
    about: "E and G against Dxz, which judges pairs, as published (Donahue et al. 2017)",
    terms: &[(Term::AdvXzG, 1.0), (Term::AdvXzE, 1.0)],
    defaults: &[
        ("net", "dense"),
        ("latent", "64"),
        ("batch", "128"),
        ("optimizer", "adam"),
        ("rate", "0.0002"),
        ("rate_d", "0.0002"),
        ("beta1", "0.5"),
        ("beta2", "0.999"),
        ("r1", "0"),
        ("ema", "0"),
        ("plan", "0"),
        ("loss", "ns"),
    ],
    published: None,
};

/// Larsen et al. 2016, Algorithm 1 and Section 4, with γ = 1e-6 as in its code. `E` pays for features and
/// divergence alone, `G` for γ times the features and for both kinds of made items. `RMSProp` moves a network
/// by the same steps whatever factor its whole loss has, so that one ledger serves both: the loss is 1000 times
/// the paper's for `G`, a thousandth of it for `E`. The features (Eq. 7 under a variance of 1) are half a sum
/// over the 1568 of `small`, here a mean. What `Dx` learns of made items counts as much as what it learns of real ones;
/// there it counts twice, once for each kind.
pub(super) const VAEGAN: Recipe = Recipe {
    name: "vaegan",
    about: "a vae that is measured by what Dx sees, and a GAN, as published (Larsen et al. 2016)",
    terms: &[
        (Term::RecF, 0.784),
        (Term::Kl, 0.001),
        (Term::AdvX, 1000.0),
        (Term::AdvXDec, 1000.0),
    ],
    defaults: &[
        ("net", "small"),
        ("latent", "64"),
        ("batch", "64"),
        ("optimizer", "rmsprop"),
        ("rate", "0.0003"),
        ("rate_d", "0.0003"),
        ("r1", "0"),
        ("ema", "0"),
        ("plan", "0"),
        ("loss", "ns"),
    ],
    published: None,
};
