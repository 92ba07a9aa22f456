//! What all optimisers share: two state tensors per weight tensor, gradient clipping, one update per step.

use super::{Rates, Rule, adam, rmsprop, sgd};
use crate::error::{Error, Result};
use crate::layers::{Clip, Grads, Kind, Named, Ops, Row, Scalar, Together};

/// All optimisers; to add one, add a file and a word here.
pub const RULES: &[Rule] = &[adam::RULE, adam::DECOUPLED, rmsprop::RULE, sgd::RULE];

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
#[derive(Debug)]
pub struct Optimiser<D: Ops> {
    /// Updates so far.
    pub updates: u64,
    /// Two state tensors for each learned tensor, in the network's order: Adam's first and second moment; `RMSProp`'s mean
    /// square is the second, the velocity of momentum the first. Read them, do not clone them: a device may change them
    /// where they lie.
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
    /// together before clipping; if it is not finite, the network's weights are no longer usable. `shared` says whether
    /// others may hold the same numbers as the tensors, as a clone of a network does; theirs stay as they are.
    ///
    /// # Errors
    /// If the device runs out of memory.
    pub fn step(
        &mut self,
        rule: Rule,
        with: Rates,
        (tensors, shared): (Vec<Named<'_, D>>, bool),
        gradients: &mut Grads<D>,
    ) -> Result<Scalar<D>> {
        let mut learned: Vec<_> = tensors
            .into_iter()
            .filter(|t| t.kind == Kind::Learned)
            .collect();
        for named in &learned[self.moments.len().min(learned.len())..] {
            let (m, v) = (named.tensor.zeros()?, named.tensor.zeros()?);
            self.moments.push((m, v));
        }
        let update = (rule.update)(with, self.updates + 1);
        let decay = if rule.decoupled {
            0.0
        } else {
            with.weight_decay
        };
        let keep = if rule.decoupled {
            1.0 - with.rate * with.weight_decay
        } else {
            1.0
        };
        let together = Together {
            update,
            limit: with.clip_value,
            norm: with.clip_norm,
            decay,
            keep,
            shared,
        };
        if D::UPDATES_ALL {
            let rows = learned.iter().map(|named| named.tensor.row());
            let mut rows = rows.collect::<Result<Vec<_>>>()?;
            let norm = D::update_all(&mut rows, gradients, &together, &mut self.moments)?;
            if let Some(norm) = norm {
                for (named, row) in learned.iter_mut().zip(rows).filter(|_| shared) {
                    named.tensor.share(row)?;
                }
                self.updates += 1;
                return Ok(norm);
            }
        }
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
        let each = learned.iter_mut().zip(scales).zip(&mut self.moments);
        for ((named, scale), (m, v)) in each {
            if rule.decoupled && with.weight_decay > 0.0 {
                let none = named.tensor.zeros()?;
                named.tensor.average(&none, keep)?;
            }
            let clip = Clip {
                limit: with.clip_value,
                scale,
                decay,
            };
            named.tensor.update(gradients, &clip, update, (m, v))?;
        }
        Ok(norm)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use dfdx::prelude::Cpu;

    use super::*;
    use crate::layers::formula::Pairwise;
    use crate::layers::{Dense, Identity, N, Net, NoBias, Pass, Sizes, Spec, Var};

    const GRADIENTS: [f32; 4] = [2.0, -1.0, 0.5, 3.0];

    /// One weight after each update, from 1.
    fn moved(name: &str, with: Rates) -> Vec<f64> {
        let device = Cpu::default();
        let sizes = Sizes::of(&[1], 1, 1).unwrap();
        let mut net: Net<Cpu> = Dense::<N<1>, N<1>, Identity, NoBias>::PLAIN
            .lower(&sizes, &device)
            .unwrap();
        net.tensors()[0].tensor.set(&[1.0]);
        let mut optimiser = Optimiser::default();
        let updates = GRADIENTS.map(|g| {
            let mut pass = Pass::train(0);
            let one = |value| Var::<Cpu>::constant(&device, vec![value], 1).unwrap();
            let y = net.forward(one(1.0), &mut pass).unwrap();
            let loss = Cpu::mean_between(&y, &one(g), Pairwise::PRODUCT, &mut pass).unwrap();
            let mut gradients = pass.backward(&device, &[(1.0, loss)]).unwrap();
            let rule = rule(name).unwrap();
            let norm = optimiser.step(rule, with, (net.tensors(), false), &mut gradients);
            // What decays is no part of the norm.
            assert!((norm.unwrap().value() - g.abs()).abs() < 1e-6);
            f64::from(net.tensors()[0].tensor.values()[0])
        });
        updates.into()
    }

    #[test]
    fn weights_decay_beside_the_gradient_or_in_it() {
        let with = Rates {
            rate: 0.1,
            beta1: 0.6,
            beta2: 0.9,
            weight_decay: 0.3,
            ..Rates::default()
        };
        let adam = |decoupled: bool| {
            let (mut w, mut m, mut v) = (1.0_f64, 0.0_f64, 0.0_f64);
            let steps = (1..).zip(GRADIENTS).map(|(t, g)| {
                let mut g = f64::from(g);
                if decoupled {
                    w -= 0.1 * 0.3 * w;
                } else {
                    g += 0.3 * w;
                }
                m = 0.6 * m + 0.4 * g;
                v = 0.9 * v + 0.1 * g * g;
                let first = m / (1.0 - 0.6_f64.powi(t));
                w -= 0.1 * first / ((v / (1.0 - 0.9_f64.powi(t))).sqrt() + 1e-8);
                w
            });
            steps.collect::<Vec<_>>()
        };
        let (mut w, mut velocity) = (1.0_f64, 0.0_f64);
        let sgd = GRADIENTS.map(|g| {
            velocity = 0.6 * velocity + f64::from(g) + 0.3 * w;
            w -= 0.1 * velocity;
            w
        });
        for (name, wanted) in [
            ("adamw", adam(true)),
            ("adam", adam(false)),
            ("sgd", sgd.into()),
        ] {
            for (found, wanted) in moved(name, with).iter().zip(&wanted) {
                assert!(
                    (found - wanted).abs() < 1e-5,
                    "{name}: {found}, not {wanted}"
                );
            }
        }
        let without = Rates {
            weight_decay: 0.0,
            ..with
        };
        assert_eq!(moved("adamw", without), moved("adam", without));
    }
}
