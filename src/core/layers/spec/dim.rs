//! Dimensions: the sizes in a network's type.

use std::fmt::Debug;
use std::marker::PhantomData;

use dfdx::prelude::{Const, ConstDim};

use crate::layers::plain::Expr;

/// A size as a type; two are the same only if they are written the same way.
pub trait Dim: Copy + Debug + Default + 'static {
    const EXPR: &'static Expr<'static>;
}

/// A dimension that is a plain number, so that tensors can have it in their type.
pub trait Number: Dim {
    /// The number as dfdx has it.
    type Axis: ConstDim;
    const VALUE: usize;
}

/// The number `V`.
#[derive(Debug, Clone, Copy, Default)]
pub struct N<const V: usize>;

impl<const V: usize> Dim for N<V> {
    const EXPR: &'static Expr<'static> = &Expr::Number(V);
}

impl<const V: usize> Number for N<V> {
    type Axis = Const<V>;
    const VALUE: usize = V;
}

macro_rules! variable {
    ($($(#[$doc:meta])* $name:ident is $size:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;

        impl Dim for $name {
            const EXPR: &'static Expr<'static> = &Expr::$size;
        }
    )+};
}

variable!(
    /// Rows of a picture of the data.
    H is Height,
    /// Columns of a picture of the data.
    W is Width,
    /// Channels of a picture of the data.
    C is Channels,
    /// Coordinates of a point of the data.
    P is Coordinates,
    /// Numbers in a code.
    Z is Code,
    /// Classes; 1 where the network is unconditional.
    K is Classes,
);

/// `D` divided by `BY`, rounded up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Over<D, const BY: usize>(PhantomData<D>);

impl<D: Dim, const BY: usize> Dim for Over<D, BY> {
    const EXPR: &'static Expr<'static> = &Expr::Quotient(D::EXPR, BY);
}

/// `A` times `B`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times<A, B>(PhantomData<(A, B)>);

impl<A: Dim, B: Dim> Dim for Times<A, B> {
    const EXPR: &'static Expr<'static> = &Expr::Product(A::EXPR, B::EXPR);
}

/// The stride `S` of a convolution; see [`Stride`].
#[derive(Debug, Clone, Copy, Default)]
pub struct By<const S: usize>;

/// What a stride makes of a side: a stride of 1 leaves it as it is written.
#[diagnostic::on_unimplemented(
    message = "a convolution moves 1, 2, 3 or 4 pixels at a time",
    label = "`{Self}` is no stride that is known here"
)]
pub trait Stride {
    type Of<D: Dim>: Dim;
}

impl Stride for By<1> {
    type Of<D: Dim> = D;
}

macro_rules! stride {
    ($($s:literal)+) => {$(
        impl Stride for By<$s> {
            type Of<D: Dim> = Over<D, $s>;
        }
    )+};
}

stride!(2 3 4);

/// The smaller side of a convolution with stride `S` whose larger side is `D`.
pub type Smaller<D, const S: usize> = <By<S> as Stride>::Of<D>;
