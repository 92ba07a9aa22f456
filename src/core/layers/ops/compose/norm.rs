//! Normalisations, composed.

use dfdx::prelude::{
    Axis, BroadcastTo, HasShape, MeanTo, PutTape, ReshapeTo, SplitTape, TryAdd, TryDiv, TryMul,
    TrySub, WithEmptyTape,
};

use super::{Taped, Wanted, activated};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::{EPSILON, MOMENTUM, Norm, Ops, Row};
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::refused;

/// See [`Ops::norm`].
pub(in crate::layers) fn norm<D: Ops>(
    x: &Var<D>,
    norm: Norm<'_, D>,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    pass.only_linear(norm.name())?;
    let learn = pass.learn;
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let shape = *x.tensor.shape();
    let input = wanted.enter(&x.tensor, x.tracked)?;
    let scale = wanted.enter(norm.scale, learn)?;
    let shift = wanted.enter(norm.shift, learn)?;
    let y = scaled(input, norm.running, (scale, shift), pass.mode).map_err(refused)?;
    let y = activated(f, y.try_reshape_like(&shape).map_err(refused)?, None)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked,
    })
}

type Channels<D> = Taped<(usize,), D>;
type TapedRows<D> = Taped<(usize, usize), D>;

/// A row for each place of each item, a column for each channel.
fn rows<D: Ops>(x: &TapedRows<D>, of_channels: &Channels<D>) -> (usize, usize) {
    let ((batch, numbers), (channels,)) = (*x.shape(), *of_channels.shape());
    (batch * numbers / channels, channels)
}

/// `scale · x̂ + shift` with a row for each place; `x̂` is normalised within the columns or within the rows.
fn scaled<D: Ops>(
    x: TapedRows<D>,
    running: Option<(&mut Row<D>, &mut Row<D>)>,
    (scale, shift): (Channels<D>, Channels<D>),
    mode: Mode,
) -> std::result::Result<TapedRows<D>, D::Err> {
    let rows = rows(&x, &scale);
    let x = x.try_reshape_like(&rows)?;
    let y = match running {
        Some(running) => by_column(x, running, mode == Mode::Train)?,
        None => x.try_normalize::<Axis<1>>(EPSILON)?,
    };
    let y = y.try_mul(scale.try_broadcast_like::<_, Axis<0>>(&rows)?)?;
    y.try_add(shift.try_broadcast_like::<_, Axis<0>>(&rows)?)
}

/// `(x − mean) / √(variance + ε)` within the columns; by the batch's own statistics, which the running ones then
/// follow, or by the running ones.
fn by_column<D: Ops>(
    x: TapedRows<D>,
    (running_mean, running_variance): (&mut Row<D>, &mut Row<D>),
    by_batch: bool,
) -> std::result::Result<TapedRows<D>, D::Err> {
    let rows = *x.shape();
    let mean: Channels<D> = if by_batch {
        x.with_empty_tape().try_mean::<_, Axis<0>>()?
    } else {
        running_mean.retaped()
    };
    let (batch_mean, tape) = mean.split_tape();
    let mean = batch_mean
        .clone()
        .put_tape(tape)
        .try_broadcast_like::<_, Axis<0>>(&rows)?;
    let away = x.try_sub(mean)?;
    let variance: Channels<D> = if by_batch {
        let squares = away.with_empty_tape().try_square()?;
        squares.try_mean::<_, Axis<0>>()?
    } else {
        running_variance.retaped()
    };
    if by_batch {
        let keep = MOMENTUM;
        let variance: Row<D> = variance.retaped();
        running_mean.try_axpy(keep, &batch_mean, 1.0 - keep)?;
        running_variance.try_axpy(keep, &variance, 1.0 - keep)?;
    }
    let root = variance.try_add(EPSILON)?.try_sqrt()?;
    away.try_div(root.try_broadcast_like::<_, Axis<0>>(&rows)?)
}
