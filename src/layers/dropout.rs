//! Dropout whose mask is a function of (seed, stream, step, place): a run can be resumed bit for bit.

use std::marker::PhantomData;

use dfdx::nn::ZeroSizedModule;
use rand_chacha::ChaCha8Rng;

use super::item::Item;
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Mode, Pass, Var};
use crate::error::Result;

/// Drops each number with probability `MILLI/1000` in training (Srivastava et al. 2014).
#[derive(Debug, Clone, Copy, Default)]
pub struct Dropout<T, const MILLI: u16>(PhantomData<T>);

impl<T: Item, const MILLI: u16> ZeroSizedModule for Dropout<T, MILLI> {}

impl<T: Item, const MILLI: u16> Shaped for Dropout<T, MILLI> {
    type In = T;
    type Out = T;
    const FITS: () = assert!(MILLI < 1000, "Dropout<T, MILLI>: at most 999 thousandths");
}

impl<T: Item, const MILLI: u16, D: Ops> Layer<D> for Dropout<T, MILLI> {
    fn forward(&mut self, x: Var<T, D>, pass: &mut Pass<D>) -> Result<Var<T, D>> {
        let () = Self::FITS;
        if pass.mode == Mode::Infer {
            return Ok(x);
        }
        let key = pass.mask();
        D::dropout(x, f32::from(MILLI) / 1000.0, key, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: format!("dropout {}", f32::from(MILLI) / 1000.0),
            shape: T::SHAPE.to_vec(),
            parameters: 0,
            multiply_adds: 0,
        });
    }
}
