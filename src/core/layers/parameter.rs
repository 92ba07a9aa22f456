//! A layer's tensors behind one object-safe face: for optimisers, averages, files and digests.

use dfdx::prelude::{HasShape, Shape, Tensor};

use super::ops::{Clip, Ops, Row};
use super::pass::{Grads, Scalar};
use super::refused;
use crate::error::Result;
use crate::kernels::update::Update;

/// Whether a tensor is learned by gradients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Moved by the optimiser.
    Learned,
    /// Statistics that the layer keeps by itself (a running mean).
    Kept,
}

/// One tensor of a layer, whatever its shape.
pub trait Parameter<D: Ops> {
    /// `[out, in]`, `[channels]`, ...
    fn shape(&self) -> Vec<usize>;
    /// Its numbers, row-major.
    fn values(&self) -> Vec<f32>;
    /// Appends its numbers, row-major.
    fn append(&self, to: &mut Vec<f32>);
    /// Its numbers, row-major, where they lie; nothing is copied.
    ///
    /// # Errors
    /// Only if the tensor library refuses.
    fn row(&self) -> Result<Row<D>>;
    /// Takes the numbers of another tensor where they lie, and its identity, by which gradients are found;
    /// nothing is copied.
    ///
    /// # Errors
    /// Only if the tensor library refuses.
    ///
    /// # Panics
    /// If `with` is not as long as the tensor.
    fn share(&mut self, with: Row<D>) -> Result<()>;
    /// Overwrites its numbers.
    ///
    /// # Panics
    /// If `values` is not as long as the tensor.
    fn set(&mut self, values: &[f32]);
    /// The numbers of its gradient.
    ///
    /// # Errors
    /// If the device has no room.
    fn gradient(&self, gradients: &mut Grads<D>) -> Result<Vec<f32>>;
    /// As many zeros on its device: an optimiser's memory in the beginning.
    ///
    /// # Errors
    /// If the device has no room.
    fn zeros(&self) -> Result<Row<D>>;
    /// The sum of the squares of its gradient; see [`Ops::squares`].
    ///
    /// # Errors
    /// If the device has no room.
    fn squares(&self, gradients: &mut Grads<D>, limit: f32) -> Result<Scalar<D>>;
    /// One update of an optimiser.
    ///
    /// # Errors
    /// If the device has no room.
    fn update(
        &mut self,
        gradients: &mut Grads<D>,
        clip: &Clip<D>,
        with: Update,
        memory: (&mut Row<D>, &mut Row<D>),
    ) -> Result<()>;
    /// `self ← decay · self + (1 − decay) · source`.
    ///
    /// # Errors
    /// If the device has no room.
    fn average(&mut self, source: &Row<D>, decay: f32) -> Result<()>;
}

impl<S: Shape, D: Ops> Parameter<D> for Tensor<S, f32, D> {
    fn shape(&self) -> Vec<usize> {
        HasShape::shape(self).concrete().into_iter().collect()
    }
    fn values(&self) -> Vec<f32> {
        D::read(self)
    }
    fn append(&self, to: &mut Vec<f32>) {
        D::append(self, to);
    }
    fn row(&self) -> Result<Row<D>> {
        row(self)
    }
    fn share(&mut self, with: Row<D>) -> Result<()> {
        use dfdx::prelude::ReshapeTo;
        let shape = *HasShape::shape(self);
        *self = with.try_reshape_like(&shape).map_err(refused)?;
        Ok(())
    }
    fn set(&mut self, values: &[f32]) {
        D::fill(self, |into| into.copy_from_slice(values));
    }
    fn gradient(&self, gradients: &mut Grads<D>) -> Result<Vec<f32>> {
        D::gradient(self, gradients)
    }
    fn zeros(&self) -> Result<Row<D>> {
        let len = HasShape::shape(self).num_elements();
        self.device().try_zeros_like(&(len,)).map_err(refused)
    }
    fn squares(&self, gradients: &mut Grads<D>, limit: f32) -> Result<Scalar<D>> {
        D::squares(self, gradients, limit)
    }
    fn update(
        &mut self,
        gradients: &mut Grads<D>,
        clip: &Clip<D>,
        with: Update,
        memory: (&mut Row<D>, &mut Row<D>),
    ) -> Result<()> {
        D::update(self, gradients, clip, with, memory)
    }
    fn average(&mut self, source: &Row<D>, decay: f32) -> Result<()> {
        D::average(self, source, decay)
    }
}

/// The numbers of a tensor one after another; nothing is copied.
pub(crate) fn row<S: Shape, D: Ops>(tensor: &Tensor<S, f32, D>) -> Result<Row<D>> {
    use dfdx::prelude::ReshapeTo;
    let len = HasShape::shape(tensor).num_elements();
    tensor.clone().try_reshape_like(&(len,)).map_err(refused)
}

/// A tensor with its stable name (`0.1.weight`), as it stands in files.
pub struct Named<'a, D: Ops> {
    pub name: String,
    pub kind: Kind,
    pub tensor: &'a mut dyn Parameter<D>,
}
