//! Spectral normalisation: a weight divided by its largest singular value (Miyato et al. 2018).

use dfdx::prelude::{
    Axes2, BroadcastTo, HasErr, HasShape, OwnedTape, PermuteTo, PutTape, Rank0, ReshapeTo, Shape,
    SplitTape, SumTo, Tensor, TryDiv, TryMatMul, TryMul,
};
use rand::distributions::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::conv::Conv;
use super::dense::Dense;
use super::{Fact, Layer, push};
use crate::error::Result;
use crate::layers::ops::{Kernel, Matrix, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::refused;

/// See [`spec::SpectralNorm`](crate::layers::SpectralNorm).
#[derive(Debug, Clone)]
pub(in crate::layers) struct SpectralNorm<L, D: Ops> {
    /// With the weight as it is learned, before it is divided.
    pub layer: L,
    /// One number for each output.
    pub u: Row<D>,
}

/// A layer whose weight is a matrix.
pub(in crate::layers) trait Weighted<D: Ops>: Layer<D> + Clone + 'static {
    type Weight: Shape;
    /// Whether the outputs are the last axis of the weight, and not the first.
    const OUTPUTS_LAST: bool;
    /// The weight, to be read and replaced.
    fn weight(&mut self) -> &mut Tensor<Self::Weight, f32, D>;
}

impl<D: Ops> Weighted<D> for Dense<D> {
    type Weight = (usize, usize);
    const OUTPUTS_LAST: bool = false;
    fn weight(&mut self) -> &mut Matrix<D> {
        &mut self.weight
    }
}

impl<D: Ops> Weighted<D> for Conv<D> {
    type Weight = (usize, usize, usize, usize);
    const OUTPUTS_LAST: bool = true;
    fn weight(&mut self) -> &mut Kernel<D> {
        &mut self.weight
    }
}

impl<L: Weighted<D>, D: Ops> SpectralNorm<L, D> {
    pub fn new(device: &D, layer: L, outputs: usize) -> Result<Self> {
        let u = device.try_zeros_like(&(outputs,)).map_err(refused)?;
        Ok(Self { layer, u })
    }
}

impl<L: Weighted<D>, D: Ops> Layer<D> for SpectralNorm<L, D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        pass.only_own_weights("spectral norm")?;
        // Both passes of a gradient penalty go through the same weights.
        let iterates = pass.learn && pass.mode == Mode::Train && !pass.is_steep();
        let weight = self.layer.weight().clone();
        let (u, v) = directions::<L, D>(&weight, &self.u, iterates).map_err(refused)?;
        if iterates {
            self.u = u.clone();
        }
        let divided = divided::<L, D>(weight, u, v, pass).map_err(refused)?;
        let learned = std::mem::replace(self.layer.weight(), divided);
        let y = self.layer.forward(x, pass);
        *self.layer.weight() = learned;
        y
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.layer.reset(rng);
        let outputs = HasShape::shape(&self.u).0;
        let u: Vec<f32> = StandardNormal.sample_iter(rng).take(outputs).collect();
        Parameter::<D>::set(&mut self.u, &u);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.layer.tensors(path, into);
        push(into, (path, "u"), Kind::Kept, &mut self.u);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        self.layer.describe(into);
        let shape = into.last().map(|fact| fact.shape.clone());
        into.push(Fact {
            what: "spectral norm of the weight".to_owned(),
            shape: shape.unwrap_or_default(),
            parameters: 0,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// What the tensor library gives, or refuses.
type Given<T, D> = std::result::Result<T, <D as HasErr>::Err>;

/// `x / ‖x‖`.
fn unit<D: Ops>(x: Row<D>) -> Given<Row<D>, D> {
    let square: Tensor<Rank0, f32, D> = x.clone().try_square()?.try_sum()?;
    let length = square.try_sqrt()?;
    let length = length.try_broadcast_like(HasShape::shape(&x))?;
    x.try_div(length)
}

/// `u` and `v`, after one more step of the power iteration where it `iterates`.
fn directions<L: Weighted<D>, D: Ops>(
    weight: &Tensor<L::Weight, f32, D>,
    u: &Row<D>,
    iterates: bool,
) -> Given<(Row<D>, Row<D>), D> {
    let (outputs,) = *HasShape::shape(u);
    let inputs = HasShape::shape(weight).num_elements() / outputs;
    let weight = weight.clone();
    // `[outputs, inputs]`.
    let matrix: Matrix<D> = if L::OUTPUTS_LAST {
        let transposed = weight.try_reshape_like(&(inputs, outputs))?;
        transposed.try_permute::<_, Axes2<1, 0>>()?
    } else {
        weight.try_reshape_like(&(outputs, inputs))?
    };
    let u = u.clone();
    let v = unit(u.clone().try_matmul(matrix.clone())?)?;
    let u = if iterates {
        matrix.try_matmul(v.clone())?
    } else {
        u
    };
    Ok((unit(u)?, v))
}

/// `W / (uᵀ W v)`, on the tape where the weight is learned.
fn divided<L: Weighted<D>, D: Ops>(
    weight: Tensor<L::Weight, f32, D>,
    u: Row<D>,
    v: Row<D>,
    pass: &mut Pass<D>,
) -> Given<Tensor<L::Weight, f32, D>, D> {
    let shape = *HasShape::shape(&weight);
    let outer = if L::OUTPUTS_LAST {
        v.try_matmul(u)?
    } else {
        u.try_matmul(v)?
    };
    let outer = outer.try_reshape_like(&shape)?;
    let tape = if pass.learn {
        std::mem::take(&mut pass.tape)
    } else {
        OwnedTape::default()
    };
    let products = weight.clone().put_tape(tape).try_mul(outer)?;
    let largest: Tensor<Rank0, f32, D, _> = products.try_sum()?;
    let (largest, tape) = largest.try_broadcast_like(&shape)?.split_tape();
    let (divided, tape) = weight.put_tape(tape).try_div(largest)?.split_tape();
    if pass.learn {
        pass.tape = tape;
    }
    Ok(divided)
}
