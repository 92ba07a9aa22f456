//! Layer normalisation over the last axis: each place by its own numbers, whatever else is in the batch.

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

/// Normalises the `C` numbers of each place of `T` to mean 0 and variance 1, then scales and shifts each channel
/// (Ba, Kiros and Hinton 2016, section 3), and applies `F`. A place is a pixel of an image, and all of a flat item,
/// as `axis=-1` has it in Keras. ε is 1e-5. In training and when it is looked at it does the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct LayerNorm<T, const C: usize, F = Identity>(PhantomData<(T, F)>);

/// A [`LayerNorm`] built on a device; both tensors are `[C]`.
#[derive(Debug, Clone)]
pub struct LayerNormOn<T, const C: usize, F, E: Dtype, D: Storage<E>> {
    pub scale: Tensor<Rank1<C>, E, D>,
    pub shift: Tensor<Rank1<C>, E, D>,
    kind: PhantomData<(T, F)>,
}

/// Added to the variance.
pub const EPSILON: f32 = 1e-5;

impl<T: Item, const C: usize, F> Shaped for LayerNorm<T, C, F> {
    type In = T;
    type Out = T;
    const FITS: () = assert!(
        matches!(T::SHAPE.last(), Some(&last) if last == C),
        "LayerNorm<T, C>: C must be the last size of T"
    );
}

impl<T: Item, const C: usize, F, E: Dtype, D: Storage<E>> Shaped for LayerNormOn<T, C, F, E, D> {
    type In = T;
    type Out = T;
    const FITS: () = LayerNorm::<T, C, F>::FITS;
}

impl<T: Item, const C: usize, F, E: Dtype, D: Device<E>> BuildOnDevice<D, E>
    for LayerNorm<T, C, F>
{
    type Built = LayerNormOn<T, C, F, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<T: Item, const C: usize, F, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for LayerNormOn<T, C, F, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = LayerNormOn<T, C, F, E2, D2>;

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
            ),
            |(scale, shift)| LayerNormOn {
                scale,
                shift,
                kind: PhantomData,
            },
        )
    }
}

impl<T: Item, const C: usize, F: Function, D: Ops> Layer<D> for LayerNormOn<T, C, F, f32, D> {
    fn forward(&mut self, x: Var<T, D>, pass: &mut Pass<D>) -> Result<Var<T, D>> {
        let () = Self::FITS;
        D::layer_norm(x, self, F::ACTIVATION, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        Parameter::<D>::set(&mut self.scale, &[1.0; C]);
        Parameter::<D>::set(&mut self.shift, &[0.0; C]);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        let mut push = |name: &str, tensor: &'a mut dyn Parameter<D>| {
            into.push(Named {
                name: join(path, name),
                kind: Kind::Learned,
                tensor,
            });
        };
        push("scale", &mut self.scale);
        push("shift", &mut self.shift);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("layer norm {C}{comma}{}", F::NAME),
            shape: T::SHAPE.to_vec(),
            parameters: 2 * C,
            multiply_adds: 0,
        });
    }
}
