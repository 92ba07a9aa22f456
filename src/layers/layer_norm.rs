//! Layer normalisation: each item by its own numbers, whatever else is in the batch.

use std::marker::PhantomData;

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    Axis, BroadcastTo, BuildOnDevice, Device, Dtype, HasShape, OwnedTape, PutTape, Rank1,
    SplitTape, Storage, Tensor, TryAdd, TryMul,
};
use rand_chacha::ChaCha8Rng;

use super::item::{Flat, Item, len};
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::{Batch, Ops};
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use super::refused;
use crate::error::Result;

/// Normalises the `N` numbers of each item of `T` to mean 0 and variance 1, then scales and shifts each
/// of them (Ba, Kiros and Hinton 2016, section 3). ε is 1e-5. In training and when it is looked at it does
/// the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct LayerNorm<T, const N: usize>(PhantomData<T>);

/// A [`LayerNorm`] built on a device; both tensors are `[N]`.
#[derive(Debug, Clone)]
pub struct LayerNormOn<T, const N: usize, E: Dtype, D: Storage<E>> {
    pub scale: Tensor<Rank1<N>, E, D>,
    pub shift: Tensor<Rank1<N>, E, D>,
    item: PhantomData<T>,
}

/// Added to the variance.
const EPSILON: f64 = 1e-5;

impl<T: Item, const N: usize> Shaped for LayerNorm<T, N> {
    type In = T;
    type Out = T;
    const FITS: () = assert!(
        len::<T>() == N,
        "LayerNorm<T, N>: N must be how many numbers an item of T has"
    );
}

impl<T: Item, const N: usize, E: Dtype, D: Storage<E>> Shaped for LayerNormOn<T, N, E, D> {
    type In = T;
    type Out = T;
    const FITS: () = LayerNorm::<T, N>::FITS;
}

impl<T: Item, const N: usize, E: Dtype, D: Device<E>> BuildOnDevice<D, E> for LayerNorm<T, N> {
    type Built = LayerNormOn<T, N, E, D>;
    fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
        Self::Built::try_build(device)
    }
}

impl<T: Item, const N: usize, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for LayerNormOn<T, N, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = LayerNormOn<T, N, E2, D2>;

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
                item: PhantomData,
            },
        )
    }
}

impl<T: Item, const N: usize, D: Ops> Layer<D> for LayerNormOn<T, N, f32, D> {
    fn forward(&mut self, x: Var<T, D>, pass: &mut Pass<D>) -> Result<Var<T, D>> {
        let () = Self::FITS;
        pass.only_linear("layer norm")?;
        let (batch, tracked) = (x.batch(), x.tracked || pass.learn);
        let x = x.reshaped::<Flat<N>>(Flat::<N>::batch(batch))?.tensor;
        let learned = [&self.scale, &self.shift].map(|t| {
            // A frozen layer keeps no gradient: a product with 1 is a tensor of its own.
            let frozen = || t.clone().try_mul(1.0);
            if pass.learn { Ok(t.clone()) } else { frozen() }
        });
        // What nobody goes back through leaves nothing on the tape of the pass.
        let tape = if tracked {
            std::mem::take(&mut pass.tape)
        } else {
            OwnedTape::default()
        };
        let (tensor, tape) = normalised(x, learned, tape).map_err(refused)?;
        if tracked {
            pass.tape = tape;
        }
        Var::<Flat<N>, D> { tensor, tracked }.reshaped(T::batch(batch))
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {
        Parameter::<D>::set(&mut self.scale, &[1.0; N]);
        Parameter::<D>::set(&mut self.shift, &[0.0; N]);
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
        into.push(Fact {
            what: "layer norm".to_owned(),
            shape: T::SHAPE.to_vec(),
            parameters: 2 * N,
            multiply_adds: 0,
        });
    }
}

/// What the tensor library gives, or refuses.
type Given<T, D> = std::result::Result<T, <D as dfdx::prelude::HasErr>::Err>;
type OffTape<const N: usize, D> = (Tensor<Batch<N>, f32, D>, OwnedTape<f32, D>);
type Learned<const N: usize, D> = Tensor<Rank1<N>, f32, D>;

/// `scale · (x − mean) / √(variance + ε) + shift`, item by item, and the tape with it.
fn normalised<const N: usize, D: Ops>(
    x: Tensor<Batch<N>, f32, D>,
    [scale, shift]: [Given<Learned<N, D>, D>; 2],
    tape: OwnedTape<f32, D>,
) -> Given<OffTape<N, D>, D> {
    let shape = *HasShape::shape(&x);
    let y = x.put_tape(tape).try_normalize::<Axis<1>>(EPSILON)?;
    let (y, tape) = y.split_tape();
    let scale = scale?.put_tape(tape).try_broadcast_like(&shape)?;
    let (scaled, tape) = scale.try_mul(y)?.split_tape();
    let shift = shift?.put_tape(tape).try_broadcast_like(&shape)?;
    Ok(shift.try_add(scaled)?.split_tape())
}
