//! A fully connected layer with its activation.

use std::marker::PhantomData;

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{BuildOnDevice, Device, Dtype, Rank1, Rank2, Storage, Tensor};
use num_traits::Float;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::activations::{Function, Identity};
use super::bias::{Bias, Offset};
use super::item::Flat;
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;

/// `F(x Wᵀ + b)`: `[batch, I]` → `[batch, O]`. Weight and bias start uniform within `±1/√I`
/// (`PyTorch`'s default). With [`NoBias`](super::NoBias) for `B` there is no `b`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dense<const I: usize, const O: usize, F = Identity, B = Bias>(PhantomData<(F, B)>);

/// A [`Dense`] built on a device.
#[derive(Debug, Clone)]
pub struct DenseOn<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>, B = Bias> {
    /// `[O, I]`.
    pub weight: Tensor<Rank2<O, I>, E, D>,
    /// `[O]`; zeros where there is none.
    pub bias: Tensor<Rank1<O>, E, D>,
    kind: PhantomData<(F, B)>,
}

impl<const I: usize, const O: usize, F, B> Shaped for Dense<I, O, F, B> {
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>, B> Shaped
    for DenseOn<I, O, F, E, D, B>
{
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E, D, B> BuildOnDevice<D, E> for Dense<I, O, F, B>
where
    B: Offset,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = DenseOn<I, O, F, E, D, B>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<const I: usize, const O: usize, F, E, D, B> TensorCollection<E, D>
    for DenseOn<I, O, F, E, D, B>
where
    B: Offset,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = DenseOn<I, O, F, E2, D2, B>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        fn bound<const I: usize, E: Dtype + Float + SampleUniform>() -> rand_distr::Uniform<E> {
            // Any float type holds 1/√I.
            let bound = E::from_f64(1.0 / (I as f64).sqrt()).unwrap_or(E::ONE);
            rand_distr::Uniform::new(-bound, bound)
        }
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(bound::<I, E>())),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    if B::LEARNED {
                        TensorOptions::reset_with(|t| t.try_fill_with_distr(bound::<I, E>()))
                    } else {
                        TensorOptions::detached(Tensor::try_fill_with_zeros)
                    },
                ),
            ),
            |(weight, bias)| DenseOn {
                weight,
                bias,
                kind: PhantomData,
            },
        )
    }
}

impl<const I: usize, const O: usize, F: Function, D: Ops, B: Offset> Layer<D>
    for DenseOn<I, O, F, f32, D, B>
{
    fn forward(&mut self, x: Var<Flat<I>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<O>, D>> {
        D::dense(x, (&self.weight, &self.bias), F::ACTIVATION, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let bound = 1.0 / (I as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        let draw = |n: usize, rng: &mut ChaCha8Rng| -> Vec<f32> {
            uniform.sample_iter(rng).take(n).collect()
        };
        Parameter::<D>::set(&mut self.weight, &draw(O * I, rng));
        if B::LEARNED {
            Parameter::<D>::set(&mut self.bias, &draw(O, rng));
        }
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        into.push(Named {
            name: join(path, "weight"),
            kind: Kind::Learned,
            tensor: &mut self.weight,
        });
        if B::LEARNED {
            into.push(Named {
                name: join(path, "bias"),
                kind: Kind::Learned,
                tensor: &mut self.bias,
            });
        }
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("dense {I} → {O}{}{comma}{}", B::WORDS, F::NAME),
            shape: vec![O],
            parameters: O * I + if B::LEARNED { O } else { 0 },
            multiply_adds: O * I,
        });
    }
}
