//! Spectral normalisation: a weight divided by its largest singular value (Miyato et al. 2018).

use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    Axes2, BroadcastTo, BuildOnDevice, Const, ConstDim, Device, Dtype, HasErr, HasShape, OwnedTape,
    PermuteTo, PutTape, Rank0, ReshapeTo, Shape, SplitTape, Storage, SumTo, Tensor, TryDiv,
    TryMatMul, TryMul,
};
use num_traits::Float;
use rand::distributions::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rand_distr::uniform::SampleUniform;

use super::bias::Offset;
use super::conv::{Conv, ConvOn, Kernel};
use super::dense::{Dense, DenseOn};
use super::item::{Item, Picture};
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::{Ops, Row};
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Mode, Pass, Var};
use super::refused;
use crate::error::Result;

/// `L` with its weight `W` divided by an estimate of its largest singular value, `W / (uᵀ W v)`.
///
/// Each pass that learns takes one step of the power iteration, `v ← Wᵀu / ‖Wᵀu‖`, `u ← Wv / ‖Wv‖`
/// (Miyato et al. 2018, Algorithm 1); any other goes by the `u` that it finds. The gradient holds `u` and
/// `v` (their Eq. 8). `L`'s tensors keep their names; `u` stands beside them, and is saved. A convolution
/// is the matrix from the numbers that a kernel sees to the channels that it gives. `L` is a
/// [`Dense`] or a [`Conv`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SpectralNorm<L>(pub L);

/// A [`SpectralNorm`] built on a device.
#[derive(Debug, Clone)]
pub struct SpectralNormOn<L, N: ConstDim, E: Dtype, D: Storage<E>> {
    /// With the weight as it is learned, before it is divided.
    pub layer: L,
    /// One number for each output.
    pub u: Tensor<(N,), E, D>,
}

/// A spec whose weight is a matrix.
#[diagnostic::on_unimplemented(
    message = "the spectral norm of `{Self}` is not known here",
    label = "a `Dense` or a `Conv` is wanted here"
)]
pub trait Matrix: Shaped {
    /// Numbers that the matrix gives.
    type Outputs: ConstDim;
}

/// A built layer whose weight is a matrix.
pub trait Weighted<D: Ops>: Layer<D> {
    type Weight: Shape;
    /// Whether the outputs are the last axis of the weight, and not the first.
    const OUTPUTS_LAST: bool;
    /// The weight, to be read and replaced.
    fn weight(&mut self) -> &mut Tensor<Self::Weight, f32, D>;
}

impl<const I: usize, const O: usize, F, B> Matrix for Dense<I, O, F, B> {
    type Outputs = Const<O>;
}

impl<I: Picture, O: Picture, const K: usize, const S: usize, F, B> Matrix
    for Conv<I, O, K, S, F, B>
{
    type Outputs = O::Channels;
}

impl<const I: usize, const O: usize, F, D: Ops, B: Offset> Weighted<D>
    for DenseOn<I, O, F, f32, D, B>
where
    Self: Layer<D>,
{
    type Weight = dfdx::prelude::Rank2<O, I>;
    const OUTPUTS_LAST: bool = false;
    fn weight(&mut self) -> &mut Tensor<Self::Weight, f32, D> {
        &mut self.weight
    }
}

impl<I: Picture, O: Picture, const K: usize, const S: usize, F, D: Ops, B: Offset> Weighted<D>
    for ConvOn<I, O, K, S, F, f32, D, B>
where
    Self: Layer<D>,
{
    type Weight = Kernel<I, O, K>;
    const OUTPUTS_LAST: bool = true;
    fn weight(&mut self) -> &mut Tensor<Self::Weight, f32, D> {
        &mut self.weight
    }
}

impl<L: Shaped> Shaped for SpectralNorm<L> {
    type In = L::In;
    type Out = L::Out;
    const FITS: () = L::FITS;
}

impl<L: Shaped, N: ConstDim, E: Dtype, D: Storage<E>> Shaped for SpectralNormOn<L, N, E, D> {
    type In = L::In;
    type Out = L::Out;
    const FITS: () = L::FITS;
}

impl<L, E, D> BuildOnDevice<D, E> for SpectralNorm<L>
where
    L: BuildOnDevice<D, E> + Matrix,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type Built = SpectralNormOn<L::Built, L::Outputs, E, D>;
}

impl<L, N, E, D> TensorCollection<E, D> for SpectralNormOn<L, N, E, D>
where
    L: TensorCollection<E, D>,
    N: ConstDim,
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = SpectralNormOn<L::To<E2, D2>, N, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("layer", |s| &s.layer, |s| &mut s.layer),
                Self::tensor(
                    "u",
                    |s| &s.u,
                    |s| &mut s.u,
                    TensorOptions::detached(|u| {
                        u.try_fill_with_distr(rand_distr::Uniform::new(-E::ONE, E::ONE))
                    }),
                ),
            ),
            |(layer, u)| SpectralNormOn { layer, u },
        )
    }
}

impl<L: Weighted<D>, N: ConstDim, D: Ops> Layer<D> for SpectralNormOn<L, N, f32, D> {
    fn forward(&mut self, x: Var<L::In, D>, pass: &mut Pass<D>) -> Result<Var<L::Out, D>> {
        // Both passes of a gradient penalty go through the same weights.
        let iterates = pass.learn && pass.mode == Mode::Train && !pass.is_steep();
        let weight = self.layer.weight().clone();
        let (u, v) = directions::<L, N, D>(&weight, &self.u, iterates).map_err(refused)?;
        if iterates {
            self.u = u
                .clone()
                .try_reshape_like(&(N::default(),))
                .map_err(refused)?;
        }
        let divided = divided::<L, D>(weight, u, v, pass).map_err(refused)?;
        let learned = std::mem::replace(self.layer.weight(), divided);
        let y = self.layer.forward(x, pass);
        *self.layer.weight() = learned;
        y
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.layer.reset(rng);
        let u: Vec<f32> = StandardNormal.sample_iter(rng).take(N::SIZE).collect();
        Parameter::<D>::set(&mut self.u, &u);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.layer.tensors(path, into);
        into.push(Named {
            name: join(path, "u"),
            kind: Kind::Kept,
            tensor: &mut self.u,
        });
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        self.layer.describe(into);
        into.push(Fact {
            what: "spectral norm of the weight".to_owned(),
            shape: L::Out::SHAPE.to_vec(),
            parameters: 0,
            multiply_adds: 0,
        });
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
fn directions<L: Weighted<D>, N: ConstDim, D: Ops>(
    weight: &Tensor<L::Weight, f32, D>,
    u: &Tensor<(N,), f32, D>,
    iterates: bool,
) -> Given<(Row<D>, Row<D>), D> {
    let inputs = HasShape::shape(weight).num_elements() / N::SIZE;
    let weight = weight.clone();
    // `[outputs, inputs]`.
    let matrix: Tensor<(usize, usize), f32, D> = if L::OUTPUTS_LAST {
        let transposed = weight.try_reshape_like(&(inputs, N::SIZE))?;
        transposed.try_permute::<_, Axes2<1, 0>>()?
    } else {
        weight.try_reshape_like(&(N::SIZE, inputs))?
    };
    let u = u.clone().try_reshape_like(&(N::SIZE,))?;
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
