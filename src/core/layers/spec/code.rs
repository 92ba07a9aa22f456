//! Codes: one beside the item, and one drawn from a distribution.

use std::marker::PhantomData;

use super::{Dim, Flat, N, Spec, Times};
use crate::layers::plain::Plain;

/// Adds `z Wᵀ + b` to each item, where `z` is the code beside it: `[batch, O]` → `[batch, O]`. Behind a
/// dense layer this is what `z` beside that layer's inputs is.
///
/// The codes travel with the [`Pass`](crate::layers::Pass), as the classes do, so that a network of pairs is
/// called the same way as one of items.
#[derive(Debug, Clone, Copy, Default)]
pub struct CodeBias<Z, O>(PhantomData<(Z, O)>);

impl<Z: Dim, O: Dim> Spec for CodeBias<Z, O> {
    type In = Flat<O>;
    type Out = Flat<O>;
    const PLAIN: Plain<'static> = Plain::CodeBias {
        code: Z::EXPR,
        numbers: O::EXPR,
    };
}

/// Takes the means and the log variances of `Z` numbers, `[batch, 2·Z]`, and gives a code, `[batch, Z]`:
/// `μ + σε` with ε from the pass's key where the pass draws, `μ` where it does not (the
/// reparameterisation of Kingma and Welling 2014, section 2.4).
///
/// It leaves the divergence from the prior, `KL(N(μ, σ²) ‖ N(0, 1))`, with the
/// [`Pass`](crate::layers::Pass): in nats, summed over the code, the mean of the batch (their appendix B).
///
/// `I` is `2·Z`; a network of plain numbers can say the number itself, which is compared where the network is
/// checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gaussian<Z, I = Times<N<2>, Z>>(PhantomData<(Z, I)>);

impl<Z: Dim, I: Dim> Spec for Gaussian<Z, I> {
    type In = Flat<I>;
    type Out = Flat<Z>;
    const PLAIN: Plain<'static> = Plain::Gaussian {
        from: I::EXPR,
        code: Z::EXPR,
    };
}
