//! Recipes as data: which networks exist and which terms are on.

use super::event::Listing;
use super::published;
use super::term::Term;
use crate::error::{Error, Result};
use crate::nets::Role;

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
                "as=published: '{}' has no settings of a paper here; {} have",
                self.name,
                names.join(", ")
            ))
        })
    }

    /// Whether its encoder gives distributions of codes.
    #[must_use]
    pub fn variational(&self) -> bool {
        self.terms.iter().any(|(term, _)| *term == Term::Kl)
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
        name: "denoising",
        about: "autoencoder that sees items with a part of them hidden (Vincent et al. 2008)",
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
            ("source", "masked"),
            ("strength", "0.3"),
        ],
        published: None,
    },
    Recipe {
        name: "sparse",
        about: "autoencoder with many numbers in a code, few of them in use (Ng 2011)",
        terms: &[(Term::RecX, 1.0), (Term::Sparse, 0.003)],
        defaults: &[
            ("net", "article"),
            ("latent", "100"),
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
        name: "vae",
        about: "autoencoder of distributions that are kept near the prior (Kingma and Welling 2014)",
        terms: &[(Term::RecX, 1.0), (Term::Kl, 1.0)],
        defaults: &[
            ("net", "kingma"),
            ("latent", "20"),
            ("batch", "128"),
            ("rate", "0.001"),
            ("beta1", "0.9"),
            ("beta2", "0.999"),
            ("ema", "0"),
            ("plan", "0"),
            ("distance", "bernoulli"),
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
        // The rates are for convolutions.
        defaults: &[
            ("net", "small"),
            ("latent", "16"),
            ("beta1", "0"),
            ("rate", "0.004"),
            ("rate_d", "0.004"),
        ],
        published: None,
    },
    Recipe {
        name: "egan",
        about: "a GAN with an encoder that learns G's codes",
        terms: &[(Term::RecZ, 1.0), (Term::AdvX, 1.0)],
        // As the gan's, and for the same reason.
        defaults: &[
            ("net", "small"),
            ("latent", "16"),
            ("beta1", "0"),
            ("rate", "0.002"),
            ("rate_d", "0.0005"),
        ],
        published: Some(&published::EGAN),
    },
    Recipe {
        name: "bigan",
        about: "E and G against Dxz, which judges pairs (x, E(x)) and (G(z), z) (Donahue et al. 2017)",
        terms: &[(Term::AdvXzG, 1.0), (Term::AdvXzE, 1.0)],
        defaults: &[
            ("net", "small"),
            ("latent", "16"),
            ("beta1", "0"),
            ("rate", "0.002"),
            ("rate_d", "0.0005"),
        ],
        published: Some(&published::BIGAN),
    },
    Recipe {
        name: "vaegan",
        about: "a vae that is measured by what Dx sees, and a GAN (Larsen et al. 2016)",
        terms: &[
            (Term::RecF, 1.0),
            (Term::Kl, 0.001),
            (Term::AdvX, 1.0),
            (Term::AdvXRec, 0.1),
        ],
        defaults: &[("net", "small"), ("latent", "16")],
        published: Some(&published::VAEGAN),
    },
    Recipe {
        name: "translate",
        about: "a whole item of a part of it: 'source' says what E sees, Dxz judges (Isola et al. 2017)",
        terms: &[(Term::RecX, 10.0), (Term::AdvXzRec, 1.0)],
        defaults: &[
            ("net", "small"),
            ("latent", "64"),
            ("source", "half"),
            ("distance", "mae"),
        ],
        published: None,
    },
    Recipe {
        name: "aegan",
        about: "all four networks, all terms (Lazarou 2020)",
        // Dx and Dz look at reconstructions only a little: benches/README.md has what that is worth beside
        // the weights of the paper, which 'as=published' takes.
        terms: &[
            (Term::RecX, 1.0),
            (Term::RecZ, 0.3),
            (Term::AdvX, 1.0),
            (Term::AdvXRec, 0.1),
            (Term::AdvZ, 0.3),
            (Term::AdvZRec, 0.1),
        ],
        defaults: &[("net", "small"), ("latent", "16")],
        published: Some(&published::AEGAN),
    },
];

/// The recipe called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn recipe(name: &str) -> Result<&'static Recipe> {
    let mut all = RECIPES.iter();
    all.find(|r| r.name == name)
        .ok_or_else(|| Error::unknown("recipe", name, RECIPES.iter().map(|r| r.name)))
}

/// What each recipe turns on: its networks, and its terms with their weights.
#[must_use]
pub fn table() -> Listing {
    let row = |recipe: &Recipe| {
        let roles: Vec<_> = recipe.roles().map(|role| role.to_string()).collect();
        let terms = recipe.terms.iter().map(|(term, weight)| {
            if weight.to_bits() == 1.0_f32.to_bits() {
                term.name().to_owned()
            } else {
                format!("{weight} {}", term.name())
            }
        });
        let terms = terms.collect::<Vec<_>>().join(" + ");
        let given = |key: &str| recipe.defaults.iter().find(|(name, _)| *name == key);
        let given = ["distance", "source"].into_iter().filter_map(given);
        let settings = given.map(|(key, value)| format!(" · {key}={value}"));
        let terms = terms + &settings.collect::<String>();
        vec![recipe.name.to_owned(), roles.join(" "), terms]
    };
    Listing {
        title: "what each recipe turns on".into(),
        columns: ["recipe", "networks", "terms"].map(Into::into).into(),
        rows: RECIPES.iter().map(row).collect(),
        footer:
            "a number is the weight of a term; 'term NAME WEIGHT' changes it while a run goes on"
                .into(),
    }
}

/// What the terms are.
#[must_use]
pub fn terms() -> Listing {
    let row = |term: Term| {
        let needs: Vec<_> = term.needs().iter().map(ToString::to_string).collect();
        vec![
            term.name().to_owned(),
            term.formula().to_owned(),
            needs.join(" "),
        ]
    };
    Listing {
        title: "terms of the ledger".into(),
        columns: ["term", "what", "networks"].map(Into::into).into(),
        rows: Term::ALL.into_iter().map(row).collect(),
        footer: "E: item → code · G: code → item · Dx, Dz, Dxz: is it real?".into(),
    }
}
