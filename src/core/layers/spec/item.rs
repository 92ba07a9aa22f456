//! The shape of one item, as a type: what flows between layers, without the batch axis.

use std::fmt::Debug;
use std::marker::PhantomData;

use super::dim::Dim;
use crate::layers::plain::ItemExpr;

/// One item of a batch.
pub trait Item: Copy + Debug + Default + 'static {
    const EXPR: ItemExpr<'static>;
}

/// A vector of `D` numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flat<D>(PhantomData<D>);

impl<D: Dim> Item for Flat<D> {
    const EXPR: ItemExpr<'static> = ItemExpr::Vector(D::EXPR);
}

/// A picture of `A` rows, `B` columns and `C` channels, channels last.
#[derive(Debug, Clone, Copy, Default)]
pub struct Image<A, B, C>(PhantomData<(A, B, C)>);

impl<A: Dim, B: Dim, C: Dim> Item for Image<A, B, C> {
    const EXPR: ItemExpr<'static> = ItemExpr::Picture([A::EXPR, B::EXPR, C::EXPR]);
}
