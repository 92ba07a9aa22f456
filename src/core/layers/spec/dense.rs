//! Fully connected layers.

use std::marker::PhantomData;

use super::{Dim, Flat, Spec};
use crate::layers::activations::{Function, Identity};
use crate::layers::bias::{Bias, Offset};
use crate::layers::plain::Plain;

/// `F(x Wᵀ + b)`: `[batch, I]` → `[batch, O]`. Weight and bias start uniform within `±1/√I`
/// (`PyTorch`'s default). With [`NoBias`](crate::layers::NoBias) for `B` there is no `b`, with
/// [`FromZero`](crate::layers::FromZero) both start as zeros.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dense<I, O, F = Identity, B = Bias>(PhantomData<(I, O, F, B)>);

impl<I: Dim, O: Dim, F: Function, B: Offset> Spec for Dense<I, O, F, B> {
    type In = Flat<I>;
    type Out = Flat<O>;
    const PLAIN: Plain<'static> = Plain::Dense {
        from: I::EXPR,
        to: O::EXPR,
        f: F::ACTIVATION,
        start: B::START,
    };
}

/// `F(x Wᵀ + b + s·w)`: `[batch, I]` → `[batch, O]`, where `s` is the standard deviation of each of the
/// `I` numbers over the batch, on average, so that a discriminator notices a generator that always makes
/// the same. That is a dense layer behind the layer of Karras et al. 2018, section 3, which sets `s` beside
/// the numbers of every item.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviationDense<I, O, F = Identity>(PhantomData<(I, O, F)>);

impl<I: Dim, O: Dim, F: Function> Spec for DeviationDense<I, O, F> {
    type In = Flat<I>;
    type Out = Flat<O>;
    const PLAIN: Plain<'static> = Plain::DeviationDense {
        from: I::EXPR,
        to: O::EXPR,
        f: F::ACTIVATION,
    };
}
