//! What runs: the same few kinds of layers for every network, with their sizes as numbers and their
//! weights on a device.

mod code;
mod conv;
mod dense;
mod deviation;
mod gaussian;
mod gru;
mod labels;
mod lower;
mod net;
mod norm;
mod plain;
mod residual;
mod spectral_norm;

pub use net::Net;

use std::fmt::Debug;

use rand_chacha::ChaCha8Rng;

use super::ops::Ops;
use super::parameter::{Kind, Named, Parameter};
use super::pass::{Pass, Var};
use crate::error::Result;
use crate::kernels::activation::Activation;

/// One layer in words, for `show net`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `dense 784 → 64, relu`.
    pub what: String,
    /// Shape of one item that it gives.
    pub shape: Vec<usize>,
    pub parameters: usize,
    /// Multiply-adds of one item.
    pub multiply_adds: usize,
}

/// A layer with its weights, on a device.
pub trait Layer<D: Ops>: Debug {
    /// Takes a batch through the layer; what happened is left on the pass's tape.
    ///
    /// # Errors
    /// If the device has no room.
    fn forward(&mut self, x: Var<D>, pass: &mut Pass<D>) -> Result<Var<D>>;

    /// Draws new weights, where it has any.
    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    /// Adds the layer's tensors under `path`, in a fixed order.
    fn tensors<'a>(&'a mut self, _path: &str, _into: &mut Vec<Named<'a, D>>) {}

    /// Adds what there is to say of it.
    fn describe(&self, into: &mut Vec<Fact>);

    /// A copy with weights of its own.
    fn copy(&self) -> Box<dyn Layer<D>>;
}

/// `path.name`, without a leading dot.
fn join(path: &str, name: impl std::fmt::Display) -> String {
    if path.is_empty() {
        name.to_string()
    } else {
        format!("{path}.{name}")
    }
}

/// Adds a tensor under `path.name`.
fn push<'a, D: Ops>(
    into: &mut Vec<Named<'a, D>>,
    (path, name): (&str, &str),
    kind: Kind,
    tensor: &'a mut dyn Parameter<D>,
) {
    into.push(Named {
        name: join(path, name),
        kind,
        tensor,
    });
}

/// `, relu`; nothing where there is no activation.
fn and(f: Activation) -> String {
    match f.name() {
        "" => String::new(),
        name => format!(", {name}"),
    }
}

/// What is said of a layer whose bias is not learned.
fn without(learns_bias: bool) -> &'static str {
    if learns_bias { "" } else { " without bias" }
}
