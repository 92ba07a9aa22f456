//! Another network in the middle of a run, and the same one with new weights.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::lab::terms::{Kind, TERMS};
use crate::lab::train::network::Network;
use crate::lab::train::run::Run;
use crate::layers::{Ops, Pass, Var};
use crate::nets::{Chosen, Role};

impl<D: Ops> Run<D> {
    /// Takes another network in place of the one of its role: its weights are drawn by the seed and the step, its
    /// optimiser has moved nothing, and its average begins anew. The others, and all settings, stay. Gives the name of
    /// the one that was there.
    ///
    /// # Errors
    /// A sentence with what does not fit; the run is as it was then.
    pub fn swap(&mut self, chosen: Chosen) -> Result<String> {
        let role = chosen.role;
        let (recipe, settings) = (self.state.recipe, &self.state.settings);
        let (gp, batch) = (settings.gp() > 0.0, settings.batch());
        chosen.fits(recipe.name, recipe.variational())?;
        // Codes have no range.
        let pictures = role == Role::Generator && self.codes.is_none();
        if pictures && chosen.range() != self.range {
            return Err(Error::new(format!(
                "'{}' gives {}, and the networks of this run were trained on {}; 'build' starts a run with it",
                chosen.name,
                chosen.range().about(self.data.item),
                self.range.about(self.data.item)
            )));
        }
        Self::fits_before(std::slice::from_ref(&chosen), &self.built_for, settings)?;
        let mut network = Network::new(Arc::new(chosen), &self.built_for, &self.device)?;
        network.draw(self.state.seed, self.state.step);
        let before = std::mem::replace(self.network(role)?, network);
        let fits = self
            .fits_gp(gp)
            .and_then(|()| self.fits_features())
            .and_then(|()| self.fits_memory(batch));
        if let Err(why) = fits {
            *self.network(role)? = before;
            return Err(why);
        }
        Ok(before.name)
    }

    /// Draws the weights of a network anew, by the seed and the step; its optimiser has moved nothing then, and its
    /// average begins anew. Says how many weights there are.
    ///
    /// # Errors
    /// A sentence where the run has no such network, or the device has no room.
    pub fn reset(&mut self, role: Role) -> Result<usize> {
        let (seed, step) = (self.state.seed, self.state.step);
        let chosen = Arc::clone(&self.network(role)?.chosen);
        let mut network = Network::new(chosen, &self.built_for, &self.device)?;
        network.draw(seed, step);
        let weights = network.net.facts().iter().map(|fact| fact.parameters).sum();
        *self.network(role)? = network;
        Ok(weights)
    }

    /// Refuses a discriminator without a feature tap where a term compares features: at once, not in the first step.
    ///
    /// # Errors
    /// A sentence with the word that makes one.
    pub(in crate::lab) fn fits_features(&mut self) -> Result<()> {
        const ITEMS: usize = 2;
        let compares = |term: &&_| self.on(**term) && term.kind == Kind::Features;
        let Some(term) = TERMS.iter().find(compares) else {
            return Ok(());
        };
        let numbers = self.numbers();
        let zeros = Var::constant(&self.device, vec![0.0; ITEMS * numbers], numbers)?;
        let mut pass = Pass::infer().given(self.classes(ITEMS, None));
        pass.tap = true;
        let judge = self.network(Role::Discriminator)?;
        judge.net.clone().forward(zeros, &mut pass)?;
        let name = &judge.name;
        pass.tapped.map(drop).ok_or_else(|| {
            Error::new(format!(
                "the term '{}' compares features of Dx, and '{name}' does not say of which layer; put 'tap' before that layer, as in 'tap dense 64, leaky 0.2'",
                term.name
            ))
        })
    }
}
