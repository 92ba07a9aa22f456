//! What encoder and generator make of a batch, on one pass.

use super::batch::{Batch, DInput, Made};
use super::run::Run;
use crate::error::{Error, Result};
use crate::lab::terms::{Operand, Product, Term};
use crate::layers::{Ops, Pass, Scalar, Var};
use crate::nets::Role;

impl<D: Ops> Made<D> {
    /// What these terms need; dropout masks are those of `key`.
    pub fn of(run: &mut Run<D>, batch: Batch<D>, terms: &[Term], key: u64) -> Result<Self> {
        let mut made = Self {
            pass: Pass::train(key).given(batch.labels.clone()),
            batch,
            products: [const { None }; Product::ALL.len()],
            divergence: None,
        };
        // In this order whatever the terms are: masks and batch statistics follow it.
        for product in Product::ALL {
            if terms.iter().any(|term| term.of.needs().contains(&product)) {
                made.product(run, product)?;
            }
        }
        Ok(made)
    }

    /// What is there already.
    pub fn known(&self, product: Product) -> Option<&Var<D>> {
        self.products[product as usize].as_ref()
    }

    fn product(&mut self, run: &mut Run<D>, product: Product) -> Result<Var<D>> {
        if let Some(known) = self.known(product) {
            return Ok(known.clone());
        }
        let (network, input) = match product {
            Product::Fake => (Role::Generator, self.batch.z(run)?),
            Product::Recode => (Role::Encoder, self.product(run, Product::Fake)?),
            Product::Code => (Role::Encoder, self.batch.seen.clone()),
            Product::Recon => (Role::Generator, self.product(run, Product::Code)?),
            Product::Held => {
                let code = self.product(run, Product::Code)?.detached();
                (Role::Generator, code)
            }
        };
        let made = run.network(network)?.net.forward(input, &mut self.pass)?;
        if product == Product::Code {
            self.divergence = self.pass.divergence.take();
        }
        Ok(self.products[product as usize].insert(made).clone())
    }

    /// What a term looks at.
    pub fn operand(&mut self, run: &mut Run<D>, of: Operand) -> Result<DInput<D>> {
        let (item, code) = match of {
            Operand::Made(product) => (self.product(run, product)?, None),
            Operand::GeneratedPair => {
                let z = self.batch.z(run)?;
                (self.product(run, Product::Fake)?, Some(z))
            }
            Operand::EncodedPair => {
                let code = self.product(run, Product::Code)?;
                (self.batch.x.clone(), Some(code))
            }
            Operand::TranslatedPair => {
                let code = self.product(run, Product::Code)?.detached();
                (self.product(run, Product::Recon)?, Some(code))
            }
        };
        Ok(DInput { item, code })
    }

    /// `KL(E(x) ‖ N(0, 1))`.
    pub fn divergence(&mut self, run: &mut Run<D>) -> Result<Scalar<D>> {
        self.product(run, Product::Code)?;
        let none = || Error::new("this E gives codes, not distributions: it has no divergence");
        self.divergence.clone().ok_or_else(none)
    }
}
