//! One network in training: its weights, its optimiser, and the slow average of its weights.

use std::sync::Arc;

use super::shown::Shown;
use crate::error::Result;
use crate::layers::{Grads, Net, Ops, Scalar, Sizes};
use crate::nets::text::Place;
use crate::nets::{Chosen, Role};
use crate::optim::{Optimiser, Rates, Rule};
use crate::random;

/// What all networks of a run are built for.
#[derive(Debug, Clone, Copy)]
pub(in crate::lab) struct BuiltFor {
    pub sizes: Sizes,
    /// Whether items are points, and not pictures.
    pub points: bool,
    /// Whether the encoder gives distributions of codes.
    pub variational: bool,
}

/// A network of the family.
pub struct Network<D: Ops> {
    pub role: Role,
    /// Name in the catalogue, or that it was written under.
    pub name: String,
    /// The words after `net` that write it, where it is not of the catalogue.
    pub written: Option<String>,
    /// What it was built from.
    pub(in crate::lab) chosen: Arc<Chosen>,
    pub net: Net<D>,
    /// The average of the weights over the steps (E and G only).
    pub average: Option<Net<D>>,
    pub optimiser: Optimiser<D>,
    /// Whether it learns from scores together with a penalty on their slope, once a penalty has asked.
    pub takes_trips: Option<bool>,
    /// Whether its slopes can be had exactly, once a penalty has asked.
    pub(in crate::lab) piecewise_linear: Option<bool>,
    /// The network as it is looked at, until its weights move.
    pub(in crate::lab) shown: Vec<Shown<D>>,
}

impl<D: Ops> Network<D> {
    /// The network that was chosen; its weights are zeros until they are drawn.
    ///
    /// # Errors
    /// A sentence where it does not fit these sizes, or the device has no room.
    pub(in crate::lab) fn new(chosen: Arc<Chosen>, of: &BuiltFor, device: &D) -> Result<Self> {
        let place = Place::at(chosen.role, of.sizes, of.points);
        let lower = |plain: &crate::layers::Plain<'_>| plain.lower(&of.sizes, device);
        let net = chosen.lend(&place, of.variational, lower)??;
        Ok(Self {
            role: chosen.role,
            name: chosen.name.clone(),
            written: chosen.definition().map(|of| of.words(&chosen.name)),
            chosen,
            net,
            average: None,
            optimiser: Optimiser::default(),
            piecewise_linear: None,
            takes_trips: None,
            shown: Vec::new(),
        })
    }

    /// Draws the weights that it begins with at a step.
    pub(in crate::lab) fn draw(&mut self, seed: u64, step: u64) {
        // The second network of a role at step 0 is another one than the first.
        let stream = format!("new weights of {}", self.role);
        self.net.reset(&mut random::stream(seed, &stream, step));
    }

    /// One update of the optimiser; gives the norm of the gradients. Where that is no finite number,
    /// the network is worth nothing any more.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn update(
        &mut self,
        (rule, rates): (Rule, Rates),
        gradients: &mut Grads<D>,
    ) -> Result<Scalar<D>> {
        self.shown.clear();
        let shared = self.net.is_shared();
        let tensors = (self.net.tensors(), shared);
        let norm = self.optimiser.step(rule, rates, tensors, gradients)?;
        self.net.part();
        Ok(norm)
    }

    /// Moves the average a little towards the weights; starts or drops it as `decay` says.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn follow(&mut self, decay: f32, step: u64) -> Result<()> {
        self.shown.clear();
        if decay == 0.0 {
            self.average = None;
            return Ok(());
        }
        // The average of a young run forgets faster, or it would remember the noise it started as.
        let warm = (1.0 + step as f32) / (10.0 + step as f32);
        let decay = decay.min(warm);
        let average = self.average.get_or_insert_with(|| self.net.clone());
        for (slow, fast) in average.tensors().into_iter().zip(self.net.tensors()) {
            slow.tensor.average(&fast.tensor.row()?, decay)?;
        }
        Ok(())
    }
}
