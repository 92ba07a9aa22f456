//! Gated recurrent units (Cho et al. 2014, in the form of cuDNN and `PyTorch`) over whole sequences on
//! slices: states and gradients.
//!
//! With `a` what the input says to the three gates and `s` the state before,
//! `r = σ(a_r + (U s + b)_r)`, `u = σ(a_u + (U s + b)_u)`, `n = tanh(a_n + r · (U s + b)_n)`, and the
//! next state is `(1 − u) n + u s`. The first state is zero. Gates lie in the order r, u, n.

use super::ROWS;
use super::activation::Activation;
use super::columns;
use super::dense;
use super::matmul::{Matrix, matmul};
use super::tasks;

/// Sizes of a sequence.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub steps: usize,
    /// Numbers of a state; there are three times as many gates.
    pub hidden: usize,
    /// Whether the input says something else at each step, `[batch, steps, 3 · hidden]`, or the same at
    /// all, `[batch, 3 · hidden]`.
    pub each: bool,
}

impl Sizes {
    /// Where in what the input says to one item step `t` begins.
    fn said(self, item: usize, t: usize) -> usize {
        let gates = 3 * self.hidden;
        if self.each {
            (item * self.steps + t) * gates
        } else {
            item * gates
        }
    }
}

/// What [`forward`] leaves.
#[derive(Debug, Clone)]
pub struct Memory {
    /// `[batch, steps, hidden]`: the state after each step.
    pub states: Vec<f32>,
    /// `[batch, steps, 4 · hidden]`: r, u, n, and what the state said to n.
    gates: Vec<f32>,
}

/// All states; `weight [3 · hidden, hidden]`, `bias [3 · hidden]`.
///
/// # Panics
/// If the sizes do not agree.
#[must_use]
pub fn forward(sizes: Sizes, batch: usize, said: &[f32], weight: &[f32], bias: &[f32]) -> Memory {
    let Sizes { steps, hidden, .. } = sizes;
    let heard = 3 * hidden;
    assert_eq!(said.len(), sizes.said(batch, 0), "what the input says");
    let weight = Matrix::new(weight, heard, hidden).transposed();
    // State and gates of a step side by side: one slice that tasks can share out.
    let kept = 5 * hidden;
    let mut both = vec![0.0; batch * steps * kept];
    tasks::chunks(&mut both, ROWS * steps * kept, |task, both| {
        let items = both.len() / (steps * kept);
        let mut state = vec![0.0; items * hidden];
        let mut spoken = vec![0.0; items * heard];
        for t in 0..steps {
            for row in spoken.chunks_exact_mut(heard) {
                row.copy_from_slice(bias);
            }
            matmul(
                Matrix::new(&state, items, hidden),
                weight,
                &mut spoken,
                true,
            );
            let rows = spoken
                .chunks_exact(heard)
                .zip(state.chunks_exact_mut(hidden));
            for (item, (spoken, state)) in rows.enumerate() {
                let said = &said[sizes.said(task * ROWS + item, t)..][..heard];
                let (after, gates) = both[(item * steps + t) * kept..][..kept].split_at_mut(hidden);
                let (open, of_state) = gates.split_at_mut(heard);
                of_state.copy_from_slice(&spoken[2 * hidden..]);
                let (ru, n) = open.split_at_mut(2 * hidden);
                for (gate, (a, b)) in ru.iter_mut().zip(said.iter().zip(spoken)) {
                    *gate = a + b;
                }
                Activation::Sigmoid.forward(ru);
                let (r, u) = ru.split_at(hidden);
                for i in 0..hidden {
                    n[i] = said[2 * hidden + i] + r[i] * of_state[i];
                }
                Activation::Tanh.forward(n);
                for i in 0..hidden {
                    state[i] = (1.0 - u[i]) * n[i] + u[i] * state[i];
                }
                after.copy_from_slice(state);
            }
        }
    });
    let mut memory = Memory {
        states: Vec::with_capacity(batch * steps * hidden),
        gates: Vec::with_capacity(batch * steps * 4 * hidden),
    };
    for step in both.chunks_exact(kept) {
        memory.states.extend_from_slice(&step[..hidden]);
        memory.gates.extend_from_slice(&step[hidden..]);
    }
    memory
}

/// Gradients: from that of the states, `[batch, steps, hidden]`, to that of what the input says (added to
/// `said`) and, where they are wanted, of weight and bias (added).
///
/// # Panics
/// If the sizes do not agree.
pub fn backward(
    sizes: Sizes,
    memory: &Memory,
    of_states: &[f32],
    weight: &[f32],
    said: &mut [f32],
    learned: Option<(&mut [f32], &mut [f32])>,
) {
    let Sizes { steps, hidden, .. } = sizes;
    let heard = 3 * hidden;
    let batch = memory.states.len() / (steps * hidden);
    assert_eq!(
        of_states.len(),
        memory.states.len(),
        "gradient of the states"
    );
    let weight = Matrix::new(weight, heard, hidden);
    // For each step, the gradient of what the input says and of what the state says, side by side.
    let both = 2 * heard;
    let mut found = vec![0.0; batch * steps * both];
    tasks::chunks(&mut found, ROWS * steps * both, |task, found| {
        let items = found.len() / (steps * both);
        let mut carry = vec![0.0; items * hidden];
        let mut spoken = vec![0.0; items * heard];
        for t in (0..steps).rev() {
            let rows = spoken
                .chunks_exact_mut(heard)
                .zip(carry.chunks_exact_mut(hidden));
            for (item, (spoken, carry)) in rows.enumerate() {
                let at = (task * ROWS + item) * steps + t;
                let gates = &memory.gates[at * 4 * hidden..][..4 * hidden];
                let from = &of_states[at * hidden..][..hidden];
                let before = |i: usize| {
                    if t == 0 {
                        0.0
                    } else {
                        memory.states[(at - 1) * hidden + i]
                    }
                };
                let said = &mut found[(item * steps + t) * both..][..heard];
                for i in 0..hidden {
                    let [r, u, n, h] = [0, 1, 2, 3].map(|gate| gates[gate * hidden + i]);
                    let d = from[i] + carry[i];
                    let dn = d * (1.0 - u) * (1.0 - n * n);
                    let du = d * (before(i) - n) * u * (1.0 - u);
                    let dr = dn * h * r * (1.0 - r);
                    for (gate, (input, state)) in
                        [(dr, dr), (du, du), (dn, dn * r)].into_iter().enumerate()
                    {
                        said[gate * hidden + i] = input;
                        spoken[gate * hidden + i] = state;
                    }
                    carry[i] = d * u;
                }
                found[(item * steps + t) * both + heard..][..heard].copy_from_slice(spoken);
            }
            matmul(Matrix::new(&spoken, items, heard), weight, &mut carry, true);
        }
    });
    let mut spoken = Vec::with_capacity(batch * steps * heard);
    for (at, step) in found.chunks_exact(both).enumerate() {
        let into = &mut said[sizes.said(at / steps, at % steps)..][..heard];
        into.iter_mut().zip(step).for_each(|(into, g)| *into += g);
        spoken.extend_from_slice(&step[heard..]);
    }
    if let Some((of_weight, of_bias)) = learned {
        let mut before = vec![0.0; memory.states.len()];
        let sequences = before.chunks_exact_mut(steps * hidden);
        for (before, states) in sequences.zip(memory.states.chunks_exact(steps * hidden)) {
            before[hidden..].copy_from_slice(&states[..(steps - 1) * hidden]);
        }
        let layer = dense::Sizes {
            inputs: hidden,
            outputs: heard,
        };
        dense::weight_gradient(layer, &before, &spoken, of_weight);
        columns::bias_gradient(&spoken, of_bias);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::numbers;
    use proptest::prelude::*;

    /// The formulas at the head of this file, one number at a time.
    fn plainly(sizes: Sizes, batch: usize, said: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f64> {
        let Sizes { steps, hidden, .. } = sizes;
        let sigmoid = |v: f64| 1.0 / (1.0 + (-v).exp());
        let mut states = Vec::new();
        for item in 0..batch {
            let mut state = vec![0.0; hidden];
            for t in 0..steps {
                let a = |gate: usize, i: usize| {
                    f64::from(said[sizes.said(item, t) + gate * hidden + i])
                };
                let h = |gate: usize, i: usize| {
                    let row = gate * hidden + i;
                    let weights = weight[row * hidden..][..hidden].iter();
                    let dot: f64 = weights.zip(&state).map(|(w, s)| f64::from(*w) * s).sum();
                    dot + f64::from(bias[row])
                };
                let next = |i: usize| {
                    let r = sigmoid(a(0, i) + h(0, i));
                    let u = sigmoid(a(1, i) + h(1, i));
                    let n = (a(2, i) + r * h(2, i)).tanh();
                    (1.0 - u) * n + u * state[i]
                };
                state = (0..hidden).map(next).collect();
                states.extend(&state);
            }
        }
        states
    }

    proptest! {
        #[test]
        fn the_states_are_those_of_the_plain_formulas(
            batch in 1..70_usize, steps in 1..6_usize, hidden in 1..9_usize, each: bool, seed: u64,
        ) {
            let sizes = Sizes { steps, hidden, each };
            let said = numbers(seed, sizes.said(batch, 0));
            let weight = numbers(seed ^ 1, 3 * hidden * hidden);
            let bias = numbers(seed ^ 2, 3 * hidden);
            let fast = forward(sizes, batch, &said, &weight, &bias);
            let plain = plainly(sizes, batch, &said, &weight, &bias);
            prop_assert_eq!(fast.states.len(), plain.len());
            for (a, b) in fast.states.iter().zip(&plain) {
                prop_assert!((f64::from(*a) - b).abs() < 1e-5, "{} {}", a, b);
            }
        }

        #[test]
        fn gradients_of_many_items_are_those_of_each_by_itself(
            batch in 30..70_usize, each: bool, seed: u64,
        ) {
            let sizes = Sizes { steps: 3, hidden: 4, each };
            let (gates, states) = (sizes.said(1, 0), 12);
            let said = numbers(seed, batch * gates);
            let (weight, bias) = (numbers(seed ^ 1, 48), numbers(seed ^ 2, 12));
            let g = numbers(seed ^ 3, batch * states);
            let run = |said: &[f32], g: &[f32]| {
                let memory = forward(sizes, g.len() / states, said, &weight, &bias);
                let mut of_said = vec![0.0; said.len()];
                let (mut of_weight, mut of_bias) = (vec![0.0; 48], vec![0.0; 12]);
                let learned = Some((&mut of_weight[..], &mut of_bias[..]));
                backward(sizes, &memory, g, &weight, &mut of_said, learned);
                (of_said, [of_weight, of_bias].concat())
            };
            let (of_said, learned) = run(&said, &g);
            let mut sum = vec![0.0; learned.len()];
            for item in 0..batch {
                let (said, g) = (&said[item * gates..][..gates], &g[item * states..][..states]);
                let (one, part) = run(said, g);
                for (a, b) in one.iter().zip(&of_said[item * gates..]) {
                    prop_assert!((a - b).abs() < 1e-5);
                }
                sum.iter_mut().zip(part).for_each(|(s, p)| *s += p);
            }
            for (a, b) in sum.iter().zip(&learned) {
                prop_assert!((a - b).abs() < 1e-4 * (1.0 + b.abs()), "{} {}", a, b);
            }
        }
    }
}
