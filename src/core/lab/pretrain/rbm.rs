//! A restricted Boltzmann machine: two layers of units that see each other through one matrix, taught by
//! contrastive divergence (Hinton 2002), as the layers of a deep autoencoder were first started.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::kernels::activation::Activation;
use crate::kernels::columns::bias_gradient;
use crate::kernels::dense::{Sizes, forward, weight_gradient};
use crate::kernels::matmul::transpose;
use crate::metrics::mean::mean;

/// What the hidden units are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum Hidden {
    /// On or off, with a probability: a layer with a sigmoid.
    Logistic,
    /// A number with normal noise of variance 1: a code.
    Linear,
}

/// How it learns.
#[derive(Debug, Clone, Copy)]
pub(in crate::lab) struct Rates {
    pub rate: f32,
    /// Share of the last change that is made again.
    pub momentum: f32,
    /// Share of each weight that is taken away, times the rate.
    pub decay: f32,
}

/// Weights, and the last change of each.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Rbm {
    visible: usize,
    hidden: usize,
    kind: Hidden,
    /// `[hidden, visible]`.
    pub weight: Vec<f32>,
    pub visible_bias: Vec<f32>,
    pub hidden_bias: Vec<f32>,
    changes: [Vec<f32>; 3],
}

impl Rbm {
    /// One that has learned nothing: weights normal with deviation 0.1, biases 0.
    pub fn new(visible: usize, hidden: usize, kind: Hidden, rng: &mut ChaCha8Rng) -> Self {
        let mut weight = vec![0.0; hidden * visible];
        for w in &mut weight {
            let normal: f32 = StandardNormal.sample(rng);
            *w = 0.1 * normal;
        }
        Self {
            visible,
            hidden,
            kind,
            weight,
            visible_bias: vec![0.0; visible],
            hidden_bias: vec![0.0; hidden],
            changes: [
                vec![0.0; hidden * visible],
                vec![0.0; visible],
                vec![0.0; hidden],
            ],
        }
    }

    /// The means of the hidden units: `[batch, visible]` → `[batch, hidden]`.
    pub fn up(&self, visible: &[f32]) -> Vec<f32> {
        let sizes = Sizes {
            inputs: self.visible,
            outputs: self.hidden,
        };
        let f = match self.kind {
            Hidden::Logistic => Activation::Sigmoid,
            Hidden::Linear => Activation::Identity,
        };
        let mut hidden = vec![0.0; visible.len() / self.visible * self.hidden];
        forward(
            sizes,
            visible,
            &self.weight,
            &self.hidden_bias,
            f,
            &mut hidden,
        );
        hidden
    }

    /// The means of the visible units: `[batch, hidden]` → `[batch, visible]`.
    pub fn down(&self, hidden: &[f32]) -> Vec<f32> {
        let sizes = Sizes {
            inputs: self.hidden,
            outputs: self.visible,
        };
        let weight = self.transposed();
        let mut visible = vec![0.0; hidden.len() / self.hidden * self.visible];
        let f = Activation::Sigmoid;
        forward(sizes, hidden, &weight, &self.visible_bias, f, &mut visible);
        visible
    }

    /// `[visible, hidden]`: the weight of a layer that leads back.
    pub fn transposed(&self) -> Vec<f32> {
        let mut back = vec![0.0; self.weight.len()];
        transpose(
            &self.weight,
            self.hidden,
            self.visible,
            &mut back,
            self.hidden,
        );
        back
    }

    /// Hidden units drawn from their means.
    fn drawn(&self, means: &[f32], rng: &mut ChaCha8Rng) -> Vec<f32> {
        let draw = |&mean: &f32| match self.kind {
            Hidden::Logistic => f32::from(rng.gen_range(0.0..1.0_f32) < mean),
            Hidden::Linear => {
                let noise: f32 = StandardNormal.sample(rng);
                mean + noise
            }
        };
        means.iter().map(draw).collect()
    }

    /// One step of contrastive divergence (CD-1) on a batch `[batch, visible]` of numbers in [0, 1]; gives
    /// the mean squared error of a number in its one reconstruction.
    pub fn learn(&mut self, batch: &[f32], rates: Rates, rng: &mut ChaCha8Rng) -> f32 {
        let items = (batch.len() / self.visible) as f32;
        let driven = self.up(batch);
        let again = self.down(&self.drawn(&driven, rng));
        let dreamt = self.up(&again);
        let sizes = Sizes {
            inputs: self.visible,
            outputs: self.hidden,
        };
        // What goes together in the data, less what goes together in the reconstruction.
        let against = |of: &[f32]| of.iter().map(|v| -v).collect::<Vec<f32>>();
        let mut together = vec![0.0; self.weight.len()];
        weight_gradient(sizes, batch, &driven, &mut together);
        weight_gradient(sizes, &again, &against(&dreamt), &mut together);
        let mut seen = vec![0.0; self.visible];
        bias_gradient(batch, &mut seen);
        bias_gradient(&against(&again), &mut seen);
        let mut hidden = vec![0.0; self.hidden];
        bias_gradient(&driven, &mut hidden);
        bias_gradient(&against(&dreamt), &mut hidden);
        let Rates {
            rate,
            momentum,
            decay,
        } = rates;
        let parts = [
            &mut self.weight,
            &mut self.visible_bias,
            &mut self.hidden_bias,
        ];
        let gradients = [together, seen, hidden];
        for (at, (part, gradient)) in parts.into_iter().zip(gradients).enumerate() {
            let decay = if at == 0 { decay } else { 0.0 };
            let changes = self.changes[at].iter_mut().zip(&gradient);
            for (w, (change, g)) in part.iter_mut().zip(changes) {
                *change = momentum * *change + rate * (g / items - decay * *w);
                *w += *change;
            }
        }
        mean(batch.iter().zip(&again).map(|(a, b)| (a - b) * (a - b))) as f32
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::random;

    /// Exact probabilities of the visible states of a small machine, by summing over all states.
    fn probabilities(rbm: &Rbm) -> Vec<f64> {
        let on = |state: usize, i: usize| f64::from(u8::from(state >> i & 1 == 1));
        let mut weights: Vec<f64> = (0..1 << rbm.visible)
            .map(|v| {
                let energy = |h: usize| {
                    let mut minus = 0.0;
                    for i in 0..rbm.visible {
                        minus += on(v, i) * f64::from(rbm.visible_bias[i]);
                        for j in 0..rbm.hidden {
                            let w = f64::from(rbm.weight[j * rbm.visible + i]);
                            minus += on(v, i) * on(h, j) * w;
                        }
                    }
                    for j in 0..rbm.hidden {
                        minus += on(h, j) * f64::from(rbm.hidden_bias[j]);
                    }
                    minus.exp()
                };
                (0..1 << rbm.hidden).map(energy).sum()
            })
            .collect();
        let whole: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= whole);
        weights
    }

    #[test]
    fn it_comes_to_believe_what_it_is_shown() {
        // Four units of which either the first two or the last two are on.
        let batch = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0].repeat(10);
        let mut rng = random::stream(1, "rbm", 0);
        let mut rbm = Rbm::new(4, 3, Hidden::Logistic, &mut rng);
        let shown = |rbm: &Rbm| {
            let p = probabilities(rbm);
            p[0b0011] + p[0b1100]
        };
        assert!(shown(&rbm) < 0.2, "two states of sixteen");
        let rates = Rates {
            rate: 0.1,
            momentum: 0.5,
            decay: 0.0002,
        };
        let first = rbm.learn(&batch, rates, &mut rng);
        let mut last = first;
        for _ in 0..2000 {
            last = rbm.learn(&batch, rates, &mut rng);
        }
        assert!(shown(&rbm) > 0.8, "{}", shown(&rbm));
        assert!(last < first / 4.0, "{first} {last}");
    }

    #[test]
    fn without_a_rate_nothing_moves_and_the_way_back_is_the_transpose() {
        let mut rng = random::stream(2, "rbm", 0);
        let mut rbm = Rbm::new(5, 2, Hidden::Linear, &mut rng);
        let before = rbm.clone();
        let still = Rates {
            rate: 0.0,
            momentum: 0.9,
            decay: 0.1,
        };
        rbm.learn(&[0.5; 15], still, &mut rng);
        assert_eq!(rbm.weight, before.weight);
        let back = rbm.transposed();
        assert_eq!(back[2 * 2 + 1].to_bits(), rbm.weight[5 + 2].to_bits());
        // A linear unit gives its input as it is.
        let code = rbm.up(&[1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(code, [rbm.weight[0], rbm.weight[5]]);
    }
}
