//! A network: layers in a list, each with the path of its tensors.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer};
use crate::error::{Error, Result};
use crate::layers::ops::Ops;
use crate::layers::parameter::Named;
use crate::layers::pass::{Pass, Var};
use crate::layers::plain::{Checked, ItemShape};

/// A network whose shapes were proven when it was lowered.
#[derive(Debug)]
pub struct Net<D: Ops> {
    from: ItemShape,
    to: ItemShape,
    layers: Vec<Placed<D>>,
    /// Whoever may hold the same numbers as its learned tensors holds this, too.
    shares: Arc<()>,
}

/// A layer and the path of its tensors, `0.1`.
#[derive(Debug)]
pub(super) struct Placed<D: Ops> {
    path: String,
    layer: Box<dyn Layer<D>>,
}

impl<D: Ops> Placed<D> {
    pub fn new(path: &str, layer: Box<dyn Layer<D>>) -> Self {
        let path = path.to_owned();
        Self { path, layer }
    }
}

impl<D: Ops> Clone for Net<D> {
    /// A copy with weights of its own.
    fn clone(&self) -> Self {
        let copy = |placed: &Placed<D>| Placed::new(&placed.path, placed.layer.copy());
        Self {
            from: self.from,
            to: self.to,
            layers: self.layers.iter().map(copy).collect(),
            shares: Arc::clone(&self.shares),
        }
    }
}

impl<D: Ops> Net<D> {
    pub(super) fn new(checked: Checked, layers: Vec<Placed<D>>) -> Self {
        Self {
            from: checked.from,
            to: checked.to,
            layers,
            shares: Arc::default(),
        }
    }

    /// Whether a clone of it may still hold the same numbers: they are copied when one of the two changes.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.shares) > 1
    }

    /// Says that all its learned tensors have changed since it was last cloned: nobody holds the same numbers.
    pub fn part(&mut self) {
        if self.is_shared() {
            self.shares = Arc::default();
        }
    }

    /// One item that it takes.
    #[must_use]
    pub fn takes(&self) -> ItemShape {
        self.from
    }

    /// One item that it gives.
    #[must_use]
    pub fn gives(&self) -> ItemShape {
        self.to
    }

    /// Takes a batch through the network.
    ///
    /// # Errors
    /// A sentence when the items are of another size, or the device has no room.
    pub fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let (wanted, found) = (self.from.numbers(), x.numbers());
        if wanted != found {
            return Err(Error::new(format!(
                "a network takes items of {:?} ({wanted} numbers), not of {found} numbers",
                self.from.sizes()
            )));
        }
        let mut layers = self.layers.iter_mut();
        layers.try_fold(x, |x, placed| placed.layer.forward(x, pass))
    }

    /// Draws new weights.
    pub fn reset(&mut self, rng: &mut ChaCha8Rng) {
        for placed in &mut self.layers {
            placed.layer.reset(rng);
        }
    }

    /// Its tensors under stable names.
    pub fn tensors(&mut self) -> Vec<Named<'_, D>> {
        let mut tensors = Vec::new();
        for placed in &mut self.layers {
            placed.layer.tensors(&placed.path, &mut tensors);
        }
        tensors
    }

    /// A line for each layer.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for placed in &self.layers {
            placed.layer.describe(&mut facts);
        }
        facts
    }
}
