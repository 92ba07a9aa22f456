//! What a loss is: an adversarial objective over a discriminator's logit, or a distance between two items.

use crate::layers::formula::{Pairwise, Pointwise};

/// The loss of each side as a function of a discriminator's logit.
#[derive(Debug, Clone, Copy)]
pub struct LogitLosses {
    /// The discriminator's loss on a real item.
    pub d_real: Pointwise,
    /// The discriminator's loss on a generated item.
    pub d_fake: Pointwise,
    /// The generator's loss on a generated item.
    pub g_real: Pointwise,
    /// The encoder's loss on a pair `(x, E(x))`, which is to pass for a generated one.
    pub e_fake: Pointwise,
}

/// An adversarial objective over a discriminator's logit.
#[derive(Debug, Clone, Copy)]
pub struct Objective {
    pub name: &'static str,
    /// One line, with the formula.
    pub about: &'static str,
    /// Which way it pushes, and the paper it is from.
    pub explained: &'static str,
    pub losses: LogitLosses,
    /// The same for scores relative to the mean of the other side, if defined (Jolicoeur-Martineau 2019, section 4).
    pub relative: Option<LogitLosses>,
    /// Whether `D` is a critic: its scores mean nothing by themselves, only compared with those of the other side.
    pub critic: bool,
    /// Settings that a run starts with when `build` names this objective, as `build` takes them.
    pub settings: &'static [(&'static str, &'static str)],
}

/// A distance between an output and its target.
#[derive(Debug, Clone, Copy)]
pub struct Distance {
    pub name: &'static str,
    pub about: &'static str,
    /// Which way it pushes, and the paper it is from.
    pub explained: &'static str,
    pub between: Pairwise,
    /// Whether it is defined only for numbers in [0, 1].
    pub unit: bool,
    /// For a likelihood with standard deviation σ: the factor and the offset that turn the distance into nats per number;
    /// an item's nats are the sum over its numbers.
    pub nats: Option<fn(f32) -> (f32, f32)>,
}
