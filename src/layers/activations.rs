//! Activations as types: the slope is in the type, so that nothing can reset it.

use std::marker::PhantomData;

use dfdx::nn::ZeroSizedModule;
use rand_chacha::ChaCha8Rng;

use super::item::Item;
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::Result;
use crate::kernels::activation::Activation;

/// An activation that a layer applies to its outputs.
pub trait Function: Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    const ACTIVATION: Activation;
    /// `relu`; empty for none.
    const NAME: &'static str;
}

macro_rules! function {
    ($(#[$doc:meta])* $name:ident, $activation:expr, $word:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name;
        impl Function for $name {
            const ACTIVATION: Activation = $activation;
            const NAME: &'static str = $word;
        }
    };
}

function!(
    /// No activation.
    Identity, Activation::Identity, ""
);
function!(
    /// `max(x, 0)`.
    Relu, Activation::Relu, "relu"
);
function!(
    /// Outputs in [-1, 1].
    Tanh, Activation::Tanh, "tanh"
);
function!(
    /// Outputs in [0, 1].
    Sigmoid, Activation::Sigmoid, "sigmoid"
);

/// `x` above zero, `x · MILLI/1000` below.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeakyRelu<const MILLI: u16>;

impl<const MILLI: u16> Function for LeakyRelu<MILLI> {
    const ACTIVATION: Activation = Activation::LeakyRelu(MILLI as f32 / 1000.0);
    const NAME: &'static str = "leaky relu";
}

/// An activation as a layer of its own, for after a normalisation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Activate<T, F>(PhantomData<(T, F)>);

impl<T: Item, F: Function> ZeroSizedModule for Activate<T, F> {}

impl<T: Item, F: Function> Shaped for Activate<T, F> {
    type In = T;
    type Out = T;
}

impl<T: Item, F: Function, D: Ops> Layer<D> for Activate<T, F> {
    fn forward(&mut self, x: Var<T, D>, pass: &mut Pass<D>) -> Result<Var<T, D>> {
        D::activate(x, F::ACTIVATION, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: F::NAME.to_owned(),
            shape: T::SHAPE.to_vec(),
            parameters: 0,
            multiply_adds: 0,
        });
    }
}
