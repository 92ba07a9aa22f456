//! A dense layer that sees how much the items of its batch differ.

use dfdx::prelude::{
    Axis, BroadcastTo, HasShape, MeanTo, OwnedTape, PutTape, Rank0, SplitTape, StddevTo, Tensor,
    TryMul,
};
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;

use super::dense::Dense;
use super::{Fact, Layer, and, push};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::{Matrix, Ops, Row};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// Added to a variance before its root is taken.
const EPSILON: f64 = 1e-8;

/// See [`spec::DeviationDense`](crate::layers::DeviationDense).
#[derive(Debug, Clone)]
pub(in crate::layers) struct DeviationDense<D: Ops> {
    /// Without an activation.
    pub dense: Dense<D>,
    /// What the deviation is multiplied by for each output.
    pub deviation: Row<D>,
    pub f: Activation,
}

impl<D: Ops> Layer<D> for DeviationDense<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        pass.only_linear("a batch deviation")?;
        let batch = x.batch();
        // A frozen layer keeps no gradient: a product with 1 is a tensor of its own.
        let weight = if pass.learn {
            self.deviation.clone()
        } else {
            self.deviation.clone().try_mul(1.0).map_err(refused)?
        };
        let y = self.dense.forward(x.clone(), pass)?;
        let tape = std::mem::take(&mut pass.tape);
        let shift = shift(x.tensor, weight, batch, tape).map_err(refused)?;
        let (shift, tape) = shift.split_tape();
        pass.tape = tape;
        let shift = Var {
            tensor: shift,
            tracked: y.tracked,
        };
        D::activate(y.plus(shift, pass)?, self.f, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.dense.reset(rng);
        let (from, to) = self.dense.sizes();
        // Of a weight of a dense layer with one input more.
        #[allow(clippy::cast_possible_truncation)]
        let bound = (1.0 / ((from + 1) as f64).sqrt()) as f32;
        let uniform = Uniform::new(-bound, bound);
        let values: Vec<f32> = uniform.sample_iter(rng).take(to).collect();
        Parameter::<D>::set(&mut self.deviation, &values);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.dense.tensors(path, into);
        let deviation = &mut self.deviation;
        push(into, (path, "deviation"), Kind::Learned, deviation);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let (from, to) = self.dense.sizes();
        into.push(Fact {
            what: format!("dense {from} + the batch's deviation → {to}{}", and(self.f)),
            shape: vec![to],
            parameters: self.dense.parameters() + to,
            multiply_adds: to * from + from + to,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// A batch that carries the tape.
type Taped<D> = Tensor<(usize, usize), f32, D, OwnedTape<f32, D>>;

/// `s·w` for every item, on the tape.
fn shift<D: Ops>(
    x: Matrix<D>,
    weight: Row<D>,
    batch: usize,
    tape: OwnedTape<f32, D>,
) -> std::result::Result<Taped<D>, D::Err> {
    let each = x.put_tape(tape).try_stddev::<(usize,), Axis<0>>(EPSILON)?;
    let mean: Tensor<Rank0, f32, D, _> = each.try_mean()?;
    let row = mean
        .try_broadcast_like(HasShape::shape(&weight))?
        .try_mul(weight)?;
    let (outputs,) = *HasShape::shape(&row);
    row.try_broadcast_like::<_, Axis<0>>(&(batch, outputs))
}
