//! A gated recurrent unit that reads a picture row by row, or writes one.

use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::dense::Dense;
use super::{Fact, Layer, join};
use crate::error::Result;
use crate::layers::ops::Ops;
use crate::layers::parameter::{Named, Parameter};
use crate::layers::pass::{Pass, Var};

/// See [`spec::GruReader`](crate::layers::GruReader) and [`spec::GruWriter`](crate::layers::GruWriter).
#[derive(Debug, Clone)]
pub(in crate::layers) struct Gru<D: Ops> {
    /// From the input to the gates r, u, n.
    pub input: Dense<D>,
    /// From the state to the gates.
    pub state: Dense<D>,
    pub rows: usize,
    pub way: Way,
}

/// Which way a recurrent layer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layers) enum Way {
    /// Rows in, the last state out.
    Reads,
    /// A code in, a row for each state out.
    Writes,
}

impl<D: Ops> Layer<D> for Gru<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let (batch, rows) = (x.batch(), self.rows);
        let (from, gates) = self.input.sizes();
        match self.way {
            Way::Reads => {
                let said = self.input.forward(x.reshaped(batch * rows, from)?, pass)?;
                let said = said.reshaped(batch, rows * gates)?;
                D::gru_read(said, rows, (&self.state.weight, &self.state.bias), pass)
            }
            Way::Writes => {
                let said = self.input.forward(x, pass)?;
                D::gru_write(said, rows, (&self.state.weight, &self.state.bias), pass)
            }
        }
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let hidden = self.state.sizes().0;
        let bound = 1.0 / (hidden as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        let mut tensors = Vec::new();
        self.tensors("", &mut tensors);
        for named in tensors {
            let numbers = named.tensor.shape().iter().product();
            let values: Vec<f32> = uniform.sample_iter(&mut *rng).take(numbers).collect();
            named.tensor.set(&values);
        }
        // What a state says to each gate keeps its length, so that early rows are not forgotten at once.
        let mut weight = Parameter::<D>::values(&self.state.weight);
        for gate in weight.chunks_exact_mut(hidden * hidden) {
            for w in gate.iter_mut() {
                *w = StandardNormal.sample(rng);
            }
            orthogonal(gate, hidden);
        }
        Parameter::<D>::set(&mut self.state.weight, &weight);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.input.tensors(&join(path, "input"), into);
        self.state.tensors(&join(path, "state"), into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let ((from, gates), (hidden, _)) = (self.input.sizes(), self.state.sizes());
        let rows = self.rows;
        let (word, looks, shape) = match self.way {
            Way::Reads => ("GRU reads", rows, vec![hidden]),
            Way::Writes => ("GRU writes", 1, vec![rows, hidden, 1]),
        };
        into.push(Fact {
            what: format!("{word} {from} ×{rows} → {hidden}"),
            shape,
            parameters: self.input.parameters() + self.state.parameters(),
            multiply_adds: gates * (from * looks + hidden * rows),
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// Makes rows of normal numbers orthogonal and of length 1, each less what it has of those before it: a
/// uniformly drawn rotation (Gram and Schmidt).
fn orthogonal(rows: &mut [f32], width: usize) {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    for at in 0..rows.len() / width {
        let (before, row) = rows.split_at_mut(at * width);
        let row = &mut row[..width];
        for other in before.chunks_exact(width) {
            let along = dot(row, other);
            row.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
        }
        let length = dot(row, row).sqrt().max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|v| *v /= length);
    }
}
