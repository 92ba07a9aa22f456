//! A fully connected layer, and the same one over each row.

use dfdx::prelude::HasShape;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, and, push};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::bias::Start;
use crate::layers::ops::{Matrix, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// See [`spec::Dense`](crate::layers::Dense).
#[derive(Debug, Clone)]
pub(in crate::layers) struct Dense<D: Ops> {
    /// `[outputs, inputs]`.
    pub weight: Matrix<D>,
    /// `[outputs]`; zeros where none is learned.
    pub bias: Row<D>,
    pub f: Activation,
    /// Whether the bias is learned, and whether all starts at zero.
    pub start: Start,
}

impl<D: Ops> Dense<D> {
    pub fn new(
        device: &D,
        (from, to): (usize, usize),
        f: Activation,
        start: Start,
    ) -> Result<Self> {
        Ok(Self {
            weight: device.try_zeros_like(&(to, from)).map_err(refused)?,
            bias: device.try_zeros_like(&(to,)).map_err(refused)?,
            f,
            start,
        })
    }

    /// Numbers that it takes and gives.
    pub fn sizes(&self) -> (usize, usize) {
        let (to, from) = *HasShape::shape(&self.weight);
        (from, to)
    }

    /// Learned numbers.
    pub fn parameters(&self) -> usize {
        let (from, to) = self.sizes();
        (from + usize::from(self.start.bias())) * to
    }
}

impl<D: Ops> Layer<D> for Dense<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        D::dense(x, (&self.weight, &self.bias), self.f, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let (from, to) = self.sizes();
        let bound = 1.0 / (from as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        let zero = self.start.zero();
        let mut draw = |n: usize| -> Vec<f32> {
            if zero {
                return vec![0.0; n];
            }
            uniform.sample_iter(&mut *rng).take(n).collect()
        };
        Parameter::<D>::set(&mut self.weight, &draw(to * from));
        if self.start.bias() {
            Parameter::<D>::set(&mut self.bias, &draw(to));
        }
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        push(into, (path, "weight"), Kind::Learned, &mut self.weight);
        if self.start.bias() {
            push(into, (path, "bias"), Kind::Learned, &mut self.bias);
        }
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let (from, to) = self.sizes();
        let bias = super::without(self.start.bias());
        into.push(Fact {
            what: format!("dense {from} → {to}{bias}{}", and(self.f)),
            shape: vec![to],
            parameters: self.parameters(),
            multiply_adds: to * from,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// See [`spec::Rows`](crate::layers::Rows).
#[derive(Debug, Clone)]
pub(in crate::layers) struct Rows<D: Ops> {
    pub dense: Dense<D>,
    /// `[rows, columns, channels]`.
    pub picture: [usize; 3],
}

impl<D: Ops> Layer<D> for Rows<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let (batch, rows) = (x.batch(), self.picture[0]);
        let (from, to) = self.dense.sizes();
        let each = x.reshaped(batch * rows, from)?;
        self.dense.forward(each, pass)?.reshaped(batch, rows * to)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.dense.reset(rng);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.dense.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let (from, to) = self.dense.sizes();
        let rows = self.picture[0];
        into.push(Fact {
            what: format!(
                "dense {from} → {to} each of {rows} rows{}",
                and(self.dense.f)
            ),
            shape: self.picture.to_vec(),
            parameters: self.dense.parameters(),
            multiply_adds: to * from * rows,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}
