//! Flatten and unflatten: the same numbers under another shape, at no cost.

use std::marker::PhantomData;

use super::{Dim, Flat, Image, Spec, Times};
use crate::layers::plain::Plain;

/// `[batch, A, B, C]` → `[batch, O]`. `O` is `A · B · C`; a network of plain numbers can say the number
/// itself, which is compared where the network is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flatten<A, B, C, O = Times<Times<A, B>, C>>(PhantomData<(A, B, C, O)>);

impl<A: Dim, B: Dim, C: Dim, O: Dim> Spec for Flatten<A, B, C, O> {
    type In = Image<A, B, C>;
    type Out = Flat<O>;
    const PLAIN: Plain<'static> = Plain::Flatten {
        from: [A::EXPR, B::EXPR, C::EXPR],
        to: O::EXPR,
    };
}

/// `[batch, I]` → `[batch, A, B, C]`. `I` is `A · B · C`, see [`Flatten`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Unflatten<A, B, C, I = Times<Times<A, B>, C>>(PhantomData<(A, B, C, I)>);

impl<A: Dim, B: Dim, C: Dim, I: Dim> Spec for Unflatten<A, B, C, I> {
    type In = Flat<I>;
    type Out = Image<A, B, C>;
    const PLAIN: Plain<'static> = Plain::Unflatten {
        from: I::EXPR,
        to: [A::EXPR, B::EXPR, C::EXPR],
    };
}
