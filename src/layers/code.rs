//! A code beside the item: how a discriminator of pairs (x, z) sees z.
//!
//! The codes travel with the [`Pass`], as the classes do, so that a network of pairs is called the same
//! way as one of items.

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{BuildOnDevice, Device, Dtype, Storage};
use num_traits::Float;
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::activations::Identity;
use super::dense::DenseOn;
use super::item::{Any, Flat};
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::{Error, Result};

impl<D: Ops> Pass<D> {
    /// The same pass with a code `[batch, Z]` beside each item; networks of items do not look at them.
    #[must_use]
    pub fn beside(mut self, codes: Option<Var<Any, D>>) -> Self {
        self.codes = codes;
        self
    }
}

/// Adds `z Wᵀ + b` to each item, where `z` is the code beside it: `[batch, O]` → `[batch, O]`. Behind a
/// dense layer this is what `z` beside that layer's inputs is.
#[derive(Debug, Clone, Copy, Default)]
pub struct CodeBias<const Z: usize, const O: usize>;

/// A [`CodeBias`] built on a device.
#[derive(Debug, Clone)]
pub struct CodeBiasOn<const Z: usize, const O: usize, E: Dtype, D: Storage<E>> {
    pub dense: DenseOn<Z, O, Identity, E, D>,
}

impl<const Z: usize, const O: usize> Shaped for CodeBias<Z, O> {
    type In = Flat<O>;
    type Out = Flat<O>;
}

impl<const Z: usize, const O: usize, E: Dtype, D: Storage<E>> Shaped for CodeBiasOn<Z, O, E, D> {
    type In = Flat<O>;
    type Out = Flat<O>;
}

impl<const Z: usize, const O: usize, E, D> BuildOnDevice<D, E> for CodeBias<Z, O>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = CodeBiasOn<Z, O, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<const Z: usize, const O: usize, E, D> TensorCollection<E, D> for CodeBiasOn<Z, O, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = CodeBiasOn<Z, O, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::module("dense", |s| &s.dense, |s| &mut s.dense),
            |dense| CodeBiasOn { dense },
        )
    }
}

impl<const Z: usize, const O: usize, D: Ops> Layer<D> for CodeBiasOn<Z, O, f32, D> {
    fn forward(&mut self, x: Var<Flat<O>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<O>, D>> {
        let codes = pass.codes.clone().ok_or_else(|| {
            Error::new("this network judges pairs, and no code stands beside the items here")
        })?;
        if codes.batch() != x.batch() {
            return Err(Error::new(format!(
                "{} codes stand beside {} items",
                codes.batch(),
                x.batch()
            )));
        }
        let shift = self.dense.forward(codes.known()?, pass)?;
        x.plus(shift, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        Layer::<D>::reset(&mut self.dense, rng);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.dense.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: format!("+ the code beside it: dense {Z} → {O}"),
            shape: vec![O],
            parameters: Z * O + O,
            multiply_adds: Z * O,
        });
    }
}
