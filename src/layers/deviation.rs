//! A dense layer that sees how much the items of its batch differ, so that a discriminator notices a
//! generator that always makes the same (Karras et al. 2018, section 3).

use std::marker::PhantomData;

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    BroadcastTo, BuildOnDevice, Device, Dtype, HasShape, MeanTo, OwnedTape, PutTape, Rank0, Rank1,
    SplitTape, StddevTo, Storage, Tensor, TryMul,
};
use num_traits::Float;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::activations::{Function, Identity};
use super::dense::DenseOn;
use super::item::{Flat, Item};
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use super::refused;
use crate::error::Result;

/// `f(x Wᵀ + b + s·w)`: `[batch, I]` → `[batch, O]`, where `s` is the standard deviation of each of the
/// `I` numbers over the batch, on average. That is a dense layer behind the paper's layer, which sets
/// `s` beside the numbers of every item.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviationDense<const I: usize, const O: usize, F = Identity>(PhantomData<F>);

/// A [`DeviationDense`] built on a device.
#[derive(Debug, Clone)]
pub struct DeviationDenseOn<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>> {
    pub dense: DenseOn<I, O, Identity, E, D>,
    /// `w`: `[O]`.
    pub deviation: Tensor<Rank1<O>, E, D>,
    function: PhantomData<F>,
}

/// Added to a variance before its root is taken.
const EPSILON: f64 = 1e-8;

impl<const I: usize, const O: usize, F> Shaped for DeviationDense<I, O, F> {
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E: Dtype, D: Storage<E>> Shaped
    for DeviationDenseOn<I, O, F, E, D>
{
    type In = Flat<I>;
    type Out = Flat<O>;
}

impl<const I: usize, const O: usize, F, E, D> BuildOnDevice<D, E> for DeviationDense<I, O, F>
where
    F: Function,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = DeviationDenseOn<I, O, F, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<const I: usize, const O: usize, F, E, D> TensorCollection<E, D>
    for DeviationDenseOn<I, O, F, E, D>
where
    F: Function,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = DeviationDenseOn<I, O, F, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("dense", |s| &s.dense, |s| &mut s.dense),
                Self::tensor(
                    "deviation",
                    |s| &s.deviation,
                    |s| &mut s.deviation,
                    TensorOptions::reset_with(|t| {
                        // Any float type holds 1/√(I + 1).
                        let bound = E::from_f64(bound(I)).unwrap_or(E::ONE);
                        t.try_fill_with_distr(rand_distr::Uniform::new(-bound, bound))
                    }),
                ),
            ),
            |(dense, deviation)| DeviationDenseOn {
                dense,
                deviation,
                function: PhantomData,
            },
        )
    }
}

/// Of a weight of a dense layer with one input more.
fn bound(inputs: usize) -> f64 {
    1.0 / ((inputs + 1) as f64).sqrt()
}

impl<const I: usize, const O: usize, F: Function, D: Ops> Layer<D>
    for DeviationDenseOn<I, O, F, f32, D>
{
    fn forward(&mut self, x: Var<Flat<I>, D>, pass: &mut Pass<D>) -> Result<Var<Flat<O>, D>> {
        pass.only_linear("a batch deviation")?;
        let batch = x.batch();
        // A frozen layer keeps no gradient: a product with 1 is a tensor of its own.
        let weight = if pass.learn {
            self.deviation.clone()
        } else {
            self.deviation.clone().try_mul(1.0).map_err(refused)?
        };
        let y = self.dense.forward(x.clone(), pass)?;
        let tape = std::mem::take(&mut pass.tape);
        let (shift, tape) = shift::<I, O, D>(x.tensor, weight, batch, tape)
            .map_err(refused)?
            .split_tape();
        pass.tape = tape;
        let shift = Var {
            tensor: shift,
            tracked: y.tracked,
        };
        D::activate(y.plus(shift, pass)?, F::ACTIVATION, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        Layer::<D>::reset(&mut self.dense, rng);
        #[allow(clippy::cast_possible_truncation)]
        let bound = bound(I) as f32;
        let uniform = Uniform::new(-bound, bound);
        let values: Vec<f32> = uniform.sample_iter(rng).take(O).collect();
        Parameter::<D>::set(&mut self.deviation, &values);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.dense.tensors(path, into);
        into.push(Named {
            name: join(path, "deviation"),
            kind: Kind::Learned,
            tensor: &mut self.deviation,
        });
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let comma = if F::NAME.is_empty() { "" } else { ", " };
        into.push(Fact {
            what: format!("dense {I} + the batch's deviation → {O}{comma}{}", F::NAME),
            shape: vec![O],
            parameters: O * I + 2 * O,
            multiply_adds: O * I + I + O,
        });
    }
}

/// A batch that carries the tape.
type Taped<T, D> = Tensor<<T as Item>::Batch, f32, D, OwnedTape<f32, D>>;

/// `s·w` for every item, on the tape.
fn shift<const I: usize, const O: usize, D: Ops>(
    x: Tensor<<Flat<I> as Item>::Batch, f32, D>,
    weight: Tensor<Rank1<O>, f32, D>,
    batch: usize,
    tape: OwnedTape<f32, D>,
) -> std::result::Result<Taped<Flat<O>, D>, D::Err> {
    let each: Tensor<Rank1<I>, f32, D, _> = x.put_tape(tape).try_stddev(EPSILON)?;
    let mean: Tensor<Rank0, f32, D, _> = each.try_mean()?;
    let row = mean
        .try_broadcast_like(HasShape::shape(&weight))?
        .try_mul(weight)?;
    row.try_broadcast_like(&Flat::<O>::batch(batch))
}
