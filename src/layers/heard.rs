//! A layer whose output can be listened to from outside the network, as features.

use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{BuildOnDevice, Device, Dtype};
use num_traits::Float;
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::Result;

/// Does what `L` does, and leaves what it gave with a [`Pass`] that listens. A network without it and one
/// with it have the same tensors under the same names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heard<L>(pub L);

impl<L: Shaped> Shaped for Heard<L> {
    type In = L::In;
    type Out = L::Out;
    const FITS: () = L::FITS;
}

impl<L, E, D> BuildOnDevice<D, E> for Heard<L>
where
    L: BuildOnDevice<D, E>,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = Heard<L::Built>;
}

impl<L, E, D> TensorCollection<E, D> for Heard<L>
where
    L: TensorCollection<E, D>,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = Heard<L::To<E2, D2>>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(Self::module("0", |s| &s.0, |s| &mut s.0), Heard)
    }
}

impl<L: Layer<D>, D: Ops> Layer<D> for Heard<L> {
    fn forward(&mut self, x: Var<L::In, D>, pass: &mut Pass<D>) -> Result<Var<L::Out, D>> {
        let y = self.0.forward(x, pass)?;
        if pass.listens {
            pass.heard = Some(y.clone().any()?);
        }
        Ok(y)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.0.reset(rng);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.0.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        self.0.describe(into);
    }
}
