//! A run: its networks, the weights of its terms, its data, and how far it has come.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::buffers::Buffers;
use super::codes::Codes;
use super::network::{BuiltFor, Network};
use super::state::RunState;
use crate::data::{Dataset, Order, Range};
use crate::error::{Error, Result};
use crate::lab::config::relative::Relative;
use crate::lab::terms::{TERMS, Term};
use crate::layers::Ops;
use crate::losses::LogitLosses;
use crate::nets::Role;

/// A run between two steps, or within one: what the step reads and moves.
pub struct Run<D: Ops> {
    pub(in crate::lab) device: D,
    pub(in crate::lab) data: Arc<Dataset>,
    pub(in crate::lab) order: Order,
    /// How pixels are fed: what the generator's last activation gives.
    pub(in crate::lab) range: Range,
    /// What its networks are built for.
    pub(in crate::lab) built_for: BuiltFor,
    /// The data that lie on the device.
    pub(in crate::lab) buffers: Buffers<D>,
    /// What is learned in place of pictures, in a GAN on codes.
    pub(in crate::lab) codes: Option<Codes<D>>,
    pub(in crate::lab) state: RunState,
    pub(in crate::lab) networks: Vec<Network<D>>,
    /// Weights of terms by their names; of those that are not here: 0.
    pub(in crate::lab) weights: BTreeMap<&'static str, f32>,
}

impl<D: Ops> Run<D> {
    /// The weight of a term.
    #[must_use]
    pub fn weight(&self, term: Term) -> f32 {
        self.weights.get(term.name).copied().unwrap_or(0.0)
    }

    /// What this discriminator's scores are relative to; those of items with their codes are scored as they are.
    pub(in crate::lab) fn relative(&self, d: Role) -> Relative {
        if d == Role::PairDiscriminator {
            return Relative::No;
        }
        self.state.settings.relative()
    }

    /// Whether this discriminator's scores are relative to those of the other side.
    pub(in crate::lab) fn is_relative(&self, d: Role) -> bool {
        self.relative(d) != Relative::No
    }

    /// The network, which the caller's term needs and `build` therefore made.
    pub(in crate::lab) fn network(&mut self, role: Role) -> Result<&mut Network<D>> {
        let recipe = self.state.recipe.name;
        self.networks
            .iter_mut()
            .find(|m| m.role == role)
            .ok_or_else(|| Error::new(format!("the recipe '{recipe}' has no network {role}")))
    }

    pub(in crate::lab) fn on(&self, term: Term) -> bool {
        self.weight(term) != 0.0
    }

    /// The terms that are on.
    pub(in crate::lab) fn terms(&self) -> Vec<Term> {
        let on = |term: &Term| self.on(*term);
        TERMS.iter().copied().filter(on).collect()
    }

    /// The terms that are on from which a discriminator learns.
    pub(in crate::lab) fn teach(&self, d: Role) -> Vec<Term> {
        Term::learned_by(d).filter(|term| self.on(*term)).collect()
    }

    /// What a discriminator's scores cost it, and E and G.
    pub(in crate::lab) fn adversarial(&self, d: Role) -> LogitLosses {
        let loss = self.state.settings.loss();
        let relative = loss.relative.filter(|_| self.is_relative(d));
        relative.unwrap_or(loss.losses)
    }
}
