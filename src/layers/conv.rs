//! Convolution and transposed convolution with their activation, whose sizes the compiler checks.

use std::marker::PhantomData;

use dfdx::nn::BuildModule;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{BuildOnDevice, Const, Device, Dtype, Storage, Tensor};
use num_traits::Float;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::uniform::SampleUniform;

use super::activations::{Function, Identity};
use super::bias::{Bias, Offset};
use super::item::Picture;
use super::layer::{Fact, Layer, Shaped, join};
use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;
use crate::kernels::conv::Geometry;

/// The dfdx shape `[K, K, From, To]` of weights.
pub type Kernel<From, To, const K: usize> = (
    Const<K>,
    Const<K>,
    <From as Picture>::Channels,
    <To as Picture>::Channels,
);

/// A layer whose weights are those of a convolution `$from` → `$to` (the other way round where it is
/// transposed): all that differs is which way pictures go through it.
macro_rules! convolution {
    (
        $(#[$doc:meta])* $name:ident, $(#[$built_doc:meta])* $built:ident<$in:ident, $out:ident>,
        $word:literal, $op:ident, weight: $from:ident => $to:ident, fits: $fits:ident
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name<$in, $out, const K: usize, const S: usize, F = Identity, B = Bias>(
            PhantomData<($in, $out, F, B)>,
        );

        $(#[$built_doc])*
        #[derive(Debug, Clone)]
        pub struct $built<$in, $out, const K: usize, const S: usize, F, E: Dtype, D: Storage<E>, B = Bias>
        where
            $in: Picture,
            $out: Picture,
        {
            pub weight: Tensor<Kernel<$from, $to, K>, E, D>,
            /// Zeros where there is none.
            pub bias: Tensor<($out::Channels,), E, D>,
            kind: PhantomData<(F, B)>,
        }

        impl<$in: Picture, $out: Picture, const K: usize, const S: usize, F, B> Shaped
            for $name<$in, $out, K, S, F, B>
        {
            type In = $in;
            type Out = $out;
            const FITS: () = $fits($in::SIZES, $out::SIZES, K, S);
        }

        impl<$in, $out, const K: usize, const S: usize, F, E: Dtype, D: Storage<E>, B> Shaped
            for $built<$in, $out, K, S, F, E, D, B>
        where
            $in: Picture,
            $out: Picture,
        {
            type In = $in;
            type Out = $out;
            const FITS: () = $name::<$in, $out, K, S, F, B>::FITS;
        }

        impl<$in, $out, const K: usize, const S: usize, F, E, D, B> BuildOnDevice<D, E>
            for $name<$in, $out, K, S, F, B>
        where
            B: Offset,
            $in: Picture,
            $out: Picture,
            E: Dtype + Float + SampleUniform,
            D: Device<E>,
        {
            type Built = $built<$in, $out, K, S, F, E, D, B>;
            fn try_build_on_device(device: &D) -> std::result::Result<Self::Built, D::Err> {
                Self::Built::try_build(device)
            }
        }

        impl<$in, $out, const K: usize, const S: usize, F, E, D, B> TensorCollection<E, D>
            for $built<$in, $out, K, S, F, E, D, B>
        where
            B: Offset,
            $in: Picture,
            $out: Picture,
            E: Dtype + Float + SampleUniform,
            D: Device<E>,
        {
            type To<E2: Dtype, D2: Device<E2>> = $built<$in, $out, K, S, F, E2, D2, B>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    (
                        Self::tensor(
                            "weight",
                            |s| &s.weight,
                            |s| &mut s.weight,
                            TensorOptions::reset_with(|t| {
                                t.try_fill_with_distr(around_zero::<E>(K * K * $from::SIZES[2]))
                            }),
                        ),
                        Self::tensor(
                            "bias",
                            |s| &s.bias,
                            |s| &mut s.bias,
                            if B::LEARNED {
                                TensorOptions::reset_with(|t| {
                                    t.try_fill_with_distr(around_zero::<E>(K * K * $from::SIZES[2]))
                                })
                            } else {
                                TensorOptions::detached(Tensor::try_fill_with_zeros)
                            },
                        ),
                    ),
                    |(weight, bias)| $built {
                        weight,
                        bias,
                        kind: PhantomData,
                    },
                )
            }
        }

        impl<$in, $out, const K: usize, const S: usize, F, D, B> Layer<D>
            for $built<$in, $out, K, S, F, f32, D, B>
        where
            $in: Picture,
            $out: Picture,
            F: Function,
            B: Offset,
            D: Ops,
        {
            fn forward(&mut self, x: Var<$in, D>, pass: &mut Pass<D>) -> Result<Var<$out, D>> {
                let () = Self::FITS;
                let geometry = Geometry::same(K, S, $from::SIZES, $to::SIZES);
                let weights = (&self.weight, &self.bias);
                D::$op::<$in, $out, K>(x, weights, geometry, F::ACTIVATION, pass)
            }

            fn reset(&mut self, rng: &mut ChaCha8Rng) {
                let uniform = around_zero::<f32>(K * K * $from::SIZES[2]);
                let weights = K * K * $in::SIZES[2] * $out::SIZES[2];
                let mut draw = |n| -> Vec<f32> { (0..n).map(|_| uniform.sample(rng)).collect() };
                Parameter::<D>::set(&mut self.weight, &draw(weights));
                if B::LEARNED {
                    Parameter::<D>::set(&mut self.bias, &draw($out::SIZES[2]));
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
                let [_, _, from] = $in::SIZES;
                let [_, _, to] = $out::SIZES;
                let comma = if F::NAME.is_empty() { "" } else { ", " };
                let end = format!("{}{comma}{}", B::WORDS, F::NAME);
                into.push(Fact {
                    what: format!("{} {from} → {to}, k{K} s{S}{end}", $word),
                    shape: $out::SHAPE.to_vec(),
                    parameters: K * K * from * to + if B::LEARNED { to } else { 0 },
                    multiply_adds: K * K * from * to * $to::SIZES[0] * $to::SIZES[1],
                });
            }
        }
    };
}

/// Uniform within `±1/√fan_in`.
fn around_zero<E: Dtype + Float + SampleUniform>(fan_in: usize) -> Uniform<E> {
    // Any float type holds 1/√n.
    let bound = E::from_f64(1.0 / (fan_in as f64).sqrt()).unwrap_or(E::ONE);
    Uniform::new(-bound, bound)
}

/// Looks at the sizes of a [`Conv`].
const fn shrinks(from: [usize; 3], to: [usize; 3], kernel: usize, stride: usize) {
    assert!(kernel > 0 && stride > 0, "a kernel or a stride of 0");
    assert!(
        to[0] == from[0].div_ceil(stride) && to[1] == from[1].div_ceil(stride),
        "Conv<In, Out, K, S>: Out must have ⌈n / S⌉ rows and columns where In has n"
    );
}

/// Looks at the sizes of a [`ConvTranspose`].
const fn grows(from: [usize; 3], to: [usize; 3], kernel: usize, stride: usize) {
    assert!(kernel > 0 && stride > 0, "a kernel or a stride of 0");
    assert!(
        to[0] == from[0] * stride && to[1] == from[1] * stride,
        "ConvTranspose<In, Out, K, S>: Out must have n · S rows and columns where In has n"
    );
}

convolution!(
    /// `F(x * w + b)` over pictures: a `K`×`K` kernel that moves `S` pixels at a time, with the
    /// 'same' padding of Keras, so that `Out` has `⌈n / S⌉` rows and columns where `In` has `n`.
    ///
    /// ```
    /// use aegan_lab::layers::{Conv, Image, LeakyRelu};
    /// type First = Conv<Image<28, 28, 1>, Image<14, 14, 64>, 5, 2, LeakyRelu<300>>;
    /// aegan_lab::fits!(First);
    /// ```
    ///
    /// Where the zeros do not come out even, one more lies after the picture than before it
    /// (`PyTorch`'s `padding` with an odd kernel and an even stride has it the other way round).
    /// Weight and bias start uniform within `±1/√(K² · channels of In)`, `PyTorch`'s default. With
    /// [`NoBias`](super::NoBias) for `B` there is no `b`.
    Conv,
    /// A [`Conv`] built on a device: weight `[K, K, in, out]`, bias `[out]`.
    ConvOn<In, Out>, "conv", conv, weight: In => Out, fits: shrinks
);

convolution!(
    /// `F(x *ᵀ w + b)`: the adjoint of the [`Conv`] `Out` → `In`, with 'same' padding and the output
    /// padding that makes `Out` have `n · S` rows and columns where `In` has `n`, as Keras does.
    ///
    /// ```
    /// use aegan_lab::layers::{ConvTranspose, Image, Tanh};
    /// type Last = ConvTranspose<Image<14, 14, 64>, Image<28, 28, 1>, 5, 2, Tanh>;
    /// aegan_lab::fits!(Last);
    /// ```
    ///
    /// Weight and bias start uniform within `±1/√(K² · channels of Out)`, `PyTorch`'s default. With
    /// [`NoBias`](super::NoBias) for `B` there is no `b`.
    ConvTranspose,
    /// A [`ConvTranspose`] built on a device: weight `[K, K, out, in]`, bias `[out]`.
    ConvTransposeOn<In, Out>, "transposed conv", conv_transpose, weight: Out => In, fits: grows
);
