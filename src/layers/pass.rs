//! One trip of a batch through networks: the tape it leaves, and how layers behave on the way.

use std::sync::Arc;

use dfdx::prelude::{
    Backward, Gradients, HasShape, OwnedTape, PutTape, Rank0, Shape, Tape, Tensor,
};

use super::item::{Any, Item, len};
use super::ops::Ops;
use super::refused;
use super::tangent::Gates;
use crate::error::{Error, Result};

/// Gradients by tensor.
pub type Grads<D> = Gradients<f32, D>;

/// The class of each item of a batch.
pub type Labels = Arc<[u8]>;

/// A mean loss over a batch: one number, on the tape of its pass.
#[derive(Debug, Clone)]
pub struct Scalar<D: Ops> {
    pub(crate) tensor: Tensor<Rank0, f32, D>,
}

impl<D: Ops> Scalar<D> {
    /// The number itself.
    #[must_use]
    pub fn value(&self) -> f32 {
        D::read(&self.tensor).first().copied().unwrap_or(f32::NAN)
    }
}

/// A batch of items on its way, and whether a gradient flows back into what made it.
#[derive(Debug, Clone)]
pub struct Var<I: Item, D: Ops> {
    pub(crate) tensor: Tensor<I::Batch, f32, D>,
    pub(crate) tracked: bool,
}

impl<D: Ops> Var<Any, D> {
    /// A constant `[batch, len]`, row-major.
    ///
    /// # Errors
    /// A sentence when the values do not fill whole items, or the device has no room.
    // A buffer of the device's is filled: the caller's would never be used again.
    #[allow(clippy::needless_pass_by_value)]
    pub fn constant(device: &D, values: Vec<f32>, len: usize) -> Result<Self> {
        if len == 0 || !values.len().is_multiple_of(len) {
            return Err(Error::new(format!(
                "{} numbers do not fill items of {len}",
                values.len()
            )));
        }
        let shape = Any::of(values.len() / len, len);
        let mut tensor = device.try_zeros_like(&shape).map_err(refused)?;
        D::write(&mut tensor, &values);
        Ok(Self {
            tensor,
            tracked: false,
        })
    }

    /// Checks that the items are of type `I` from here on; nothing is copied.
    ///
    /// # Errors
    /// A sentence that names both shapes.
    pub fn known<I: Item>(self) -> Result<Var<I, D>> {
        let (batch, numbers) = *self.tensor.shape();
        if numbers != len::<I>() {
            return Err(Error::new(format!(
                "a network takes items of {:?} ({} numbers), not of {numbers} numbers",
                I::SHAPE,
                len::<I>()
            )));
        }
        self.reshaped(I::batch(batch))
    }
}

impl<I: Item, D: Ops> Var<I, D> {
    /// Items in the batch.
    #[must_use]
    pub fn batch(&self) -> usize {
        let numbers = self.tensor.shape().num_elements();
        match self.tensor.shape().concrete().into_iter().next() {
            Some(batch) => batch,
            None => numbers,
        }
    }

    /// Forgets the type of the items; nothing is copied.
    ///
    /// # Errors
    /// Only if the tensor library refuses.
    pub fn any(self) -> Result<Var<Any, D>> {
        let shape = Any::of(self.batch(), len::<I>());
        self.reshaped(shape)
    }

    /// The same numbers under another shape of the same size: free, and gradients are shared.
    pub(crate) fn reshaped<J: Item>(self, shape: J::Batch) -> Result<Var<J, D>> {
        use dfdx::prelude::ReshapeTo;
        let tensor = self.tensor.try_reshape_like(&shape).map_err(refused)?;
        Ok(Var {
            tensor,
            tracked: self.tracked,
        })
    }

    /// The same batch as a constant: no gradient flows back through it.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self {
            tensor: self.tensor.clone(),
            tracked: false,
        }
    }

    /// The numbers, row-major.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        D::read(&self.tensor)
    }
}

/// How layers behave on a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Dropout drops, batch normalisation uses (and learns) the batch's statistics.
    Train,
    /// Dropout does nothing, batch normalisation uses its running statistics.
    Infer,
}

/// One trip through one or several networks.
#[derive(Debug)]
pub struct Pass<D: Ops> {
    pub(crate) tape: OwnedTape<f32, D>,
    /// How the layers behave.
    pub mode: Mode,
    /// Whether the weights of the layers that come next get gradients. A frozen network still
    /// passes gradients through to its input.
    pub learn: bool,
    /// What happens to the slopes of activations; only gradient penalties want them.
    pub(crate) gates: Gates,
    /// The class of each item, for networks that are told.
    pub(crate) labels: Option<Labels>,
    /// The code beside each item, for networks that judge pairs.
    pub codes: Option<Var<Any, D>>,
    /// Key of the masks of this pass: a function of (seed, stream, step).
    key: u64,
    masks: u64,
}

impl<D: Ops> Pass<D> {
    /// A pass that learns, whose masks come from `key`.
    #[must_use]
    pub fn train(key: u64) -> Self {
        Self {
            tape: OwnedTape::default(),
            mode: Mode::Train,
            learn: true,
            gates: Gates::Ignored,
            labels: None,
            codes: None,
            key,
            masks: 0,
        }
    }

    /// A pass that only looks: no tape, no masks, running statistics.
    #[must_use]
    pub fn infer() -> Self {
        Self {
            tape: OwnedTape::default(),
            mode: Mode::Infer,
            learn: false,
            gates: Gates::Ignored,
            labels: None,
            codes: None,
            key: 0,
            masks: 0,
        }
    }

    /// The same pass for items of these classes; networks without conditions do not look at them.
    #[must_use]
    pub fn given(mut self, labels: Option<Labels>) -> Self {
        self.labels = labels;
        self
    }

    /// The class of each of `batch` items, below `classes`.
    pub(crate) fn labels(&self, batch: usize, classes: usize) -> Result<Labels> {
        let Some(labels) = &self.labels else {
            return Err(Error::new(
                "this network is told the class of each item, and the items have none here",
            ));
        };
        if labels.len() != batch {
            return Err(Error::new(format!(
                "{batch} items have {} labels",
                labels.len()
            )));
        }
        if let Some(label) = labels.iter().find(|label| usize::from(**label) >= classes) {
            return Err(Error::new(format!(
                "this network knows the classes 0 to {}, and an item is of class {label}",
                classes - 1
            )));
        }
        Ok(labels.clone())
    }

    /// The key of the next mask on this pass.
    pub(crate) fn mask(&mut self) -> u64 {
        self.masks += 1;
        self.key ^ self.masks.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn record<F>(&mut self, backward: F)
    where
        F: 'static + FnOnce(&mut Grads<D>) -> std::result::Result<(), D::Err>,
    {
        self.tape.add_backward_op(backward);
    }

    /// Goes back through everything on the tape from a weighted sum of losses.
    ///
    /// # Errors
    /// Only if the tensor library refuses.
    pub fn backward(mut self, device: &D, losses: &[(f32, Scalar<D>)]) -> Result<Grads<D>> {
        let seeds: Vec<_> = losses.to_vec();
        self.record(move |gradients| {
            for (weight, loss) in &seeds {
                D::seed(&loss.tensor, *weight, gradients)?;
            }
            Ok(())
        });
        let root: Tensor<Rank0, f32, D> = device.try_zeros_like(&()).map_err(refused)?;
        root.put_tape(self.tape).try_backward().map_err(refused)
    }
}
