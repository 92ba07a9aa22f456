//! How steep a network is in its input: gradient penalties without going back twice.
//!
//! Where a network is piecewise linear, its derivative along a direction `v` is the network itself
//! without biases, every activation replaced by its slope at the point. So `v = ∇ₓD(x)` is computed
//! first and held constant, and then pushed through that linear network, on a tape: what comes out is
//! `‖v‖²`, and its gradient in the weights is half that of `‖∇ₓD(x)‖²`. A penalty `p(‖∇ₓD(x)‖²)` has
//! `p′` times the gradient of `‖∇ₓD(x)‖²`: `v` carries the factor `2p′`.

use std::collections::VecDeque;

use dfdx::prelude::{
    Axis, BroadcastTo, HasShape, MeanTo, Shape, SumTo, Tensor, TryAdd, TryDiv, TryMul, TrySub,
};

use super::formula::Pointwise;
use super::ops::{Ops, Row};
use super::parameter::row;
use super::pass::{Gates, Labels, Pass, Scalar, Var};
use super::refused;
use crate::error::{Error, Result};
use crate::kernels::activation::Activation;

impl<D: Ops> Pass<D> {
    /// The outputs that the coming layer had at the point, if it is to be linear with these slopes.
    pub(crate) fn gate(&mut self) -> Option<Row<D>> {
        match &mut self.gates {
            Gates::Followed(gates) => gates.pop_front(),
            _ => None,
        }
    }

    /// Whether a direction goes through the linear network.
    pub(crate) fn is_followed(&self) -> bool {
        matches!(self.gates, Gates::Followed(_))
    }

    /// Whether a gradient penalty asks for the slopes.
    pub(crate) fn is_steep(&self) -> bool {
        !matches!(self.gates, Gates::Ignored)
    }

    /// Keeps what the layer gave, where slopes are wanted.
    ///
    /// # Errors
    /// A sentence where the activation is not piecewise linear.
    pub(crate) fn keep<S: Shape>(&mut self, f: Activation, y: &Tensor<S, f32, D>) -> Result<()> {
        match f {
            Activation::Tanh | Activation::Sigmoid => self.only_linear("tanh or sigmoid")?,
            f if !f.is_piecewise_linear() => self.only_linear(f.name())?,
            _ => {}
        }
        if let Gates::Kept(gates) = &mut self.gates {
            gates.push_back(row(y)?);
        }
        Ok(())
    }

    /// Refuses a layer that has no place in a gradient penalty.
    ///
    /// # Errors
    /// A sentence where slopes are kept or followed.
    pub(crate) fn only_linear(&self, layer: &str) -> Result<()> {
        if !self.is_steep() {
            return Ok(());
        }
        Err(Error::new(format!(
            "gp takes a discriminator of linear and (leaky) relu layers, and this one has {layer}; 'set gp 0' turns it off, 'build gan disc=dense' has such a discriminator, and the penalties r1 and r2 take any"
        )))
    }
}

/// What an item pays for the slope of D at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Penalty {
    /// `‖∇ₓD(x)‖²`.
    Square,
    /// `(‖∇ₓD(x)‖ − 1)²`.
    FromOne,
}

/// Numbers of a batch, item by item.
type Values<D> = Tensor<(usize, usize), f32, D>;

/// A mean, and a number for each item.
type Paid<D> = (Tensor<(), f32, D>, Row<D>);

impl Penalty {
    /// The mean that slopes `v` and `beside` pay, and what each item's slope is multiplied by to be the
    /// direction in which that grows.
    fn of<D: Ops>(
        self,
        v: &Values<D>,
        beside: Option<&Values<D>>,
    ) -> std::result::Result<Paid<D>, D::Err> {
        let of = |v: &Values<D>| v.clone().try_square()?.try_sum::<_, Axis<1>>();
        let mut squares: Row<D> = of(v)?;
        if let Some(beside) = beside {
            squares = squares.try_add(of(beside)?)?;
        }
        match self {
            Self::Square => {
                let two = squares.clone().try_mul(0.0)?.try_add(2.0)?;
                Ok((squares.try_mean()?, two))
            }
            Self::FromOne => {
                // An item whose slope is zero has no direction: the little keeps its factor finite.
                let length = squares.try_add(1e-20)?.try_sqrt()?;
                let away = length.clone().try_sub(1.0)?;
                let times = away.clone().try_mul(2.0)?.try_div(length)?;
                Ok((away.try_square()?.try_mean()?, times))
            }
        }
    }
}

/// A direction in items, and in the codes beside them.
pub(super) type Direction<D> = (Var<D>, Option<Var<D>>);

/// The items and a pass that keeps the slopes of a network for them; neither learns.
pub(super) fn looking<D: Ops>(
    x: &Var<D>,
    codes: Option<&Var<D>>,
    labels: Option<Labels>,
) -> (Var<D>, Pass<D>) {
    let tracked = |v: &Var<D>| Var {
        tensor: v.tensor.clone(),
        tracked: true,
    };
    let mut look = Pass::train(0).given(labels).beside(codes.map(tracked));
    look.learn = false;
    look.gates = Gates::Kept(VecDeque::new());
    (tracked(x), look)
}

impl Penalty {
    /// The mean that items `x` pay for the slope of their scores `y` on the pass that looked at them, and `weight` times
    /// the direction in which that grows.
    pub(super) fn direction<D: Ops>(
        self,
        device: &D,
        (x, y): (&Var<D>, &Var<D>),
        mut look: Pass<D>,
        weight: f32,
    ) -> Result<(Scalar<D>, Direction<D>)> {
        let (batch, codes) = (x.batch() as f32, look.codes.take());
        let mean = D::mean_of(y, Pointwise::Line { times: 1.0 }, &mut look)?;
        // The gradient of the sum: each item's own.
        let mut gradients = look.backward(device, &[(batch, mean)])?;
        let mut slope = |of: &Var<D>| -> Result<Values<D>> {
            gradients.try_alloc_for(&of.tensor).map_err(refused)?;
            Ok(gradients.get(&of.tensor))
        };
        let v = slope(x)?;
        let beside = codes.as_ref().map(&mut slope).transpose()?;
        let (mean, times) = self.of(&v, beside.as_ref()).map_err(refused)?;
        let times = times.try_mul(weight).map_err(refused)?;
        let scaled = |v: Values<D>| -> Result<Var<D>> {
            let times = times.clone().try_broadcast_like::<_, Axis<1>>(v.shape());
            let tensor = times.and_then(|times| v.try_mul(times)).map_err(refused)?;
            Ok(Var {
                tensor,
                tracked: false,
            })
        };
        let codes = beside.map(scaled).transpose()?;
        Ok((Scalar::of(mean), (scaled(v)?, codes)))
    }
}

/// The mean over the batch of what each item pays for its slope, and a number on the tape of `pass` that
/// has the same gradient in D's weights. Where codes stand beside the items, the slope is that in both.
/// `forward` takes a batch through D.
///
/// # Errors
/// A sentence where D is not piecewise linear; whatever `forward` refuses.
pub fn steepness<D: Ops>(
    device: &D,
    x: &Var<D>,
    penalty: Penalty,
    pass: &mut Pass<D>,
    mut forward: impl FnMut(Var<D>, &mut Pass<D>) -> Result<Var<D>>,
) -> Result<(Scalar<D>, Scalar<D>)> {
    let (x, mut look) = looking(x, pass.codes.as_ref(), pass.labels.clone());
    let y = forward(x.clone(), &mut look)?;
    let gates = std::mem::take(&mut look.gates).followed();
    let (mean, (v, codes)) = penalty.direction(device, (&x, &y), look, 1.0)?;
    pass.gates = gates;
    let kept = std::mem::replace(&mut pass.codes, codes);
    let along = forward(v, pass);
    (pass.gates, pass.codes) = (Gates::Ignored, kept);
    let itself = Pointwise::Line { times: 1.0 };
    Ok((mean, D::mean_of(&along?, itself, pass)?))
}
