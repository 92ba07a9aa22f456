//! Layers without weights: activations, dropout, other shapes, feature taps.

use super::{Fact, Layer};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::Ops;
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::plain::ItemShape;

/// A fact of a layer without weights.
fn fact(what: impl Into<String>, item: ItemShape) -> Fact {
    Fact {
        what: what.into(),
        shape: item.sizes(),
        parameters: 0,
        multiply_adds: 0,
    }
}

/// See [`spec::Activate`](crate::layers::Activate).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Activate {
    pub item: ItemShape,
    pub f: Activation,
}

impl<D: Ops> Layer<D> for Activate {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        D::activate(x, self.f, pass)
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(fact(self.f.name(), self.item));
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}

/// See [`spec::Dropout`](crate::layers::Dropout).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Dropout {
    pub item: ItemShape,
    /// Probability that a number is dropped.
    pub p: f32,
}

impl<D: Ops> Layer<D> for Dropout {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        if pass.mode == Mode::Infer {
            return Ok(x);
        }
        let key = pass.mask();
        D::dropout(x, self.p, key, pass)
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(fact(format!("dropout {}", self.p), self.item));
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}

/// Another shape of the same numbers: nothing happens.
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Reshape {
    pub what: &'static str,
    pub item: ItemShape,
}

impl<D: Ops> Layer<D> for Reshape {
    fn forward(&mut self, x: Var<D>, _: &mut Pass<D>) -> Result<Var<D>> {
        Ok(x)
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(fact(self.what, self.item));
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}

/// See [`spec::Tap`](crate::layers::Tap).
#[derive(Debug, Clone, Copy)]
pub(in crate::layers) struct Tap;

impl<D: Ops> Layer<D> for Tap {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        if pass.tap {
            pass.tapped = Some(x.clone());
        }
        Ok(x)
    }

    fn describe(&self, _: &mut Vec<Fact>) {}

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(*self)
    }
}
