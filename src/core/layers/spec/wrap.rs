//! Layers around a layer.

use super::{Item, Spec};
use crate::layers::plain::Plain;

/// `L` with its weight `W` divided by an estimate of its largest singular value, `W / (uᵀ W v)`.
///
/// Each pass that learns takes one step of the power iteration, `v ← Wᵀu / ‖Wᵀu‖`, `u ← Wv / ‖Wv‖`
/// (Miyato et al. 2018, Algorithm 1); any other goes by the `u` that it finds. The gradient holds `u` and
/// `v` (their Eq. 8). `L`'s tensors keep their names; `u` stands beside them, and is saved. A convolution
/// is the matrix from the numbers that a kernel sees to the channels that it gives. `L` is a
/// [`Dense`](super::Dense) or a [`Conv`](super::Conv).
#[derive(Debug, Clone, Copy, Default)]
pub struct SpectralNorm<L>(pub L);

impl<L: Spec> Spec for SpectralNorm<L> {
    type In = L::In;
    type Out = L::Out;
    const PLAIN: Plain<'static> = Plain::SpectralNorm(&L::PLAIN);
}

/// A feature tap: does what `L` does, and leaves what it gave with a [`Pass`](crate::layers::Pass) that asks
/// for features. A network without it and one with it have the same tensors under the same names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tap<L>(pub L);

impl<L: Spec> Spec for Tap<L> {
    type In = L::In;
    type Out = L::Out;
    const PLAIN: Plain<'static> = Plain::Tap(&L::PLAIN);
}

/// `x + L(x)` (He et al. 2016, Eq. 1): what comes in goes past `L`, whose output is of the same shape. `L`'s tensors
/// keep their names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Residual<L>(pub L);

impl<T: Item, L: Spec<In = T, Out = T>> Spec for Residual<L> {
    type In = T;
    type Out = T;
    const PLAIN: Plain<'static> = Plain::Residual(&L::PLAIN);
}
