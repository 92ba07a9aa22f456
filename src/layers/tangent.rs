//! How steep a network is in its input: gradient penalties without going back twice.
//!
//! Where a network is piecewise linear, its derivative along a direction `v` is the network itself
//! without biases, every activation replaced by its slope at the point. So `v = ∇ₓD(x)` is computed
//! first and held constant, and then pushed through that linear network, on a tape: what comes out is
//! `‖v‖²`, and its gradient in the weights is half that of `‖∇ₓD(x)‖²`. A price `p(‖∇ₓD(x)‖²)` has
//! `p′` times that gradient, which `v` carries with it as a factor.

use std::collections::VecDeque;

use super::item::Any;
use super::ops::{Ops, Pointwise};
use super::pass::{Pass, Scalar, Var};
use crate::error::{Error, Result};
use crate::kernels::activation::Activation;

/// What a pass does with the outputs of activations, whose signs say their slopes.
#[derive(Debug, Default)]
pub(crate) enum Gates {
    #[default]
    Ignored,
    /// Keeps them, layer by layer.
    Kept(VecDeque<Vec<f32>>),
    /// Goes through the linear network that has these slopes.
    Followed(VecDeque<Vec<f32>>),
}

impl<D: Ops> Pass<D> {
    /// The outputs that the coming layer had at the point, if it is to be linear with these slopes.
    pub(crate) fn gate(&mut self) -> Option<Vec<f32>> {
        match &mut self.gates {
            Gates::Followed(gates) => gates.pop_front(),
            _ => None,
        }
    }

    /// Whether a direction goes through the linear network.
    pub(crate) fn is_followed(&self) -> bool {
        matches!(self.gates, Gates::Followed(_))
    }

    /// Keeps what the layer gave, where slopes are wanted.
    ///
    /// # Errors
    /// A sentence where the activation is not piecewise linear.
    pub(crate) fn keep(&mut self, f: Activation, y: &[f32]) -> Result<()> {
        if matches!(f, Activation::Tanh | Activation::Sigmoid) {
            self.only_linear("tanh or sigmoid")?;
        }
        if let Gates::Kept(gates) = &mut self.gates {
            gates.push_back(y.to_vec());
        }
        Ok(())
    }

    /// Refuses a layer that has no place in a gradient penalty.
    ///
    /// # Errors
    /// A sentence where slopes are kept or followed.
    pub(crate) fn only_linear(&self, layer: &str) -> Result<()> {
        if matches!(self.gates, Gates::Ignored) {
            return Ok(());
        }
        Err(Error::new(format!(
            "a gradient penalty takes a discriminator of linear and (leaky) relu layers, and this one has {layer}; 'set r1 0; set gp 0' turns the penalties off, 'build gan disc=dense' has such a discriminator"
        )))
    }
}

/// The mean over the batch of what each item pays for its slope, and a number on the tape of `pass` that
/// has the same gradient in D's weights. Where codes stand beside the items, the slope is that in both.
/// `price` is a function of `‖∇ₓD(x)‖²`, with its slope; `forward`
/// takes a batch through D.
///
/// # Errors
/// A sentence where D is not piecewise linear; whatever `forward` refuses.
pub fn steepness<D: Ops>(
    device: &D,
    x: &Var<Any, D>,
    price: Pointwise,
    pass: &mut Pass<D>,
    mut forward: impl FnMut(Var<Any, D>, &mut Pass<D>) -> Result<Var<Any, D>>,
) -> Result<(f32, Scalar<D>)> {
    let itself: Pointwise = |y| (y, 1.0);
    let batch = x.batch();
    let tracked = |v: &Var<Any, D>| Var {
        tensor: v.tensor.clone(),
        tracked: true,
    };
    let (x, codes) = (tracked(x), pass.codes.as_ref().map(tracked));
    let look = Pass::train(0).given(pass.labels.clone());
    let mut look = look.beside(codes.clone());
    look.learn = false;
    look.gates = Gates::Kept(VecDeque::new());
    let y = forward(x.clone(), &mut look)?;
    let mean = D::mean_of(&y, itself, &mut look)?;
    let gates = match std::mem::take(&mut look.gates) {
        Gates::Kept(gates) => gates,
        Gates::Ignored | Gates::Followed(_) => VecDeque::new(),
    };
    // The gradient of the sum: each item's own.
    let mut gradients = look.backward(device, &[(batch as f32, mean)])?;
    let mut slope = |of: &Var<Any, D>| D::gradient(&of.tensor, &mut gradients);
    let mut v = slope(&x)?;
    let mut beside = codes.as_ref().map(&mut slope).transpose()?;
    let (len, width) = (v.len() / batch, beside.as_ref().map_or(0, Vec::len) / batch);
    let mut paid = 0.0;
    for item in 0..batch {
        let v = &mut v[item * len..][..len];
        let beside = beside
            .as_mut()
            .map_or(&mut [][..], |b| &mut b[item * width..][..width]);
        let both = || v.iter().chain(beside.iter());
        let square = both().map(|v| v * v).sum::<f32>();
        let (value, slope) = price(square);
        paid += value;
        // An item whose slope is zero has no direction.
        let weight = if square > 0.0 { 2.0 * slope } else { 0.0 };
        v.iter_mut().chain(beside).for_each(|v| *v *= weight);
    }
    let codes = beside
        .map(|b| Var::constant(device, b, width))
        .transpose()?;

    pass.gates = Gates::Followed(gates);
    let kept = std::mem::replace(&mut pass.codes, codes);
    let along = forward(Var::constant(device, v, len)?, pass);
    (pass.gates, pass.codes) = (Gates::Ignored, kept);
    Ok((paid / batch as f32, D::mean_of(&along?, itself, pass)?))
}
