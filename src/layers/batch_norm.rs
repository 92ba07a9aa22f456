//! Batch normalisation over the last axis, with running statistics for inference.

use std::marker::PhantomData;

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{BuildOnDevice, Device, Dtype, Rank1, Storage, Tensor};
use rand_chacha::ChaCha8Rng;

use super::activations::{Function, Identity};
use super::item::Item;
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;

/// Added to the variance.
pub const EPSILON: f32 = 1e-5;
/// What the running statistics keep of themselves a batch.
pub const MOMENTUM: f32 = 0.9;

/// Normalises each of the `C` channels of `T` over the batch, then scales, shifts, and applies `F`
/// (Ioffe and Szegedy 2015). ε is 1e-5, the running statistics keep 0.9 of themselves a batch.
#[derive(Debug, Clone, Copy, Default)]
pub struct BatchNorm<T, const C: usize, F = Identity>(PhantomData<(T, F)>);

/// A [`BatchNorm`] built on a device; all tensors are `[C]`.
#[derive(Debug, Clone)]
pub struct BatchNormOn<T, const C: usize, F, E: Dtype, D: Storage<E>> {
    pub scale: Tensor<Rank1<C>, E, D>,
    pub shift: Tensor<Rank1<C>, E, D>,
    pub running_mean: Tensor<Rank1<C>, E, D>,
    pub running_variance: Tensor<Rank1<C>, E, D>,
    kind: PhantomData<(T, F)>,
}

impl<T: Item, const C: usize, F> Shaped for BatchNorm<T, C, F> {
    type In = T;
    type Out = T;
    const FITS: () = assert!(
        matches!(T::SHAPE.last(), Some(&last) if last == C),
        "BatchNorm<T, C>: C must be the last size of T"
    );
}

impl<T: Item, const C: usize, F, E: Dtype, D: Storage<E>> Shaped for BatchNormOn<T, C, F, E, D> {
    type In = T;
    type Out = T;
    const FITS: () = BatchNorm::<T, C, F>::FITS;
}

impl<T: Item, const C: usize, F, E: Dtype, D: Device<E>> BuildOnDevice<D, E>
    for BatchNorm<T, C, F>
{
    type Built = BatchNormOn<T, C, F, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<T: Item, const C: usize, F, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for BatchNormOn<T, C, F, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = BatchNormOn<T, C, F, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "scale",
                    |s| &s.scale,
                    |s| &mut s.scale,
                    TensorOptions::reset_to_ones(),
                ),
                Self::tensor(
                    "shift",
                    |s| &s.shift,
                    |s| &mut s.shift,
                    TensorOptions::reset_to_zeros(),
                ),
                Self::tensor(
                    "running_mean",
                    |s| &s.running_mean,
                    |s| &mut s.running_mean,
                    TensorOptions::detached(Tensor::try_fill_with_zeros),
                ),
                Self::tensor(
                    "running_variance",
                    |s| &s.running_variance,
                    |s| &mut s.running_variance,
                    TensorOptions::detached(Tensor::try_fill_with_ones),
                ),
            ),
            |(scale, shift, running_mean, running_variance)| BatchNormOn {
                scale,
                shift,
                running_mean,
                running_variance,
                kind: PhantomData,
            },
        )
    }
}

impl<T: Item, const C: usize, F: Function, D: Ops> Layer<D> for BatchNormOn<T, C, F, f32, D> {
    fn forward(&mut self, x: Var<T, D>, pass: &mut Pass<D>) -> Result<Var<T, D>> {
        let () = Self::FITS;
        D::batch_norm(x, self, F::ACTIVATION, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        Parameter::<D>::set(&mut self.scale, &[1.0; C]);
        Parameter::<D>::set(&mut self.shift, &[0.0; C]);
        Parameter::<D>::set(&mut self.running_mean, &[0.0; C]);
        Parameter::<D>::set(&mut self.running_variance, &[1.0; C]);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        let mut push = |name: &str, kind, tensor: &'a mut dyn Parameter<D>| {
            into.push(Named {
                name: join(path, name),
                kind,
                tensor,
            });
        };
        push("scale", Kind::Learned, &mut self.scale);
        push("shift", Kind::Learned, &mut self.shift);
        push("running_mean", Kind::Kept, &mut self.running_mean);
        push("running_variance", Kind::Kept, &mut self.running_variance);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("batch norm {C}{comma}{}", F::NAME),
            shape: T::SHAPE.to_vec(),
            parameters: 2 * C,
            multiply_adds: 0,
        });
    }
}
