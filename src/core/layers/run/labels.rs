//! Layers that are given the class of each item; there are two classes at least.

use dfdx::prelude::HasShape;
use rand::distributions::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, push};
use crate::error::Result;
use crate::layers::ops::{Matrix, Ops};
use crate::layers::parameter::{Kind, Named, Parameter};
use crate::layers::pass::{Pass, Var};

/// See [`spec::ClassBias`](crate::layers::ClassBias).
#[derive(Debug, Clone)]
pub(in crate::layers) struct ClassBias<D: Ops> {
    /// `[classes, numbers]`.
    pub table: Matrix<D>,
}

impl<D: Ops> Layer<D> for ClassBias<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let labels = pass.labels(x.batch(), HasShape::shape(&self.table).0)?;
        D::class_bias(x, &self.table, labels, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        let (classes, numbers) = *HasShape::shape(&self.table);
        let bound = 1.0 / (classes as f32).sqrt();
        let uniform = Uniform::new(-bound, bound);
        let values: Vec<f32> = uniform.sample_iter(rng).take(classes * numbers).collect();
        Parameter::<D>::set(&mut self.table, &values);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        push(into, (path, "table"), Kind::Learned, &mut self.table);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let (classes, numbers) = *HasShape::shape(&self.table);
        into.push(Fact {
            what: format!("+ the vector of one of {classes} classes"),
            shape: vec![numbers],
            parameters: classes * numbers,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}

/// See [`spec::Pick`](crate::layers::Pick).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Pick {
    pub classes: usize,
}

impl<D: Ops> Layer<D> for Pick {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let labels = pass.labels(x.batch(), self.classes)?;
        D::pick(x, labels, pass)
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: "the logit of the class".to_owned(),
            shape: vec![1],
            parameters: 0,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}
