//! The operations of [`Ops`] composed of dfdx's own, forward and backward, for any device that dfdx
//! runs on. CUDA has no others; on a CPU they are what the kernels are held against.
//!
//! An operation is a function from tensors on tapes of their own to a tensor on the merged tape, which
//! the pass takes over where a gradient is asked for. dfdx keeps gradients by the identity of tensors,
//! so that what must get none goes onto the tape as a copy.

pub(super) mod augment;
pub(super) mod conv;
pub(super) mod gru;
pub(super) mod labels;
pub(super) mod loss;
pub(super) mod norm;
pub(super) mod plan;
#[cfg(test)]
mod tests;
pub(super) mod update;

use dfdx::prelude::{
    Axes2, Axis, BroadcastTo, ChooseFrom, HasShape, Merge, OwnedTape, PermuteTo, PutTape,
    ReshapeTo, Shape, SplitTape, Tensor, TryAdd, TryMatMul, TryMul, TrySub,
};
use dfdx::tensor_ops::{TryGt, TryLt};

use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::elementwise;
use crate::layers::ops::{Matrix, Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// A tensor with a tape.
type Taped<S, D> = Tensor<S, f32, D, OwnedTape<f32, D>>;

/// Whether any input of an operation gets a gradient; where none does, no tape is kept.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    any: bool,
}

impl Wanted {
    /// Puts an input on a tape of its own, where `wanted` under its own identity.
    fn enter<S: Shape, D: Ops>(self, x: &Tensor<S, f32, D>, wanted: bool) -> Result<Taped<S, D>> {
        let taped = x.retaped::<OwnedTape<f32, D>>();
        if wanted || !self.any {
            return Ok(taped);
        }
        let copy = taped.try_mul(1.0).map_err(refused)?;
        Ok(copy.split_tape().0.retaped())
    }

    /// Takes the output off its tape, which the pass goes on with.
    fn leave<S: Shape, D: Ops>(self, y: Taped<S, D>, pass: &mut Pass<D>) -> Tensor<S, f32, D> {
        let (y, tape) = y.split_tape();
        if self.any {
            pass.tape = std::mem::take(&mut pass.tape).merge(tape);
        }
        y
    }
}

/// One number on a device, made there.
fn number<D: Ops>(device: &D, value: f32) -> Result<Tensor<(), f32, D>> {
    let zero = device.try_zeros_like(&()).map_err(refused)?;
    zero.try_add(value).map_err(refused)
}

/// One number many times, without room for them.
fn repeated<D: Ops>(device: &D, value: f32, times: usize) -> Result<Row<D>> {
    let one = number(device, value)?;
    one.try_broadcast_like(&(times,)).map_err(refused)
}

/// 1 where a number is above zero, 0 elsewhere.
fn above_zero<D: Ops>(x: &Row<D>) -> Result<Row<D>> {
    let (device, n) = (x.device(), x.shape().0);
    let (one, zero) = (repeated(device, 1.0, n)?, repeated(device, 0.0, n)?);
    let above = x.try_gt(0.0).map_err(refused)?;
    above.try_choose(one, zero).map_err(refused)
}

/// The slopes of a piecewise linear activation where its inputs or outputs are `at`.
fn slopes<D: Ops>(f: Activation, at: &Row<D>) -> Result<Row<D>> {
    match f {
        Activation::LeakyRelu(slope) => {
            let (device, n) = (at.device(), at.shape().0);
            let (slope, one) = (repeated(device, slope, n)?, repeated(device, 1.0, n)?);
            let below = at.try_lt(0.0).map_err(refused)?;
            below.try_choose(slope, one).map_err(refused)
        }
        _ => above_zero(at),
    }
}

/// `f(x)`, or `x` times the slopes that `f` had at the gate.
fn activated<S: Shape, D: Ops>(
    f: Activation,
    x: Taped<S, D>,
    gate: Option<&Row<D>>,
) -> Result<Taped<S, D>> {
    let shape = *x.shape();
    let by = |slopes: Row<D>, x: Taped<S, D>| {
        let slopes = slopes.try_reshape_like(&shape)?;
        x.try_mul(slopes)
    };
    match (f, gate) {
        (Activation::Identity, _) => Ok(x),
        (Activation::Tanh, _) => x.try_tanh().map_err(refused),
        (Activation::Sigmoid, _) => x.try_sigmoid().map_err(refused),
        (Activation::Elu, _) => elu(x),
        (Activation::Silu, _) => by_sigmoid(x, Ok).map_err(refused),
        (Activation::Gelu, _) => by_sigmoid(x, gelu_logit).map_err(refused),
        (_, Some(gate)) => by(slopes(f, gate)?, x).map_err(refused),
        // dfdx's own relu makes 0 of what is no number.
        (Activation::Relu | Activation::LeakyRelu(_), None) => {
            let at = row(&x.retaped())?;
            by(slopes(f, &at)?, x).map_err(refused)
        }
    }
}

/// `x` above zero, `e^x − 1` below.
fn elu<S: Shape, D: Ops>(x: Taped<S, D>) -> Result<Taped<S, D>> {
    let shape = *x.shape();
    let above = above_zero(&row(&x.retaped())?)?;
    let elu = || {
        let above = above.try_reshape_like(&shape)?;
        let below = above.clone().try_negate()?.try_add(1.0)?;
        let (x, tape) = x.split_tape();
        // What is above zero is 0 to the exponential, which stays finite then.
        let low = x.clone().put_tape(tape).try_mul(below)?;
        let (low, tape) = low.try_exp()?.try_sub(1.0)?.split_tape();
        let (high, tape) = x.put_tape(tape).try_mul(above)?.split_tape();
        low.put_tape(tape).try_add(high)
    };
    elu().map_err(refused)
}

/// `x · σ(logit(x))`.
fn by_sigmoid<S: Shape, D: Ops>(
    x: Taped<S, D>,
    logit: impl FnOnce(Taped<S, D>) -> std::result::Result<Taped<S, D>, D::Err>,
) -> std::result::Result<Taped<S, D>, D::Err> {
    let (x, tape) = x.split_tape();
    let share = logit(x.clone().put_tape(tape))?.try_sigmoid()?;
    share.try_mul(x)
}

/// What GELU takes the sigmoid of: twice the argument of its tanh.
fn gelu_logit<S: Shape, D: Ops>(x: Taped<S, D>) -> std::result::Result<Taped<S, D>, D::Err> {
    let (x, tape) = x.split_tape();
    let square = x.clone().put_tape(tape).try_square()?;
    let factor = square.try_mul(2.0 * 0.797_884_6 * 0.044_715)?;
    factor.try_add(2.0 * 0.797_884_6)?.try_mul(x)
}

/// `x Wᵀ`, on a tape where a gradient is wanted.
fn product<D: Ops>(
    x: &Var<D>,
    weight: &Matrix<D>,
    learn: bool,
) -> Result<Taped<(usize, usize), D>> {
    let wanted = Wanted {
        any: x.tracked || learn,
    };
    let weight = wanted.enter(weight, learn)?;
    let weight = weight.try_permute::<(usize, usize), Axes2<1, 0>>();
    let y = wanted.enter(&x.tensor, x.tracked)?;
    weight.and_then(|w| y.try_matmul(w)).map_err(refused)
}

/// `x Wᵀ` on the tape of the pass.
#[cfg(feature = "cuda")]
pub(super) fn multiplied<D: Ops>(
    x: &Var<D>,
    weight: &Matrix<D>,
    pass: &mut Pass<D>,
) -> Result<Tensor<(usize, usize), f32, D>> {
    let wanted = Wanted {
        any: x.tracked || pass.learn,
    };
    Ok(wanted.leave(product(x, weight, pass.learn)?, pass))
}

/// See [`Ops::dense`].
pub(super) fn dense<D: Ops>(
    x: &Var<D>,
    (weight, bias): (&Matrix<D>, &Row<D>),
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let (learn, gate) = (pass.learn, pass.gate());
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let mut y = product(x, weight, learn)?;
    if gate.is_none() {
        let bias = wanted.enter(bias, learn)?;
        let bias = bias.try_broadcast_like::<_, Axis<0>>(y.shape());
        y = bias.and_then(|bias| y.try_add(bias)).map_err(refused)?;
    }
    let y = wanted.leave(activated(f, y, gate.as_ref())?, pass);
    pass.keep(f, &y)?;
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::activate`].
pub(super) fn activate<D: Ops>(x: &Var<D>, f: Activation, pass: &mut Pass<D>) -> Result<Var<D>> {
    let gate = pass.gate();
    let wanted = Wanted { any: x.tracked };
    let y = activated(f, wanted.enter(&x.tensor, x.tracked)?, gate.as_ref())?;
    let tensor = wanted.leave(y, pass);
    pass.keep(f, &tensor)?;
    Ok(Var {
        tensor,
        tracked: x.tracked,
    })
}

/// See [`Ops::dropout`]. The mask is made on the host, for it must be the same everywhere.
pub(super) fn dropout<D: Ops>(x: &Var<D>, p: f32, key: u64, pass: &mut Pass<D>) -> Result<Var<D>> {
    pass.only_linear("dropout")?;
    let shape = *x.tensor.shape();
    let mut mask = vec![1.0; shape.num_elements()];
    elementwise::mask(&mut mask, p, key);
    let mask = x.tensor.device().try_tensor_from_vec(mask, shape);
    let wanted = Wanted { any: x.tracked };
    let y = wanted.enter(&x.tensor, x.tracked)?;
    let y = mask.and_then(|mask| y.try_mul(mask)).map_err(refused)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked: x.tracked,
    })
}
