//! Recurrent layers: a picture is read row by row into a state (Cho et al. 2014), and written row by row
//! out of a code, after the autoencoder of Srivastava et al. 2015, section 2.
//!
//! The unit has the form of cuDNN and `PyTorch`; see [`kernels::gru`](crate::kernels::gru). Weights start
//! uniform within `±1/√S`, where the state has `S` numbers; from the state to each gate they start
//! orthogonal (Saxe et al. 2014).

use std::marker::PhantomData;

use super::{Dim, Flat, Image, N, Spec};
use crate::layers::activations::{Function, Identity};
use crate::layers::plain::Plain;

/// Reads the `A` rows of a picture, each of `B · C` numbers; gives the last state,
/// `[batch, A, B, C]` → `[batch, S]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct GruReader<A, B, C, S>(PhantomData<(A, B, C, S)>);

impl<A: Dim, B: Dim, C: Dim, S: Dim> Spec for GruReader<A, B, C, S> {
    type In = Image<A, B, C>;
    type Out = Flat<S>;
    const PLAIN: Plain<'static> = Plain::GruReader {
        from: [A::EXPR, B::EXPR, C::EXPR],
        state: S::EXPR,
    };
}

/// Is given the same code `A` times; gives all states as rows, `[batch, I]` → `[batch, A, S, 1]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct GruWriter<A, I, S>(PhantomData<(A, I, S)>);

impl<A: Dim, I: Dim, S: Dim> Spec for GruWriter<A, I, S> {
    type In = Flat<I>;
    type Out = Image<A, S, N<1>>;
    const PLAIN: Plain<'static> = Plain::GruWriter {
        from: I::EXPR,
        rows: A::EXPR,
        state: S::EXPR,
    };
}

/// The same dense layer over each row, which becomes a row of a picture:
/// `[batch, A, I, 1]` → `[batch, A, B, C]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rows<A, I, B, C, F = Identity>(PhantomData<(A, I, B, C, F)>);

impl<A: Dim, I: Dim, B: Dim, C: Dim, F: Function> Spec for Rows<A, I, B, C, F> {
    type In = Image<A, I, N<1>>;
    type Out = Image<A, B, C>;
    const PLAIN: Plain<'static> = Plain::Rows {
        from: I::EXPR,
        to: [A::EXPR, B::EXPR, C::EXPR],
        f: F::ACTIVATION,
    };
}
