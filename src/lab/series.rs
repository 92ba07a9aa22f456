//! What the series of a run are: one row for each that is no term of the joint loss.

/// Name of a series, and what it says.
pub const SERIES: &[(&str, &str)] = &[
    (
        "loss",
        "the joint loss of E and G: the sum of all terms, each times its weight. 'show ledger' has the terms one by one. \
         It falls as E and G get better at all of them together; in a GAN it goes up and down with the discriminator.",
    ),
    (
        "g_loss",
        "the adversarial loss of G: the term adv_x, adv_xz_g or adv_xz_rec, before its weight. It is low while the \
         discriminator takes what G makes for real. It need not fall: a better discriminator raises it.",
    ),
    (
        "d_loss",
        "the loss of Dx or Dxz: low while it tells real items from generated ones. Near 0 it has won and G learns little; \
         with loss=ns it is 1.39 (2 ln 2) where it can only guess. With loss=wgan it is minus the distance it measures.",
    ),
    (
        "d_real",
        "the mean probability that Dx or Dxz gives real items of being real. A good discriminator is near 1, one that can \
         only guess at 0.5.",
    ),
    (
        "d_fake",
        "the mean probability that Dx or Dxz gives generated items of being real. A good discriminator is near 0, and G \
         pushes it up.",
    ),
    (
        "d_acc",
        "the accuracy of Dx or Dxz on real and generated items, at a probability of one half. 1 for long: it is \
         too strong. 0.5: it guesses.",
    ),
    (
        "d_gp",
        "the gradient penalty of Dx or Dxz, times its weight gp. It is low while the slope of D between real and generated \
         items is near 1 (Gulrajani et al. 2017).",
    ),
    (
        "d_norm",
        "the norm of the gradient of Dx or Dxz in the last update of the step. Far above its usual size: training \
         explodes; near 0: nothing is learned any more.",
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
        "the penalty on the slope of the discriminator at real items, r1/2 times the mean square (Mescheder et al. 2018). \
         It is taken every r1_every steps, so its curve has gaps.",
    ),
    (
        "dz_loss",
        "the loss of Dz, the discriminator of codes: low while it tells codes of the prior from those that E gives.",
    ),
    (
        "dz_real",
        "the mean probability that Dz gives codes of the prior of being from there.",
    ),
    (
        "dz_fake",
        "the mean probability that Dz gives codes of E of being from the prior. E pushes it up.",
    ),
    (
        "dz_acc",
        "the accuracy of Dz on codes. 0.5: it can only guess, because the codes of E look like the prior.",
    ),
    (
        "dz_gp",
        "the gradient penalty of Dz, times its weight gp; see d_gp.",
    ),
];
