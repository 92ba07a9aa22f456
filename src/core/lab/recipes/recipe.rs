//! What a recipe is: the networks and the weights that a run starts with.

use crate::lab::terms::{Term, kl};
use crate::nets::Role;

/// A point of the family: the networks and the weights that a run starts with.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub name: &'static str,
    pub about: &'static str,
    pub terms: &'static [(Term, f32)],
    /// Networks and settings that differ from the defaults, as `build` takes them.
    pub defaults: &'static [(&'static str, &'static str)],
    /// The same recipe with the weights and settings of a paper, under the word for it (`build RECIPE as=published`).
    pub papers: &'static [(&'static str, &'static Recipe)],
    /// For a recipe as published: where it still differs from its paper.
    pub differs: &'static str,
}

impl Recipe {
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
        let given = ["distance", "corruption"].into_iter().filter_map(given);
        let settings = given.map(|(key, value)| format!(" · {key}={value}"));
        terms + &settings.collect::<String>()
    }
}
