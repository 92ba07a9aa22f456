//! What an optimiser is: a function from the settings to the numbers of one update.

use crate::kernels::update::Update;

/// The settings of an optimiser; they are passed at each step, so they can change during a run.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub rate: f32,
    pub beta1: f32,
    pub beta2: f32,
    /// The gradient of each tensor is scaled down to this Euclidean norm, as in Keras; 0 turns this off.
    pub clip_norm: f32,
    /// Each number of a gradient is clipped to ± this; 0 turns this off.
    pub clip_value: f32,
    /// How fast weights fall towards zero by themselves; 0: they do not. See [`Rule::decoupled`].
    pub weight_decay: f32,
}

impl Default for Rates {
    /// The defaults of the Adam paper, without clipping.
    fn default() -> Self {
        Self {
            rate: 1e-3,
            beta1: 0.9,
            beta2: 0.999,
            clip_norm: 0.0,
            clip_value: 0.0,
            weight_decay: 0.0,
        }
    }
}

/// An optimiser: a function from the settings and the number of updates so far (from 1) to the numbers of one update.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub name: &'static str,
    pub about: &'static str,
    pub update: fn(Rates, u64) -> Update,
    /// Whether weight decay shortens the weights themselves, beside the update, by `rate · weight_decay` of them
    /// (Loshchilov and Hutter 2019, Algorithm 2); else `weight_decay · w` is part of the gradient.
    pub decoupled: bool,
}
