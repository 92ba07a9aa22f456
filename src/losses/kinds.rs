//! What a loss is: an adversarial objective over a discriminator's logit, or a distance between two items.

use crate::layers::formula::{Pairwise, Pointwise};

/// What each side of the game pays for a discriminator's logit.
#[derive(Debug, Clone, Copy)]
pub struct LogitLosses {
    /// What the discriminator pays for a real item.
    pub d_real: Pointwise,
    /// What the discriminator pays for a generated item.
    pub d_fake: Pointwise,
    /// What the generator pays for an item of its own.
    pub g_real: Pointwise,
    /// What the encoder pays for a pair `(x, E(x))`, which is to pass for a generated one.
    pub e_fake: Pointwise,
}

/// An adversarial objective over a discriminator's logit.
#[derive(Debug, Clone, Copy)]
pub struct Objective {
    pub name: &'static str,
    /// One line, with the formula.
    pub about: &'static str,
    /// Which way it pushes, and whose it is.
    pub explained: &'static str,
    pub losses: LogitLosses,
    /// The same over scores that are relative to the mean of the other side, where there is such
    /// (Jolicoeur-Martineau 2019, section 4).
    pub relative: Option<LogitLosses>,
    /// Whether `D` is a critic: its scores say nothing by themselves, only beside those of the other side.
    pub critic: bool,
    /// What a run starts with where `build` names this objective, as `build` takes it.
    pub settings: &'static [(&'static str, &'static str)],
}

/// A distance between an output and its target.
#[derive(Debug, Clone, Copy)]
pub struct Distance {
    pub name: &'static str,
    pub about: &'static str,
    /// Which way it pushes, and whose it is.
    pub explained: &'static str,
    pub between: Pairwise,
    /// Whether it is one of numbers in [0, 1] only.
    pub unit: bool,
    /// Of a likelihood with the deviation σ: what the distance is multiplied by, and what is added, to be
    /// nats a number; an item's nats are the sum over its numbers.
    pub nats: Option<fn(f32) -> (f32, f32)>,
}
