//! Scores and a penalty on their slope, learned together: one trip forth, one back, and one along the slope.
//!
//! A piecewise linear network is `yᵢ = aₗᵢ · Wₗ hₗᵢ + …` in the weights of each of its layers, with `h` what item `i` gives
//! the layer and `a` the slope of the score there. So a loss with slopes `sᵢ` in the scores has the gradient `Σ sᵢ aₗᵢ hₗᵢᵀ`.
//! A penalty `p(‖∇ₓyᵢ‖²)` has `Σ aₗᵢ tₗᵢᵀ`, where `t` is what a layer gets of the direction `2p′ ∇ₓyᵢ`, pushed through the
//! network without biases. Both have the same `a`, which the way back to `∇ₓy` finds anyhow: a layer leaves its `h` on the
//! way forth and its `a` on the way back, and learns `Σ aₗᵢ (sᵢ hₗᵢ + tₗᵢ)ᵀ` when the direction comes by. The penalty costs
//! one trip more than the loss without it, not five.

use std::collections::VecDeque;

use dfdx::prelude::Tensor;

use super::ops::Ops;
use super::pass::{Grads, Labels, Pass, Scalar, Var};
use super::tangent::{Direction, Penalty, looking};
use super::trace::{Learning, Left, Slopes, Trace};
use crate::error::{Error, Result};

impl<D: Ops> Pass<D> {
    /// Where the coming layer leaves its slopes, if it is to; `x` is what it got.
    pub(crate) fn leave(&mut self, x: &Tensor<(usize, usize), f32, D>) -> Option<Slopes> {
        let Trace::Leaving(left) = &mut self.trace else {
            return None;
        };
        let slopes = Slopes::default();
        left.push_back(Left {
            input: x.clone(),
            slopes: slopes.clone(),
        });
        Some(slopes)
    }

    /// What the coming layer learns from, if it learns from what it left.
    pub(crate) fn learning(&mut self) -> Option<&mut Learning<D>> {
        match &mut self.trace {
            Trace::Learning(learning) => Some(learning),
            _ => None,
        }
    }

    /// Refuses a layer whose weights are not what it multiplies with.
    ///
    /// # Errors
    /// A sentence on a pass of a trip.
    pub(crate) fn only_own_weights(&self, layer: &str) -> Result<()> {
        match self.trace {
            Trace::Off => Ok(()),
            _ => Err(Error::new(format!(
                "{layer} does not learn from what it left"
            ))),
        }
    }
}

/// The scores of items on their way to being learned from, with a penalty on their slope.
pub struct Trip<D: Ops> {
    look: Pass<D>,
    x: Var<D>,
    scores: Var<D>,
    labels: Option<Labels>,
    /// The direction of the penalty in items and in the codes beside them.
    along: Option<Direction<D>>,
}

impl<D: Ops> Trip<D> {
    /// Takes items, with codes beside them, through a network by `forward`.
    ///
    /// # Errors
    /// A sentence where the network is not piecewise linear, or learns in another way than by its weights.
    pub fn begin(
        x: &Var<D>,
        codes: Option<&Var<D>>,
        labels: Option<Labels>,
        mut forward: impl FnMut(Var<D>, &mut Pass<D>) -> Result<Var<D>>,
    ) -> Result<Self> {
        let (x, mut look) = looking(x, codes, labels.clone());
        look.trace = Trace::Leaving(VecDeque::new());
        let scores = forward(x.clone(), &mut look)?;
        Ok(Self {
            look,
            x,
            scores,
            labels,
            along: None,
        })
    }

    /// The scores, for a loss on another pass.
    #[must_use]
    pub fn scores(&self) -> Var<D> {
        Var {
            tensor: self.scores.tensor.clone(),
            tracked: true,
        }
    }

    /// The mean over the batch of what each item pays for the slope of its score; `weight` times as much is learned.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn pay(&mut self, device: &D, penalty: Penalty, weight: f32) -> Result<Scalar<D>> {
        let mut look = std::mem::replace(&mut self.look, Pass::infer());
        self.look.gates = std::mem::take(&mut look.gates);
        self.look.trace = std::mem::take(&mut look.trace);
        let weight = weight / self.x.batch() as f32;
        let scored = (&self.x, &self.scores);
        let (mean, along) = penalty.direction(device, scored, look, weight)?;
        self.along = Some(along);
        Ok(mean)
    }

    /// Adds the gradients of the loss, whose slopes in the scores are among `gradients`, and of the penalty, if one was
    /// paid, to them.
    ///
    /// # Errors
    /// If the device has no room.
    pub fn learn(
        mut self,
        mut gradients: Grads<D>,
        mut forward: impl FnMut(Var<D>, &mut Pass<D>) -> Result<Var<D>>,
    ) -> Result<Grads<D>> {
        let lost = || Error::new("what the layers have left is lost");
        if self.along.is_none() {
            let device = self.x.device().clone();
            self.pay(&device, Penalty::Square, 0.0)?;
        }
        let (along, codes) = self.along.ok_or_else(lost)?;
        let shares = D::gradient(&self.scores.tensor, &mut gradients)?;
        let mut pass = Pass::train(0).given(self.labels).beside(codes);
        pass.learn = false;
        pass.gates = self.look.gates.followed();
        if let Trace::Leaving(left) = self.look.trace {
            pass.trace = Trace::Learning(Box::new(Learning {
                left,
                shares,
                gradients,
            }));
        }
        forward(along, &mut pass)?;
        match pass.trace {
            Trace::Learning(learning) => Ok(learning.gradients),
            _ => Err(lost()),
        }
    }
}
