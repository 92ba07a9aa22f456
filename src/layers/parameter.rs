//! A layer's tensors behind one object-safe face: for optimisers, averages, files and digests.

use dfdx::prelude::{HasShape, Shape, Tensor};

use super::ops::Ops;
use super::pass::Grads;
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
    /// Lends its numbers, row-major.
    fn look(&self, use_them: &mut dyn FnMut(&[f32]));
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
    /// Lends the numbers of its gradient, to be changed in place.
    ///
    /// # Errors
    /// If the device has no room.
    fn with_gradient(
        &self,
        gradients: &mut Grads<D>,
        change: &mut dyn FnMut(&mut [f32]),
    ) -> Result<()>;
    /// One update of an optimiser.
    ///
    /// # Errors
    /// If the device has no room.
    fn update(
        &mut self,
        gradients: &mut Grads<D>,
        with: Update,
        m: &mut [f32],
        v: &mut [f32],
    ) -> Result<()>;
    /// `self ← decay · self + (1 − decay) · source`.
    fn average(&mut self, source: &[f32], decay: f32);
}

impl<S: Shape, D: Ops> Parameter<D> for Tensor<S, f32, D> {
    fn shape(&self) -> Vec<usize> {
        HasShape::shape(self).concrete().into_iter().collect()
    }
    fn values(&self) -> Vec<f32> {
        D::read(self)
    }
    fn look(&self, use_them: &mut dyn FnMut(&[f32])) {
        D::look(self, use_them);
    }
    fn set(&mut self, values: &[f32]) {
        D::write(self, values);
    }
    fn gradient(&self, gradients: &mut Grads<D>) -> Result<Vec<f32>> {
        D::gradient(self, gradients)
    }
    fn with_gradient(
        &self,
        gradients: &mut Grads<D>,
        change: &mut dyn FnMut(&mut [f32]),
    ) -> Result<()> {
        D::with_gradient(self, gradients, change)
    }
    fn update(
        &mut self,
        gradients: &mut Grads<D>,
        with: Update,
        m: &mut [f32],
        v: &mut [f32],
    ) -> Result<()> {
        D::update(self, gradients, with, m, v)
    }
    fn average(&mut self, source: &[f32], decay: f32) {
        D::average(self, source, decay);
    }
}

/// A tensor with its stable name (`0.1.weight`), as it stands in files.
pub struct Named<'a, D: Ops> {
    pub name: String,
    pub kind: Kind,
    pub tensor: &'a mut dyn Parameter<D>,
}
