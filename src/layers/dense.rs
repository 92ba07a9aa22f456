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
use super::item::Flat;
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;

/// `F(x Wᵀ + b)`: `[batch, I]` → `[batch, O]`. Weight and bias start uniform within `±1/√I`
/// (`PyTorch`'s default).
#[derive(Debug, Clone, Copy, Default)]
pub struct Dense<const I: usize, const O: usize, F = Identity>(PhantomData<F>);

/// A [`Dense`] built on a device.
#[derive(Debug, Clone)]
pub struct DenseOn<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>> {
    /// `[O, I]`.
    pub weight: Tensor<Rank2<O, I>, E, D>,
    /// `[O]`.
    pub bias: Tensor<Rank1<O>, E, D>,
    function: PhantomData<F>,
}

impl<const I: usize, const O: usize, F> Shaped for Dense<I, O, F> {
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>> Shaped for DenseOn<I, O, F, E, D> {
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E, D> BuildOnDevice<D, E> for Dense<I, O, F>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = DenseOn<I, O, F, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<const I: usize, const O: usize, F, E, D> TensorCollection<E, D> for DenseOn<I, O, F, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = DenseOn<I, O, F, E2, D2>;

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
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(bound::<I, E>())),
                ),
            ),
            |(weight, bias)| DenseOn {
                weight,
                bias,
                function: PhantomData,
            },
        )
    }
}

impl<const I: usize, const O: usize, F: Function, D: Ops> Layer<D> for DenseOn<I, O, F, f32, D> {
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
        Parameter::<D>::set(&mut self.bias, &draw(O, rng));
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        into.push(Named {
            name: join(path, "weight"),
            kind: Kind::Learned,
            tensor: &mut self.weight,
        });
        into.push(Named {
            name: join(path, "bias"),
            kind: Kind::Learned,
            tensor: &mut self.bias,
        });
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("dense {I} → {O}{comma}{}", F::NAME),
            shape: vec![O],
            parameters: O * I + O,
            multiply_adds: O * I,
        });
    }
}
