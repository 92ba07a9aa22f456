//! What all optimisers share: two state tensors per weight tensor, gradient clipping, one update per step.

use super::{Rates, Rule, adam, rmsprop, sgd};
use crate::error::{Error, Result};
use crate::layers::{Clip, Grads, Kind, Named, Ops, Row, Scalar};

/// All optimisers; to add one, add a file and a word here.
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
            Error::unknown("optimizer", name, names.chain(presets))
        })
}

/// One network's optimiser; its state lies on the device.
#[derive(Debug, Clone)]
pub struct Optimiser<D: Ops> {
    /// Updates so far.
    pub updates: u64,
    /// Two state tensors for each learned tensor, in the network's order: Adam's first and second moment; `RMSProp`'s mean
    /// square is the second, the velocity of momentum the first.
    pub moments: Vec<(Row<D>, Row<D>)>,
}

impl<D: Ops> Default for Optimiser<D> {
    fn default() -> Self {
        Self {
            updates: 0,
            moments: Vec::new(),
        }
    }
}

impl<D: Ops> Optimiser<D> {
    /// Moves every learned tensor against its gradient, clipped as `with` says. Returns the Euclidean norm of all gradients
    /// together before clipping; if it is not finite, the network's weights are no longer usable.
    ///
    /// # Errors
    /// If the device runs out of memory.
    pub fn step(
        &mut self,
        rule: Rule,
        with: Rates,
        tensors: Vec<Named<'_, D>>,
        gradients: &mut Grads<D>,
    ) -> Result<Scalar<D>> {
        let mut learned: Vec<_> = tensors
            .into_iter()
            .filter(|t| t.kind == Kind::Learned)
            .collect();
        let mut squares = Vec::with_capacity(learned.len());
        for named in &learned {
            squares.push(named.tensor.squares(gradients, with.clip_value)?);
        }
        let clips = with.clip_norm > 0.0;
        let scale = |square: &Scalar<D>| {
            let norm = || Scalar::norm(vec![square.clone()])?.down_to(with.clip_norm);
            clips.then(norm).transpose()
        };
        let scales = squares.iter().map(scale).collect::<Result<Vec<_>>>()?;
        let norm = Scalar::norm(squares)?;
        self.updates += 1;
        let update = (rule.update)(with, self.updates);
        for (place, (named, scale)) in learned.iter_mut().zip(scales).enumerate() {
            if self.moments.len() == place {
                let (m, v) = (named.tensor.zeros()?, named.tensor.zeros()?);
                self.moments.push((m, v));
            }
            let limit = with.clip_value;
            let clip = Clip { limit, scale };
            let (m, v) = &mut self.moments[place];
            named.tensor.update(gradients, &clip, update, (m, v))?;
        }
        Ok(norm)
    }
}
