//! A network as a plain value: a tree of layers whose sizes are expressions.
//!
//! A type has it as a constant ([`Spec::PLAIN`](crate::layers::Spec::PLAIN)). [`Plain::check`] is the one
//! shape arithmetic: rustc evaluates it at the sizes that [`fits!`](crate::fits) names, the lab at those of
//! the data at hand, before anything is allocated.

mod check;
mod expr;
mod item;

pub use check::{Checked, Misfit};
pub use expr::{Expr, Sizes};
pub use item::{ItemExpr, ItemShape};

use super::bias::Start;
use crate::kernels::activation::Activation;

/// A layer, or a chain of layers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plain<'a> {
    /// See [`Dense`](crate::layers::Dense).
    Dense {
        from: &'a Expr<'a>,
        to: &'a Expr<'a>,
        f: Activation,
        start: Start,
    },
    /// See [`Conv`](crate::layers::Conv).
    Conv(Convolution<'a>),
    /// See [`ConvTranspose`](crate::layers::ConvTranspose).
    ConvTranspose(Convolution<'a>),
    /// See [`Upsample`](crate::layers::Upsample): to these sides, each divided by `times` before.
    Upsample { to: [&'a Expr<'a>; 3], times: usize },
    /// See [`BatchNorm`](crate::layers::BatchNorm).
    BatchNorm { item: ItemExpr<'a>, f: Activation },
    /// See [`LayerNorm`](crate::layers::LayerNorm).
    LayerNorm { item: ItemExpr<'a>, f: Activation },
    /// See [`Activate`](crate::layers::Activate).
    Activate { item: ItemExpr<'a>, f: Activation },
    /// See [`Dropout`](crate::layers::Dropout).
    Dropout {
        item: ItemExpr<'a>,
        thousandths: u16,
    },
    /// See [`Flatten`](crate::layers::Flatten).
    Flatten {
        from: [&'a Expr<'a>; 3],
        to: &'a Expr<'a>,
    },
    /// See [`Unflatten`](crate::layers::Unflatten).
    Unflatten {
        from: &'a Expr<'a>,
        to: [&'a Expr<'a>; 3],
    },
    /// See [`ClassBias`](crate::layers::ClassBias).
    ClassBias {
        numbers: &'a Expr<'a>,
        classes: &'a Expr<'a>,
    },
    /// See [`Pick`](crate::layers::Pick).
    Pick { classes: &'a Expr<'a> },
    /// See [`CodeBias`](crate::layers::CodeBias).
    CodeBias {
        code: &'a Expr<'a>,
        numbers: &'a Expr<'a>,
    },
    /// See [`DeviationDense`](crate::layers::DeviationDense).
    DeviationDense {
        from: &'a Expr<'a>,
        to: &'a Expr<'a>,
        f: Activation,
    },
    /// See [`Gaussian`](crate::layers::Gaussian).
    Gaussian {
        from: &'a Expr<'a>,
        code: &'a Expr<'a>,
    },
    /// See [`GruReader`](crate::layers::GruReader).
    GruReader {
        from: [&'a Expr<'a>; 3],
        state: &'a Expr<'a>,
    },
    /// See [`GruWriter`](crate::layers::GruWriter).
    GruWriter {
        from: &'a Expr<'a>,
        rows: &'a Expr<'a>,
        state: &'a Expr<'a>,
    },
    /// See [`Rows`](crate::layers::Rows).
    Rows {
        from: &'a Expr<'a>,
        to: [&'a Expr<'a>; 3],
        f: Activation,
    },
    /// See [`SpectralNorm`](crate::layers::SpectralNorm): of a dense layer or a convolution.
    SpectralNorm(&'a Plain<'a>),
    /// See [`Tap`](crate::layers::Tap).
    Tap(&'a Plain<'a>),
    /// See [`Residual`](crate::layers::Residual).
    Residual(&'a Plain<'a>),
    /// One layer after another; the place of each is part of the names of its tensors.
    Chain(&'a [Plain<'a>]),
}

/// A convolution, or the adjoint of one, named by its larger side: the smaller one is that over the
/// stride, rounded up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convolution<'a> {
    /// Rows and columns of the larger side.
    pub large: [&'a Expr<'a>; 2],
    /// Channels that it takes.
    pub from: &'a Expr<'a>,
    /// Channels that it gives.
    pub to: &'a Expr<'a>,
    /// Rows and columns of the kernel.
    pub kernel: usize,
    pub stride: usize,
    pub f: Activation,
    pub start: Start,
}
