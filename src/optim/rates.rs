//! What an optimiser is: from the rates that a person sets to the numbers of one update.

use crate::kernels::update::Update;

/// What a person may set; it comes with each step, so that it may change live.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub rate: f32,
    pub beta1: f32,
    pub beta2: f32,
    /// The gradient of each tensor is scaled down to this Euclidean norm, as Keras does; 0: it is not.
    pub clip_norm: f32,
    /// Each number of a gradient is held within ± this; 0: it is not.
    pub clip_value: f32,
}

impl Default for Rates {
    /// What the paper of Adam proposes, and no clipping.
    fn default() -> Self {
        Self {
            rate: 1e-3,
            beta1: 0.9,
            beta2: 0.999,
            clip_norm: 0.0,
            clip_value: 0.0,
        }
    }
}

/// An optimiser: from the rates and the number of updates so far (from 1) to one update's numbers.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub name: &'static str,
    pub about: &'static str,
    pub update: fn(Rates, u64) -> Update,
}
