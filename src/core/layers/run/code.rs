//! A code beside the item: how a discriminator of pairs (x, z) sees z.

use rand_chacha::ChaCha8Rng;

use super::dense::Dense;
use super::{Fact, Layer};
use crate::error::{Error, Result};
use crate::layers::ops::Ops;
use crate::layers::parameter::Named;
use crate::layers::pass::{Pass, Var};

impl<D: Ops> Pass<D> {
    /// The same pass with a code `[batch, numbers]` beside each item; networks of items do not look at them.
    #[must_use]
    pub fn beside(mut self, codes: Option<Var<D>>) -> Self {
        self.codes = codes;
        self
    }
}

/// See [`spec::CodeBias`](crate::layers::CodeBias).
#[derive(Debug, Clone)]
pub(in crate::layers) struct CodeBias<D: Ops> {
    pub dense: Dense<D>,
}

impl<D: Ops> Layer<D> for CodeBias<D> {
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>> {
        let codes = pass.codes.clone().ok_or_else(|| {
            Error::new("this network judges pairs, and no code stands beside the items here")
        })?;
        if codes.batch() != x.batch() {
            return Err(Error::new(format!(
                "{} codes stand beside {} items",
                codes.batch(),
                x.batch()
            )));
        }
        let (wanted, found) = (self.dense.sizes().0, codes.numbers());
        if wanted != found {
            return Err(Error::new(format!(
                "this network judges pairs with codes of {wanted} numbers, not of {found}"
            )));
        }
        let shift = self.dense.forward(codes, pass)?;
        x.plus(shift, pass)
    }

    fn reset(&mut self, rng: &mut ChaCha8Rng) {
        self.dense.reset(rng);
    }

    fn tensors<'a>(&'a mut self, path: &str, into: &mut Vec<Named<'a, D>>) {
        self.dense.tensors(path, into);
    }

    fn describe(&self, into: &mut Vec<Fact>) {
        let (from, to) = self.dense.sizes();
        into.push(Fact {
            what: format!("+ the code beside it: dense {from} → {to}"),
            shape: vec![to],
            parameters: self.dense.parameters(),
            multiply_adds: from * to,
        });
    }

    fn copy(&self) -> Box<dyn Layer<D>> {
        Box::new(self.clone())
    }
}
