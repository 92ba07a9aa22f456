//! What a device must be able to do: one method an operation, so that networks and trainer are
//! written once. A device that cannot name a fast kernel composes the operation of stock ones.

use dfdx::prelude::{Const, Device, HasErr, Rank1, Rank2, Shape, Tensor};

use super::batch_norm::BatchNormOn;
use super::conv::Kernel;
use super::formula::{Pairwise, Pointwise};
use super::item::{Flat, Image, Item, Picture};
use super::layer_norm::LayerNormOn;
use super::pass::{Grads, Labels, Pass, Scalar, Var};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::update::Update;

/// Numbers one after another, on the device: what an optimiser remembers, a gradient, a gate.
pub type Row<D> = Tensor<(usize,), f32, D>;

/// Weight `[O, I]` and bias `[O]` of a dense layer.
pub type Weights<'a, const I: usize, const O: usize, D> = (
    &'a Tensor<Rank2<O, I>, f32, D>,
    &'a Tensor<Rank1<O>, f32, D>,
);

/// Weight `[K, K, From, To]` and bias of the channels of `Out`.
pub type Filters<'a, From, To, Out, const K: usize, D> = (
    &'a Tensor<Kernel<From, To, K>, f32, D>,
    &'a Tensor<(<Out as Picture>::Channels,), f32, D>,
);

/// How gradients are clipped before an update.
#[derive(Debug, Clone)]
pub struct Clip<D: Ops> {
    /// Each number is held within ± this; 0: it is not. A device that changed the gradient itself
    /// when it was asked for its [`squares`](Ops::squares) has done so already.
    pub limit: f32,
    /// What the gradient is multiplied by, where a norm is asked for.
    pub scale: Option<Scalar<D>>,
}

/// A device that the lab can train on.
pub trait Ops: Device<f32> + HasErr<Err: 'static> + Clone + std::fmt::Debug + 'static {
    /// Whether data are carried to the device once and batches picked there; where they are within
    /// reach of the host, a batch is made when it is wanted.
    const KEEPS_DATA: bool;

    /// Runs work that this device may fail at without an error of its own; what it changes is taken
    /// back by the caller where it fails.
    ///
    /// # Errors
    /// Those of `work`, and a sentence where the device gave up.
    fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
        work()
    }

    /// `f(x Wᵀ + b)`: `[batch, I]` → `[batch, O]`.
    ///
    /// # Errors
    /// If the device has no room (likewise below).
    fn dense<const I: usize, const O: usize>(
        x: Var<Flat<I>, Self>,
        weights: Weights<'_, I, O, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<O>, Self>>;

    /// `f(x)` for each number.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn activate<T: Item>(
        x: Var<T, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>>;

    /// Sets each number to zero with probability `p` and scales the rest by `1 / (1 − p)`; the mask
    /// is a function of `key` and the number's place alone.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn dropout<T: Item>(
        x: Var<T, Self>,
        p: f32,
        key: u64,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>>;

    /// Batch normalisation over the last axis; in training it moves the running statistics.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn batch_norm<T: Item, const C: usize, F>(
        x: Var<T, Self>,
        norm: &mut BatchNormOn<T, C, F, f32, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>>;

    /// Layer normalisation over the last axis.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn layer_norm<T: Item, const C: usize, F>(
        x: Var<T, Self>,
        norm: &LayerNormOn<T, C, F, f32, Self>,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<T, Self>>;

    /// Adds to each item the row of `table` at its label.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn class_bias<const O: usize, const K: usize>(
        x: Var<Flat<O>, Self>,
        table: &Tensor<Rank2<K, O>, f32, Self>,
        labels: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<O>, Self>>;

    /// The last state of a gated recurrent unit; see [`kernels::gru`](crate::kernels::gru) for the formulas,
    /// `[batch, T, G, 1]` → `[batch, H]` with `G = 3 H`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn gru_read<const T: usize, const H: usize, const G: usize>(
        x: Var<Image<T, G, 1>, Self>,
        weights: Weights<'_, H, G, Self>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<H>, Self>>;

    /// All states of one that hears the same at each step: `[batch, G]` → `[batch, T, H, 1]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn gru_write<const T: usize, const H: usize, const G: usize>(
        x: Var<Flat<G>, Self>,
        weights: Weights<'_, H, G, Self>,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Image<T, H, 1>, Self>>;

    /// The number of each item at its label.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn pick<const K: usize>(
        x: Var<Flat<K>, Self>,
        labels: Labels,
        pass: &mut Pass<Self>,
    ) -> Result<Var<Flat<1>, Self>>;

    /// Mean over all numbers of `f(x)`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn mean_of<T: Item>(
        x: &Var<T, Self>,
        f: Pointwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>>;

    /// Mean over all numbers of `f.at(x, target)`; no gradient reaches the target.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn mean_between<T: Item>(
        x: &Var<T, Self>,
        target: &Var<T, Self>,
        f: Pairwise,
        pass: &mut Pass<Self>,
    ) -> Result<Scalar<Self>>;

    /// Of the logits of a discriminator: their mean probability, and how many are above zero.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn opinion<T: Item>(logits: &Var<T, Self>) -> Result<[Scalar<Self>; 2]>;

    /// Whether buffers that are no longer needed are kept for the next tensors of their size: a step
    /// makes the same tensors again and again. Turned off, those that were kept are given back.
    fn keep_buffers(&self, keep: bool);

    /// The numbers of a tensor, row-major.
    fn read<S: Shape>(tensor: &Tensor<S, f32, Self>) -> Vec<f32>;

    /// The values of numbers that lie on the device, all in one trip.
    ///
    /// # Errors
    /// If the device has no room.
    fn fetch(scalars: &[&Scalar<Self>]) -> Result<Vec<f32>>;

    /// Overwrites the numbers of a tensor: `with` gets room for all of them, and finds anything there.
    fn fill<S: Shape>(tensor: &mut Tensor<S, f32, Self>, with: impl FnOnce(&mut [f32]));

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

    /// `t ← decay · t + (1 − decay) · source`.
    ///
    /// # Errors
    /// If the device has no room.
    fn average<S: Shape>(
        tensor: &mut Tensor<S, f32, Self>,
        source: &Row<Self>,
        decay: f32,
    ) -> Result<()>;

    /// `f(x * w + b)`: the convolution `g`, weight `[K, K, in, out]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn conv<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, I, O, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>>;

    /// `f(x *ᵀ w + b)`: the adjoint of the convolution `g`, weight `[K, K, out, in]`.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn conv_transpose<I: Picture, O: Picture, const K: usize>(
        x: Var<I, Self>,
        weights: Filters<'_, O, I, O, K, Self>,
        g: Geometry,
        f: Activation,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>>;

    /// Each pixel `times` × `times` times.
    ///
    /// # Errors
    /// See [`dense`](Self::dense).
    fn upsample<I: Picture, O: Picture>(
        x: Var<I, Self>,
        times: usize,
        pass: &mut Pass<Self>,
    ) -> Result<Var<O, Self>>;
}

/// The dfdx shape of `[batch, N]`.
pub type Batch<const N: usize> = (usize, Const<N>);
