//! Names that the field uses for a recipe with certain options: `build wgan` is `build gan loss=wgan` (Arjovsky et al.
//! 2017). Each row names its paper.

/// A name for a recipe with options.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// The word at the prompt.
    pub name: &'static str,
    /// Other ways to write it.
    pub aliases: &'static [&'static str],
    /// What it is, and its paper.
    pub about: &'static str,
    /// The words after `build` that it is short for.
    pub stands_for: &'static str,
}

/// All variants; to add one, add a row here.
pub const VARIANTS: &[Variant] = &[
    Variant {
        name: "wgan",
        aliases: &[],
        about: "a GAN with a critic whose weights are clipped (Arjovsky et al. 2017)",
        stands_for: "gan loss=wgan",
    },
    Variant {
        name: "wgan-gp",
        aliases: &["wgan_gp", "wgangp"],
        about: "a GAN with a critic and a gradient penalty (Gulrajani et al. 2017)",
        stands_for: "gan loss=wgan_gp",
    },
    Variant {
        name: "lsgan",
        aliases: &[],
        about: "a GAN with the least squares loss (Mao et al. 2017)",
        stands_for: "gan loss=ls",
    },
    Variant {
        name: "ragan",
        aliases: &[],
        about: "a GAN with relativistic average scores (Jolicoeur-Martineau 2019)",
        stands_for: "gan relative=yes",
    },
    Variant {
        name: "rpgan",
        aliases: &["rgan"],
        about: "a GAN with scores relative to one item of the other side (Jolicoeur-Martineau 2019)",
        stands_for: "gan relative=pairs",
    },
    Variant {
        name: "r3gan",
        aliases: &[],
        about: "a GAN as R3GAN, with the settings of its paper (Huang et al. 2024)",
        stands_for: "gan as=r3gan",
    },
    Variant {
        name: "dcgan",
        aliases: &[],
        about: "a convolutional GAN with batch norm (Radford et al. 2016)",
        stands_for: "gan net=dcgan",
    },
    Variant {
        name: "sngan",
        aliases: &[],
        about: "a GAN with spectral norm in its discriminator (Miyato et al. 2018)",
        stands_for: "gan net=sn",
    },
    Variant {
        name: "cgan",
        aliases: &[],
        about: "a conditional GAN: every network is given the class (Mirza and Osindero 2014)",
        stands_for: "gan labels=yes",
    },
    Variant {
        name: "cvae",
        aliases: &[],
        about: "a conditional VAE: every network is given the class (Sohn et al. 2015)",
        stands_for: "vae labels=yes",
    },
];

/// The variant of this name.
#[must_use]
pub fn variant(name: &str) -> Option<&'static Variant> {
    let named = |variant: &&Variant| variant.name == name || variant.aliases.contains(&name);
    VARIANTS.iter().find(named)
}
