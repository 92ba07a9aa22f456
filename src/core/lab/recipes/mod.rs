//! Recipes as data, one short file each: which networks exist and which terms are on.

mod aae;
mod ae;
mod aegan;
mod bigan;
mod denoising;
mod egan;
mod gan;
mod recipe;
mod sparse;
mod translate;
mod vae;
mod vaegan;
mod variants;

pub use recipe::Recipe;
pub use variants::{VARIANTS, Variant, variant};

use crate::error::{Error, Result};
use crate::event::Listing;

/// The family, from autoencoder to AEGAN; to add a recipe, add a file and a word here.
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

impl Recipe {
    /// The same recipe with the settings of its paper.
    ///
    /// # Errors
    /// A sentence with the recipes that have published settings.
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
}

/// The recipe called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn recipe(name: &str) -> Result<&'static Recipe> {
    let mut all = RECIPES.iter();
    all.find(|r| r.name == name).ok_or_else(|| {
        let names = RECIPES.iter().map(|r| r.name);
        Error::unknown("recipe", name, names.chain(VARIANTS.iter().map(|v| v.name)))
    })
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
        footer: "a number is the weight of a term; 'term NAME WEIGHT' changes it during a run"
            .into(),
    }
}

/// The recipes as published, and where they still differ from their papers.
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
        footer: "'build RECIPE as=published' uses these and the paper's settings; 'show settings' lists them".into(),
    }
}
