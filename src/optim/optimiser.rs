//! What all optimisers share: two memories a tensor, the clipping of gradients, one update a step.

use super::{adam, rmsprop, sgd};
use crate::error::{Error, Result};
use crate::kernels::update::Update;
use crate::layers::{Grads, Kind, Named, Ops};

/// What a person may set; it comes with each step, so that it may change live.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub rate: f32,
    pub beta1: f32,
    pub beta2: f32,
    /// Gradients of a network are scaled down to this Euclidean norm, all together; 0: they are not.
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

/// All optimisers; to add one is a file and a word here.
pub const RULES: &[Rule] = &[adam::RULE, rmsprop::RULE, sgd::RULE];

/// The optimiser called `name`.
///
/// # Errors
/// A sentence with the names there are.
pub fn rule(name: &str) -> Result<Rule> {
    RULES
        .iter()
        .find(|r| r.name == name)
        .copied()
        .ok_or_else(|| {
            let names = RULES.iter().map(|r| r.name);
            let presets = super::PRESETS.iter().map(|p| p.name);
            let names: Vec<_> = names.chain(presets).collect();
            Error::new(format!(
                "there is no optimizer '{name}'; there are {}",
                names.join(", ")
            ))
        })
}

/// One network's optimiser.
#[derive(Debug, Clone, Default)]
pub struct Optimiser {
    /// Updates so far.
    pub updates: u64,
    /// The two memories of each learned tensor, in the network's order: Adam's first and second
    /// moment, `RMSProp`'s mean square in the second, the velocity in the first.
    pub moments: Vec<(Vec<f32>, Vec<f32>)>,
}

impl Optimiser {
    /// Moves every learned tensor against its gradient, which is clipped as `with` says. Gives the
    /// Euclidean norm of all gradients together, before that is clipped; where it is no finite
    /// number, nothing has moved.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn step<D: Ops>(
        &mut self,
        rule: Rule,
        with: Rates,
        tensors: Vec<Named<'_, D>>,
        gradients: &mut Grads<D>,
    ) -> Result<f32> {
        let mut learned: Vec<_> = tensors
            .into_iter()
            .filter(|t| t.kind == Kind::Learned)
            .collect();
        let (mut sum, limit) = (0.0, with.clip_value);
        for named in &learned {
            named.tensor.with_gradient(gradients, &mut |g| {
                let raw = square(g);
                // A clamp would make a number of infinity.
                if limit > 0.0 && raw.is_finite() {
                    g.iter_mut().for_each(|g| *g = g.clamp(-limit, limit));
                    sum += square(g);
                } else {
                    sum += raw;
                }
            })?;
        }
        let norm = sum.sqrt();
        // Second moments hold squares: one that overflows would be remembered for ever.
        if !sum.is_finite() {
            return Ok(norm);
        }
        if with.clip_norm > 0.0 && norm > with.clip_norm {
            let scale = with.clip_norm / norm;
            for named in &learned {
                named.tensor.with_gradient(gradients, &mut |g| {
                    g.iter_mut().for_each(|g| *g *= scale);
                })?;
            }
        }
        self.updates += 1;
        let update = (rule.update)(with, self.updates);
        for (place, named) in learned.iter_mut().enumerate() {
            if self.moments.len() == place {
                let len = named.tensor.shape().iter().product();
                self.moments.push((vec![0.0; len], vec![0.0; len]));
            }
            let (m, v) = &mut self.moments[place];
            named.tensor.update(gradients, update, m, v)?;
        }
        Ok(norm)
    }
}

/// Sum of squares, in lanes that the compiler keeps in one register.
fn square(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    let chunks = values.chunks_exact(16);
    let rest: f32 = chunks.remainder().iter().map(|v| v * v).sum();
    for chunk in chunks {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v * v;
        }
    }
    lanes.iter().sum::<f32>() + rest
}
