//! Layers around which what comes in goes past.

use rand_chacha::ChaCha8Rng;

use super::{Fact, Layer, Net};
use crate::error::Result;
use crate::layers::ops::Ops;
use crate::layers::parameter::Named;
use crate::layers::pass::{Pass, Var};

/// See [`spec::Residual`](crate::layers::Residual). The layers know the whole paths of their tensors.
#[derive(Debug)]
pub(in crate::layers) struct Residual<D: Ops>(pub Net<D>);

impl<D: Ops> Layer<D> for Residual<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        // Layers that have nothing to do give what came in.
        let past = x.clone().apart(pass)?;
        self.0.forward(x, pass)?.plus(past, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.0.reset(rng);
    }

    fn tensors<'a>(&'a mut self, _: &str, into: &mut Vec<Named<'a, D>>) {
        into.extend(self.0.tensors());
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        into.extend(self.0.facts());
        into.push(Fact {
            what: "residual: plus what came in".to_owned(),
            shape: self.0.gives().sizes(),
            parameters: 0,
            multiply_adds: 0,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(Self(self.0.clone()))
    }
}
