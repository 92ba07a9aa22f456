//! Convolutions and what makes pictures larger. Each is named by its larger side.

use std::marker::PhantomData;

use super::{By, Dim, Image, Over, Smaller, Spec, Stride};
use crate::layers::activations::{Function, Identity};
use crate::layers::bias::{Bias, Offset};
use crate::layers::plain::{Convolution, Plain};

/// `F(x * w + b)` over pictures: a `K`×`K` kernel that moves `S` pixels at a time, from `A`×`Y` pixels of
/// `I` channels to `⌈A/S⌉`×`⌈Y/S⌉` of `O`, with the 'same' padding of Keras.
///
/// ```
/// # extern crate aegan_lab_core as aegan_lab;
/// use aegan_lab::layers::{C, Conv, H, LeakyRelu, N, Sizes, W};
/// type First = Conv<H, W, C, N<64>, 5, 2, LeakyRelu<300>>;
/// aegan_lab::fits!(First, Sizes { h: 28, w: 28, c: 1, p: 1, z: 1, k: 1 });
/// ```
///
/// Where the zeros do not come out even, one more lies after the picture than before it
/// (`PyTorch`'s `padding` with an odd kernel and an even stride has it the other way round).
/// Weight `[K, K, I, O]` and bias `[O]` start uniform within `±1/√(K² · I)`, `PyTorch`'s default. With
/// [`NoBias`](crate::layers::NoBias) for `B` there is no `b`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conv<A, Y, I, O, const K: usize, const S: usize, F = Identity, B = Bias>(
    PhantomData<(A, Y, I, O, F, B)>,
);

/// `F(x *ᵀ w + b)`: the adjoint of the [`Conv`] with these sides, so that it goes from `⌈A/S⌉`×`⌈Y/S⌉`
/// pixels of `I` channels to `A`×`Y` of `O`, with the output padding that this takes, as Keras does.
///
/// ```
/// # extern crate aegan_lab_core as aegan_lab;
/// use aegan_lab::layers::{C, ConvTranspose, H, N, Sizes, Tanh, W};
/// type Last = ConvTranspose<H, W, N<64>, C, 5, 2, Tanh>;
/// aegan_lab::fits!(Last, Sizes { h: 28, w: 28, c: 1, p: 1, z: 1, k: 1 });
/// ```
///
/// Weight `[K, K, O, I]` and bias `[O]` start uniform within `±1/√(K² · O)`, `PyTorch`'s default. With
/// [`NoBias`](crate::layers::NoBias) for `B` there is no `b`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConvTranspose<A, Y, I, O, const K: usize, const S: usize, F = Identity, B = Bias>(
    PhantomData<(A, Y, I, O, F, B)>,
);

macro_rules! convolution {
    ($name:ident, $from:ty => $to:ty) => {
        impl<A, Y, I, O, const K: usize, const S: usize, F, B> Spec
            for $name<A, Y, I, O, K, S, F, B>
        where
            A: Dim,
            Y: Dim,
            I: Dim,
            O: Dim,
            F: Function,
            B: Offset,
            By<S>: Stride,
        {
            type In = $from;
            type Out = $to;
            const PLAIN: Plain<'static> = Plain::$name(Convolution {
                large: [A::EXPR, Y::EXPR],
                from: I::EXPR,
                to: O::EXPR,
                kernel: K,
                stride: S,
                f: F::ACTIVATION,
                start: B::START,
            });
        }
    };
}

convolution!(Conv, Image<A, Y, I> => Image<Smaller<A, S>, Smaller<Y, S>, O>);
convolution!(ConvTranspose, Image<Smaller<A, S>, Smaller<Y, S>, I> => Image<A, Y, O>);

/// Each pixel becomes a square of `TIMES`×`TIMES` pixels, up to `A`×`Y` pixels of `I` channels: with a
/// convolution after it, it leaves no checkerboard (Odena et al. 2016). `TIMES` divides both sides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Upsample<A, Y, I, const TIMES: usize>(PhantomData<(A, Y, I)>);

impl<A: Dim, Y: Dim, I: Dim, const TIMES: usize> Spec for Upsample<A, Y, I, TIMES> {
    type In = Image<Over<A, TIMES>, Over<Y, TIMES>, I>;
    type Out = Image<A, Y, I>;
    const PLAIN: Plain<'static> = Plain::Upsample {
        to: [A::EXPR, Y::EXPR, I::EXPR],
        times: TIMES,
    };
}
