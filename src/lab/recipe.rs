//! Terms and recipes as data: which networks exist and which losses are on.

use crate::error::{Error, Result};
use crate::nets::Role;

/// One term of the joint loss of encoder and generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Reconstruct an image: `d(x, G(E(x)))`.
    RecX,
    /// Reconstruct a code: `d(z, E(G(z)))`.
    RecZ,
    /// Fool `Dx` with a generated image: `G(z)`.
    AdvX,
    /// Fool `Dx` with a reconstructed image: `G(E(x))`.
    AdvXRec,
    /// Fool `Dz` with the code of an image: `E(x)`.
    AdvZ,
    /// Fool `Dz` with the code of a generated image: `E(G(z))`.
    AdvZRec,
    /// Have `Dxz` take the generated pair `(G(z), z)` for a real one.
    AdvXzG,
    /// Have `Dxz` take the pair of an image and its code `(x, E(x))` for a made one.
    AdvXzE,
}

impl Term {
    pub const ALL: [Self; 8] = [
        Self::RecX,
        Self::RecZ,
        Self::AdvX,
        Self::AdvXRec,
        Self::AdvZ,
        Self::AdvZRec,
        Self::AdvXzG,
        Self::AdvXzE,
    ];

    /// The word at the prompt.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RecX => "rec_x",
            Self::RecZ => "rec_z",
            Self::AdvX => "adv_x",
            Self::AdvXRec => "adv_x_rec",
            Self::AdvZ => "adv_z",
            Self::AdvZRec => "adv_z_rec",
            Self::AdvXzG => "adv_xz_g",
            Self::AdvXzE => "adv_xz_e",
        }
    }

    /// For people.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::RecX => "d(x, G(E(x)))",
            Self::RecZ => "d(z, E(G(z)))",
            Self::AdvX => "Dx fooled by G(z)",
            Self::AdvXRec => "Dx fooled by G(E(x))",
            Self::AdvZ => "Dz fooled by E(x)",
            Self::AdvZRec => "Dz fooled by E(G(z))",
            Self::AdvXzG => "Dxz fooled by G(z), z",
            Self::AdvXzE => "Dxz fooled by x, E(x)",
        }
    }

    /// The networks that the term cannot do without.
    #[must_use]
    pub fn needs(self) -> &'static [Role] {
        use Role::{
            CodeDiscriminator as Dz, Discriminator as Dx, Encoder as E, Generator as G,
            PairDiscriminator as Dxz,
        };
        match self {
            Self::RecX | Self::RecZ => &[E, G],
            Self::AdvX => &[G, Dx],
            Self::AdvXRec => &[E, G, Dx],
            Self::AdvZ => &[E, Dz],
            Self::AdvZRec => &[E, G, Dz],
            // A lesson is of both kinds of pairs.
            Self::AdvXzG | Self::AdvXzE => &[E, G, Dxz],
        }
    }

    /// The term called `name`.
    ///
    /// # Errors
    /// A sentence with the names there are.
    pub fn named(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|t| t.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = Self::ALL.iter().map(|t| t.name()).collect();
                Error::new(format!(
                    "there is no term '{name}'; the terms are {}",
                    names.join(", ")
                ))
            })
    }
}

/// A point of the family: the networks and the weights that a run starts with.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub name: &'static str,
    pub about: &'static str,
    pub terms: &'static [(Term, f32)],
    /// Networks and settings where they differ from the defaults, as `build` takes them.
    pub defaults: &'static [(&'static str, &'static str)],
    /// The same with the weights and the settings of its paper (`build RECIPE as=published`).
    pub published: Option<&'static Recipe>,
}

impl Recipe {
    /// The same as its paper has it.
    ///
    /// # Errors
    /// A sentence with the recipes that have such.
    pub fn published(&self) -> Result<&'static Self> {
        self.published.ok_or_else(|| {
            let names = RECIPES.iter().filter(|r| r.published.is_some());
            let names: Vec<_> = names.map(|r| r.name).collect();
            Error::new(format!(
                "as=published: '{}' has no settings of a paper here; {} has",
                self.name,
                names.join(", ")
            ))
        })
    }

    /// The networks that exist.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        Role::ALL.into_iter().filter(|role| {
            self.terms
                .iter()
                .any(|(term, _)| term.needs().contains(role))
        })
    }
}

/// Lazarou 2020, with the numbers of its code: four updates of each discriminator, then four joint ones.
/// Its batches are drawn anew for each update of a discriminator and its norms are clipped by tensor; here
/// they are one batch, and one norm a network.
const AEGAN: Recipe = Recipe {
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
    defaults: &[
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
    ],
    published: None,
};

/// The family, from autoencoder to AEGAN.
pub const RECIPES: &[Recipe] = &[
    Recipe {
        name: "ae",
        about: "autoencoder: E and G, reconstruct images (Hinton and Salakhutdinov 2006)",
        terms: &[(Term::RecX, 1.0)],
        defaults: &[
            ("net", "article"),
            ("latent", "32"),
            ("batch", "256"),
            ("rate", "0.001"),
            ("beta1", "0.9"),
            ("beta2", "0.999"),
            ("ema", "0"),
            ("plan", "0"),
        ],
        published: None,
    },
    Recipe {
        name: "gan",
        about: "G against Dx (Goodfellow et al. 2014)",
        terms: &[(Term::AdvX, 1.0)],
        // The rates are for dense networks: no momentum, and a discriminator at a quarter of the rate.
        // benches/README.md has what each is worth. Convolutions bring rates of their own.
        defaults: &[
            ("net", "small"),
            ("beta1", "0"),
            ("rate", "0.002"),
            ("rate_d", "0.0005"),
        ],
        published: None,
    },
    Recipe {
        name: "aae",
        about: "autoencoder whose codes Dz holds to the prior (Makhzani et al. 2015)",
        terms: &[(Term::RecX, 10.0), (Term::AdvZ, 1.0)],
        defaults: &[("latent", "16")],
        published: None,
    },
    Recipe {
        name: "egan",
        about: "a GAN with an encoder that learns G's codes",
        terms: &[(Term::RecZ, 1.0), (Term::AdvX, 1.0)],
        // As the gan's, and for the same reason.
        defaults: &[
            ("latent", "16"),
            ("beta1", "0"),
            ("rate", "0.002"),
            ("rate_d", "0.0005"),
        ],
        published: None,
    },
    Recipe {
        name: "bigan",
        about: "E and G against Dxz, which judges pairs (x, E(x)) and (G(z), z) (Donahue et al. 2017)",
        terms: &[(Term::AdvXzG, 1.0), (Term::AdvXzE, 1.0)],
        defaults: &[
            ("latent", "16"),
            ("beta1", "0"),
            ("rate", "0.002"),
            ("rate_d", "0.0005"),
        ],
        published: None,
    },
    Recipe {
        name: "aegan",
        about: "all four networks, all terms (Lazarou 2020)",
        terms: &[
            (Term::RecX, 10.0),
            (Term::RecZ, 5.0),
            (Term::AdvX, 1.0),
            (Term::AdvXRec, 1.0),
            (Term::AdvZ, 1.0),
            (Term::AdvZRec, 1.0),
        ],
        defaults: &[("latent", "16")],
        published: Some(&AEGAN),
    },
];

/// The recipe called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn recipe(name: &str) -> Result<&'static Recipe> {
    RECIPES.iter().find(|r| r.name == name).ok_or_else(|| {
        let names: Vec<_> = RECIPES.iter().map(|r| r.name).collect();
        Error::new(format!(
            "there is no recipe '{name}'; the recipes are {}",
            names.join(", ")
        ))
    })
}
