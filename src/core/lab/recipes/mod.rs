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
    /// The same recipe with the settings of the paper that `as=WORD` names.
    ///
    /// # Errors
    /// A sentence with the words that this recipe takes, or with the recipes that take any.
    pub fn paper(&self, word: &str) -> Result<&'static Self> {
        let found = self.papers.iter().find(|(name, _)| *name == word);
        found.map(|(_, recipe)| *recipe).ok_or_else(|| {
            if !self.papers.is_empty() {
                let words: Vec<_> = self.papers.iter().map(|(word, _)| *word).collect();
                let words = words.join(" or ");
                return Error::new(format!(
                    "as takes {words} for '{}', not '{word}'",
                    self.name
                ));
            }
            let names: Vec<_> = papers()
                .map(|(r, word, _)| format!("{r} as={word}"))
                .collect();
            let names = names.join(", ");
            Error::new(format!(
                "as={word}: '{}' has no settings of a paper here; there are {names}",
                self.name
            ))
        })
    }

    /// The word for the paper that this is the version of; none for a recipe that is as the lab has it.
    #[must_use]
    pub fn paper_word(&self) -> Option<&'static str> {
        let found = papers().find(|(_, _, recipe)| recipe.about == self.about);
        found.map(|(_, word, _)| word)
    }
}

/// Every recipe with the settings of a paper: its name, the word after `as=`, and what it is then.
pub fn papers() -> impl Iterator<Item = (&'static str, &'static str, &'static Recipe)> {
    let of = |recipe: &'static Recipe| {
        let papers = recipe.papers.iter();
        papers.map(|(word, paper)| (recipe.name, *word, *paper))
    };
    RECIPES.iter().flat_map(of)
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
    let row = |(name, word, recipe): (&str, &str, &Recipe)| {
        vec![
            format!("{name} as={word}"),
            recipe.turns_on(),
            recipe.differs.to_owned(),
        ]
    };
    Listing {
        title: "as published".into(),
        columns: ["build", "terms", "where it differs from the paper"]
            .map(Into::into)
            .into(),
        rows: papers().map(row).collect(),
        footer: "these use the paper's weights and settings; 'show settings' lists them".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_of_a_paper_knows_its_word_and_no_other_has_one() {
        for (name, word, recipe) in papers() {
            assert_eq!(recipe.paper_word(), Some(word), "{name}");
        }
        for recipe in RECIPES {
            assert_eq!(recipe.paper_word(), None, "{}", recipe.name);
        }
    }
}
