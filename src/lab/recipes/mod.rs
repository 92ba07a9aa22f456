//! Recipes as data, one short file each: which networks exist and which terms are on.

mod aae;
mod ae;
mod aegan;
mod bigan;
mod denoising;
mod egan;
mod gan;
mod sparse;
mod translate;
mod vae;
mod vaegan;

use super::terms::{Term, kl};
use crate::error::{Error, Result};
use crate::event::Listing;
use crate::nets::Role;

/// The family, from autoencoder to AEGAN; to add a recipe is a file and a word here.
pub const RECIPES: &[Recipe] = &[
    ae::RECIPE,
    denoising::RECIPE,
    sparse::RECIPE,
    vae::RECIPE,
    gan::RECIPE,
    aae::RECIPE,
    egan::RECIPE,
    bigan::RECIPE,
    vaegan::RECIPE,
    translate::RECIPE,
    aegan::RECIPE,
];

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
    /// Where it still differs from its paper, for a recipe as published.
    pub differs: &'static str,
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
        self.terms.iter().any(|(term, _)| *term == kl::TERM)
    }

    /// The networks that exist.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        let needs = |role: &Role| self.terms.iter().any(|(term, _)| term.needs.contains(role));
        Role::ALL.into_iter().filter(needs)
    }

    /// What it turns on: `rec_x + 0.001 kl · distance=bernoulli`.
    #[must_use]
    pub fn turns_on(&self) -> String {
        let terms = self.terms.iter().map(|(term, weight)| {
            if weight.to_bits() == 1.0_f32.to_bits() {
                term.name.to_owned()
            } else {
                format!("{weight} {}", term.name)
            }
        });
        let terms = terms.collect::<Vec<_>>().join(" + ");
        let given = |key: &str| self.defaults.iter().find(|(name, _)| *name == key);
        let given = ["distance", "source"].into_iter().filter_map(given);
        let settings = given.map(|(key, value)| format!(" · {key}={value}"));
        terms + &settings.collect::<String>()
    }
}

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
        vec![recipe.name.to_owned(), roles.join(" "), recipe.turns_on()]
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

/// The recipes as their papers have them, and where they still differ.
#[must_use]
pub fn published() -> Listing {
    let row = |recipe: &Recipe| {
        vec![
            recipe.name.to_owned(),
            recipe.turns_on(),
            recipe.differs.to_owned(),
        ]
    };
    let all = RECIPES.iter().filter_map(|recipe| recipe.published);
    Listing {
        title: "as=published".into(),
        columns: ["recipe", "terms", "where it differs from the paper"].map(Into::into).into(),
        rows: all.map(row).collect(),
        footer: "'build RECIPE as=published' takes these and the paper's settings; 'show settings' has them".into(),
    }
}
