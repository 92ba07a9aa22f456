//! Conditions: layers that are told the class of each item (Mirza and Osindero 2014).
//!
//! The classes travel with the [`Pass`], so that a network is called the same way with and without
//! them. `K` counts the classes; with one class there is nothing to tell, and both layers do nothing.

use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::nn::{BuildModule, ZeroSizedModule};
use dfdx::prelude::{BuildOnDevice, Device, Dtype, Rank2, Storage, Tensor};
use num_traits::Float;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::item::Flat;
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;

/// Adds the row of a learned table that belongs to the item's class: `[batch, O]` → `[batch, O]`.
///
/// Behind a dense layer this is what one-hot labels beside that layer's inputs are, at the price of an
/// addition. The table starts as a dense layer of `K` inputs does, uniform within `±1/√K`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClassBias<const O: usize, const K: usize>;

/// A [`ClassBias`] built on a device.
#[derive(Debug, Clone)]
pub struct ClassBiasOn<const O: usize, const K: usize, E: Dtype, D: Storage<E>> {
    /// `[K, O]`.
    pub table: Tensor<Rank2<K, O>, E, D>,
}

impl<const O: usize, const K: usize> Shaped for ClassBias<O, K> {
    type In = Flat<O>;
    type Out = Flat<O>;
}

impl<const O: usize, const K: usize, E: Dtype, D: Storage<E>> Shaped for ClassBiasOn<O, K, E, D> {
    type In = Flat<O>;
    type Out = Flat<O>;
}

impl<const O: usize, const K: usize, E, D> BuildOnDevice<D, E> for ClassBias<O, K>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = ClassBiasOn<O, K, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<const O: usize, const K: usize, E, D> TensorCollection<E, D> for ClassBiasOn<O, K, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = ClassBiasOn<O, K, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "table",
                |s| &s.table,
                |s| &mut s.table,
                TensorOptions::reset_with(|t| {
                    // Any float type holds 1/√K.
                    let bound = E::from_f64(1.0 / (K as f64).sqrt()).unwrap_or(E::ONE);
                    t.try_fill_with_distr(rand_distr::Uniform::new(-bound, bound))
                }),
            ),
            |table| ClassBiasOn { table },
        )
    }
}

impl<const O: usize, const K: usize, D: Ops> Layer<D> for ClassBiasOn<O, K, f32, D> {
    fn forward(&mut self, x: Var<Flat<O>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<O>, D>> {
        if K == 1 {
            return Ok(x);
        }
        let labels = pass.labels(x.batch(), K)?;
        D::class_bias(x, &self.table, labels, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        if K == 1 {
            return;
        }
        let bound = 1.0 / (K as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        let values: Vec<f32> = uniform.sample_iter(rng).take(K * O).collect();
        Parameter::<D>::set(&mut self.table, &values);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        if K > 1 {
            into.push(Named {
                name: join(path, "table"),
                kind: Kind::Learned,
                tensor: &mut self.table,
            });
        }
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        if K > 1 {
            into.push(Fact {
                what: format!("+ the vector of one of {K} classes"),
                shape: vec![O],
                parameters: K * O,
                multiply_adds: 0,
            });
        }
    }
}

/// The number at the item's class: `[batch, K]` → `[batch, 1]`. At the end of a discriminator it makes
/// one logit a class of which only the item's own counts (Mescheder et al. 2018, appendix).
#[derive(Debug, Clone, Copy, Default)]
pub struct Pick<const K: usize>;

impl<const K: usize> ZeroSizedModule for Pick<K> {}

impl<const K: usize> Shaped for Pick<K> {
    type In = Flat<K>;
    type Out = Flat<1>;
}

impl<const K: usize, D: Ops> Layer<D> for Pick<K> {
    fn forward(&mut self, x: Var<Flat<K>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<1>, D>> {
        let batch = x.batch();
        if K == 1 {
            return x.reshaped((batch, dfdx::prelude::Const));
        }
        let labels = pass.labels(batch, K)?;
        D::pick(x, labels, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

    fn describe(&self, into: &mut Vec<Fact>) {
        if K > 1 {
            into.push(Fact {
                what: "the logit of the class".to_owned(),
                shape: vec![1],
                parameters: 0,
                multiply_adds: 0,
            });
        }
    }
}
