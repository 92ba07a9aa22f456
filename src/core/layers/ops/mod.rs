//! What a device must be able to do: one method an operation, so that networks and trainer are
//! written once. A device that cannot name a fast kernel composes the operation of stock ones.

#[cfg(any(test, feature = "cuda"))]
mod compose;
mod cpu;
#[cfg(feature = "cuda")]
pub mod cuda;

use std::sync::Arc;

use dfdx::prelude::{Shape, Tensor};

use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::augment::View;
use crate::kernels::conv::Geometry;
use crate::kernels::update::Update;
use crate::kernels::upsample;
use crate::layers::formula::{Pairwise, Pointwise};
pub use crate::layers::memory::{Memory, Row};
use crate::layers::pass::{Grads, Labels, Pass, Scalar, Var};

/// The weight `[outputs, inputs]` of a dense layer, a table `[classes, numbers]`.
pub type Matrix<D> = Tensor<(usize, usize), f32, D>;

/// The weight `[kernel, kernel, in, out]` of a convolution.
pub type Kernel<D> = Tensor<(usize, usize, usize, usize), f32, D>;

/// Added to the variance that a normalisation divides by.
pub const EPSILON: f32 = 1e-5;
/// What the running statistics of batch norm keep of themselves a batch.
pub const MOMENTUM: f32 = 0.9;

/// What a normalisation has, a number a channel.
#[derive(Debug)]
pub struct Norm<'a, D: Ops> {
    pub scale: &'a Row<D>,
    pub shift: &'a Row<D>,
    /// The running mean and variance of batch norm, which is over the items of a batch. Without them it is layer
    /// norm, over the channels of each place.
    pub running: Option<(&'a mut Row<D>, &'a mut Row<D>)>,
}

impl<D: Ops> Norm<'_, D> {
    /// What it is called.
    fn name(&self) -> &'static str {
        match self.running {
            Some(_) => "batch norm",
            None => "layer norm",
        }
    }
}

/// What becomes of gradients before an update.
#[derive(Debug, Clone)]
pub struct Clip<D: Ops> {
    /// Each number is held within ± this; 0: it is not. A device that changed the gradient itself
    /// when it was asked for its [`squares`](Ops::squares) has done so already.
    pub limit: f32,
    /// What the gradient is multiplied by, where a norm is asked for.
    pub scale: Option<Scalar<D>>,
    /// So many times the weights are added to it, once it is clipped: weight decay.
    pub decay: f32,
}

/// One update of all tensors of a network at once.
#[derive(Debug, Clone, Copy)]
pub struct Together {
    /// The numbers of the optimiser.
    pub update: Update,
    /// Each number of a gradient is held within ± this; 0: it is not.
    pub limit: f32,
    /// The gradient of each tensor is scaled down to this Euclidean norm; 0: it is not.
    pub norm: f32,
    /// So many times the weights are added to the gradient, once it is clipped.
    pub decay: f32,
    /// So much of the weights is kept, beside the gradient; 1: all.
    pub keep: f32,
    /// Whether others may hold the same weights: then they are not changed where they lie.
    pub shared: bool,
}

/// A device that the lab can train on.
pub trait Ops: Memory {
    /// Whether data are carried to the device once and batches picked there; where they are within
    /// reach of the host, a batch is made when it is wanted.
    const KEEPS_DATA: bool;

    /// Whether its layers take part in a [`Trip`](super::trip::Trip).
    const TRIPS: bool = false;

    /// Runs work that this device may fail at without an error of its own; what it changes is taken
    /// back by the caller where it fails.
    ///
    /// # Errors
    /// Those of `work`, and a sentence where the device gave up.
    fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
        work()
    }

    /// `f(x Wᵀ + b)`: `[batch, inputs]` → `[batch, outputs]`.
    ///
    /// # Errors
    /// If the device has no room (likewise below).
    fn dense(
        x: Var<Self>,
        weights: (&Matrix<Self>, &Row<Self>),
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// `f(x)` for each number.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn activate(x: Var<Self>, f: Activation, pass: &mut Pass<Self>) -> Result<Var<Self>>;

    /// Sets each number to zero with probability `p` and scales the rest by `1 / (1 − p)`; the mask
    /// is a function of `key` and the number's place alone.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn dropout(x: Var<Self>, p: f32, key: u64, pass: &mut Pass<Self>) -> Result<Var<Self>>;

    /// Batch or layer normalisation over the channels, the last axis of each item, then a scale and a shift for each
    /// channel, then `f`. In training batch norm moves its running statistics.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn norm(
        x: Var<Self>,
        norm: Norm<'_, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// Adds to each item the row of `table` at its label.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn class_bias(
        x: Var<Self>,
        table: &Matrix<Self>,
        labels: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// The last state of a gated recurrent unit; see [`kernels::gru`](crate::kernels::gru) for the formulas.
    /// `x` holds for each of `steps` what the input says to the three gates, the weights those from the
    /// state: `[batch, steps · 3 state]` → `[batch, state]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn gru_read(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// All states of one whose input says the same at each step: `[batch, 3 state]` →
    /// `[batch, steps · state]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn gru_write(
        x: Var<Self>,
        steps: usize,
        weights: (&Matrix<Self>, &Row<Self>),
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// The number of each item at its label: `[batch, classes]` → `[batch, 1]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn pick(x: Var<Self>, labels: Labels, pass: &mut Pass<Self>) -> Result<Var<Self>>;

    /// Mean over all numbers of `f(x)`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn mean_of(x: &Var<Self>, f: Pointwise, pass: &mut Pass<Self>) -> Result<Scalar<Self>>;

    /// Mean over all numbers of `f.at(x, target)`; no gradient reaches the target.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn mean_between(
        x: &Var<Self>,
        target: &Var<Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>>;

    /// Of the logits of a discriminator: their mean probability, and how many are above zero.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn opinion(logits: &Var<Self>) -> Result<[Scalar<Self>; 2]>;

    /// Whether buffers that are no longer needed are kept for the next tensors of their size: a step
    /// makes the same tensors again and again. Turned off, those that were kept are given back.
    fn keep_buffers(&self, keep: bool);

    /// The values of numbers that lie on the device, all in one trip.
    ///
    /// # Errors
    /// If the device has no room.
    fn fetch(scalars: &[&Scalar<Self>]) -> Result<Vec<f32>>;

    /// The numbers of a tensor's gradient.
    ///
    /// # Errors
    /// If the device has no room.
    fn gradient<S: Shape>(
        tensor: &Tensor<S, f32, Self>,
        gradients: &mut Grads<Self>,
    ) -> Result<Vec<f32>>;

    /// The sum of the squares of a tensor's gradient, whose numbers are held within ± `limit` before
    /// (0: they are not); no finite number where one of them is none.
    ///
    /// # Errors
    /// If the device has no room.
    fn squares<S: Shape>(
        tensor: &Tensor<S, f32, Self>,
        gradients: &mut Grads<Self>,
        limit: f32,
    ) -> Result<Scalar<Self>>;

    /// One update of an optimiser with its memories `m` and `v`.
    ///
    /// # Errors
    /// If the device has no room.
    fn update<S: Shape>(
        tensor: &mut Tensor<S, f32, Self>,
        gradients: &mut Grads<Self>,
        clip: &Clip<Self>,
        with: Update,
        memory: (&mut Row<Self>, &mut Row<Self>),
    ) -> Result<()>;

    /// Whether there is a way to update all tensors of a network at once.
    const UPDATES_ALL: bool = false;

    /// One update of an optimiser for all learned tensors of a network at once, where [`UPDATES_ALL`](Self::UPDATES_ALL):
    /// the norm of their gradients, before they are scaled. Weights that others may share are copied first, and the rows
    /// are the copies then. None, and nothing has changed, where each tensor is to be updated by itself. The memories are
    /// the optimiser's alone, and may be changed where they lie.
    ///
    /// # Errors
    /// If the device has no room.
    fn update_all(
        _weights: &mut [Row<Self>],
        _gradients: &mut Grads<Self>,
        _with: &Together,
        _memories: &mut [(Row<Self>, Row<Self>)],
    ) -> Result<Option<Scalar<Self>>> {
        Ok(None)
    }

    /// `t ← decay · t + (1 − decay) · source`.
    ///
    /// # Errors
    /// If the device has no room.
    fn average<S: Shape>(
        tensor: &mut Tensor<S, f32, Self>,
        source: &Row<Self>,
        decay: f32,
    ) -> Result<()>;

    /// `f(x * w + b)`: the convolution `g`, weight `[kernel, kernel, in, out]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn conv(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// `f(x *ᵀ w + b)`: the adjoint of the convolution `g`, weight `[kernel, kernel, out, in]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn conv_transpose(
        x: Var<Self>,
        weights: (&Kernel<Self>, &Row<Self>),
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;

    /// Each pixel as many times as the factor says, along and across.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn upsample(x: Var<Self>, sizes: upsample::Sizes, pass: &mut Pass<Self>) -> Result<Var<Self>>;

    /// Pictures `[height, width, channels]` as `views` show them, one for each item; the gradient flows back the same way.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn augment(
        x: Var<Self>,
        size: [usize; 3],
        views: Arc<[View]>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Self>>;
}
