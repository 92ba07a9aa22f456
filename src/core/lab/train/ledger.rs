//! What a run is: its networks and the weights of its terms, which may change between two steps.

use super::run::Run;
use super::state::RunState;
use crate::error::{Error, Result};
use crate::lab::terms::{Kind, Term, kl};
use crate::layers::Ops;
use crate::nets::Role;

impl<D: Ops> Run<D> {
    /// What the run is, and how far it has come.
    #[must_use]
    pub fn state(&self) -> &RunState {
        &self.state
    }

    /// Whether the network exists.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.networks.iter().any(|m| m.role == role)
    }

    /// Changes the weight of a term between two steps.
    ///
    /// # Errors
    /// A sentence when the number is no weight, or a network that the term needs does not exist.
    pub fn set_weight(&mut self, term: Term, weight: f32) -> Result<()> {
        if !(weight.is_finite() && (0.0..=1e6).contains(&weight)) {
            return Err(Error::new(format!(
                "a weight is a number from 0 to 1000000, not {weight}"
            )));
        }
        if term == kl::TERM && !self.state.recipe.variational() {
            return Err(Error::new(format!(
                "term 'kl' needs an encoder that gives distributions, and that of '{}' gives codes; 'build vae' has one",
                self.state.recipe.name
            )));
        }
        if let Some(missing) = term.needs.iter().find(|role| !self.has(**role)) {
            return Err(Error::new(format!(
                "term '{}' needs the network {missing}, which the recipe '{}' does not have; 'help recipe' shows which recipe has it",
                term.name, self.state.recipe.name
            )));
        }
        self.weights.insert(term.name, weight);
        Ok(())
    }

    /// Whether something that `G` makes is to pass for real before a discriminator of items.
    #[must_use]
    pub fn in_game(&self) -> bool {
        let to_pass = |term: &Term| match term.kind {
            Kind::Real(d) => d != Role::CodeDiscriminator && term.moves.contains(&Role::Generator),
            _ => false,
        };
        self.terms().iter().any(to_pass)
    }

    /// Whether `G` is taught that codes are drawn from the prior: by a discriminator, or by what keeps codes
    /// near it.
    #[must_use]
    pub fn is_drawn_from(&self) -> bool {
        let judged = Role::DISCRIMINATORS.iter().any(|role| self.has(*role));
        self.has(Role::Generator) && (judged || self.state.recipe.variational())
    }

    /// Whether the scores of discriminators say something only beside one another.
    #[must_use]
    pub fn has_critic(&self) -> bool {
        self.state.settings.loss().critic
    }
}
