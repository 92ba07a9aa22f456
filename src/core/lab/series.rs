//! What the series of a run are: one row for each that is not a term of the joint loss.

/// Name of a series, and what it says.
pub const SERIES: &[(&str, &str)] = &[
    (
        "loss",
        "the joint loss of E and G: the sum of all terms, each times its weight. 'show ledger' has the terms one by one. \
         It falls as E and G get better at all of them together; in a GAN it goes up and down with the discriminator.",
    ),
    (
        "g_loss",
        "the adversarial loss of G: the term adv_x, adv_xz_g or adv_xz_rec, before its weight. It is low when the \
         discriminator takes generated items for real. It need not fall: a better discriminator raises it.",
    ),
    (
        "d_loss",
        "the loss of Dx or Dxz: low when it can tell real items from generated ones. Near 0 it has won and G learns \
         little; with loss=ns it is 1.39 (2 ln 2) when it can only guess. With loss=wgan it is minus the distance it \
         measures.",
    ),
    (
        "d_real",
        "the mean probability of being real that Dx or Dxz assigns to real items: near 1 for a good discriminator, 0.5 \
         for one that can only guess.",
    ),
    (
        "d_fake",
        "the mean probability of being real that Dx or Dxz assigns to generated items: near 0 for a good discriminator; \
         G pushes it up.",
    ),
    (
        "d_acc",
        "the accuracy of Dx or Dxz on real and generated items, with a threshold at probability one half. If it stays \
         at 1, the discriminator is too strong; at 0.5 it only guesses.",
    ),
    (
        "d_gp",
        "the gradient penalty of Dx or Dxz, times its weight gp. It is low when the norm of D's gradient between real \
         and generated items is near 1 (Gulrajani et al. 2017).",
    ),
    (
        "d_norm",
        "the norm of the gradient of Dx or Dxz in the last update of the step. Far above its usual size, training is \
         exploding; near 0, the network no longer learns.",
    ),
    (
        "dz_norm",
        "the norm of the gradient of Dz in the last update of the step; see d_norm.",
    ),
    (
        "g_norm",
        "the norm of the gradient of G in the last update of the step. Near 0 while d_acc is near 1: the discriminator \
         is too strong and G learns nothing from it.",
    ),
    (
        "e_norm",
        "the norm of the gradient of E in the last update of the step; see d_norm.",
    ),
    (
        "r1",
        "the penalty on the gradient of the discriminator at real items: r1/2 times its mean squared norm (Mescheder et \
         al. 2018). It is computed only every r1_every steps, so its curve has gaps.",
    ),
    (
        "r2",
        "the penalty on the gradient of the discriminator at generated items: r2/2 times its mean squared norm (Mescheder et \
         al. 2018). It is computed only every r1_every steps, so its curve has gaps.",
    ),
    (
        "dz_loss",
        "the loss of Dz, the discriminator of codes: low when it can tell codes from the prior from codes that E gives.",
    ),
    (
        "dz_real",
        "the mean probability of being from the prior that Dz assigns to codes from the prior.",
    ),
    (
        "dz_fake",
        "the mean probability of being from the prior that Dz assigns to codes from E. E pushes it up.",
    ),
    (
        "dz_acc",
        "the accuracy of Dz on codes. At 0.5 it can only guess, because the codes of E look like the prior.",
    ),
    (
        "dz_gp",
        "the gradient penalty of Dz, times its weight gp; see d_gp.",
    ),
];
