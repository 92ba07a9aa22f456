//! Means of formulas over a batch, and numbers that come back to the host, composed.

use dfdx::prelude::{
    BroadcastTo, ChooseFrom, HasShape, MeanTo, SplitTape, SumTo, TryAdd, TryMul, TrySub,
    WithEmptyTape,
};
use dfdx::tensor_ops::TryGt;

use super::{Taped, Wanted, above_zero, repeated};
use crate::error::Result;
use crate::layers::formula::{Between, Pointwise};
use crate::layers::ops::{Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Pass, Scalar, Var};
use crate::layers::refused;

type Numbers<D> = Taped<(usize,), D>;

/// See [`Ops::mean_of`].
pub(in crate::layers) fn mean_of<D: Ops>(
    x: &Var<D>,
    f: Pointwise,
    pass: &mut Pass<D>,
) -> Result<Scalar<D>> {
    let wanted = Wanted { any: x.tracked };
    let x = wanted.enter(&row(&x.tensor)?, x.tracked)?;
    let mean = point(f, x).and_then(MeanTo::try_mean).map_err(refused)?;
    Ok(Scalar::of(wanted.leave(mean, pass)))
}

fn point<D: Ops>(f: Pointwise, x: Numbers<D>) -> std::result::Result<Numbers<D>, D::Err> {
    match f {
        Pointwise::Line { times } => x.try_mul(times),
        Pointwise::Square { times, centre } => x.try_sub(centre)?.try_square()?.try_mul(times),
        Pointwise::Hinge { mirrored } => {
            let sign = if mirrored { -1.0 } else { 1.0 };
            let x = x.try_mul(sign)?.try_add(1.0)?;
            // dfdx's own relu makes 0 of what is no number.
            let at: Row<D> = x.retaped();
            let zero: Row<D> = x.device().try_zeros_like(x.shape())?;
            let one = zero.clone().try_add(1.0)?;
            x.try_mul(at.try_gt(0.0)?.try_choose(one, zero)?)
        }
        Pointwise::Softplus { times, mirrored } => {
            // The cross-entropy of a logit with 0 is ln(1 + eˣ), with 1 ln(1 + e⁻ˣ).
            let target: Row<D> = x.device().try_zeros_like(x.shape())?;
            let target = target.try_add(f32::from(u8::from(mirrored)))?;
            x.try_bce_with_logits(target)?.try_mul(times)
        }
    }
}

/// See [`Ops::mean_between`].
pub(in crate::layers) fn mean_between<D: Ops>(
    x: &Var<D>,
    target: &Var<D>,
    f: Between,
    pass: &mut Pass<D>,
) -> Result<Scalar<D>> {
    let wanted = Wanted { any: x.tracked };
    let y = wanted.enter(&row(&x.tensor)?, x.tracked)?;
    let target = wanted.enter(&row(&target.tensor)?, false)?.split_tape().0;
    let mean = between(f, y, target).and_then(MeanTo::try_mean);
    Ok(Scalar::of(wanted.leave(mean.map_err(refused)?, pass)))
}

fn between<D: Ops>(
    f: Between,
    y: Numbers<D>,
    target: Row<D>,
) -> std::result::Result<Numbers<D>, D::Err> {
    match f {
        Between::Squared => y.try_sub(target)?.try_square(),
        Between::Product => y.try_mul(target),
        Between::Absolute => y.try_sub(target)?.try_abs(),
        Between::CrossEntropy { edge } => {
            // Held within the edges as a value; the slope is the one at the edge, not none.
            let plain: Row<D> = y.retaped();
            let moved = plain.clone().try_clamp(edge, 1.0 - edge)?.try_sub(plain)?;
            let y = y.try_add(moved)?;
            let no = y.with_empty_tape().try_negate()?.try_add(1.0)?.try_ln()?;
            let yes = y.try_ln()?.try_sub(no.with_empty_tape())?;
            yes.try_mul(target)?.try_add(no)?.try_negate()
        }
    }
}

/// See [`Ops::opinion`].
pub(in crate::layers) fn opinion<D: Ops>(logits: &Var<D>) -> Result<[Scalar<D>; 2]> {
    let logits = row(&logits.tensor)?;
    let above = above_zero(&logits)?.try_sum().map_err(refused)?;
    let mean = logits.try_sigmoid().and_then(MeanTo::try_mean);
    Ok([Scalar::of(mean.map_err(refused)?), Scalar::of(above)])
}

/// See [`Ops::fetch`]: the numbers are laid side by side on the device, and copied once.
pub(in crate::layers) fn fetch<D: Ops>(scalars: &[&Scalar<D>]) -> Result<Vec<f32>> {
    let n = scalars.len();
    let Some(first) = scalars.first() else {
        return Ok(Vec::new());
    };
    if n == 1 {
        return Ok(D::read(&first.tensor));
    }
    let device = first.tensor.device();
    let mut side_by_side = repeated(device, 0.0, n)?;
    for (place, scalar) in scalars.iter().enumerate() {
        let mut only_there = vec![0.0; n];
        only_there[place] = 1.0;
        let only_there = device.try_tensor_from_vec(only_there, (n,));
        let value = scalar.tensor.clone().try_broadcast_like(&(n,));
        let there = only_there.and_then(|there| value?.try_mul(there));
        let sum = there.and_then(|there| there.try_add(side_by_side));
        side_by_side = sum.map_err(refused)?;
    }
    Ok(D::read(&side_by_side))
}
