//! Normalisations, composed.

use dfdx::prelude::{
    Axis, BroadcastTo, HasShape, MeanTo, PutTape, ReshapeTo, SplitTape, TryAdd, TryDiv, TryMul,
    TrySub, WithEmptyTape,
};

use super::{Taped, Wanted, activated};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::{Norm, Ops, Row};
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::refused;
use crate::layers::run::norm::{EPSILON, MOMENTUM};

/// See [`Ops::batch_norm`].
pub(in crate::layers) fn batch_norm<D: Ops>(
    x: &Var<D>,
    norm: &mut Norm<'_, D>,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    pass.only_linear("batch norm")?;
    let learn = pass.learn;
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let shape = *x.tensor.shape();
    let input = wanted.enter(&x.tensor, x.tracked)?;
    let (scale, shift) = (
        wanted.enter(norm.scale, learn)?,
        wanted.enter(norm.shift, learn)?,
    );
    let y = normalised(input, norm, (scale, shift), pass.mode == Mode::Train).map_err(refused)?;
    let y = activated(f, y.try_reshape_like(&shape).map_err(refused)?, None)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked,
    })
}

/// See [`Ops::layer_norm`].
pub(in crate::layers) fn layer_norm<D: Ops>(
    x: &Var<D>,
    (scale, shift): (&Row<D>, &Row<D>),
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    pass.only_linear("layer norm")?;
    let learn = pass.learn;
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let shape = *x.tensor.shape();
    let input = wanted.enter(&x.tensor, x.tracked)?;
    let (scale, shift) = (wanted.enter(scale, learn)?, wanted.enter(shift, learn)?);
    let y = by_place(input, (scale, shift)).map_err(refused)?;
    let y = activated(f, y.try_reshape_like(&shape).map_err(refused)?, None)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked,
    })
}

/// `scale · (x − mean) / √(variance + ε) + shift` within the rows of `x`.
fn by_place<D: Ops>(
    x: TapedRows<D>,
    (scale, shift): (Channels<D>, Channels<D>),
) -> std::result::Result<TapedRows<D>, D::Err> {
    let rows = rows(&x, &scale);
    let y = x
        .try_reshape_like(&rows)?
        .try_normalize::<Axis<1>>(EPSILON)?;
    let y = y.try_mul(scale.try_broadcast_like::<_, Axis<0>>(&rows)?)?;
    y.try_add(shift.try_broadcast_like::<_, Axis<0>>(&rows)?)
}

type Channels<D> = Taped<(usize,), D>;
type TapedRows<D> = Taped<(usize, usize), D>;

/// A row for each place of each item, a column for each channel.
fn rows<D: Ops>(x: &TapedRows<D>, of_channels: &Channels<D>) -> (usize, usize) {
    let ((batch, numbers), (channels,)) = (*x.shape(), *of_channels.shape());
    (batch * numbers / channels, channels)
}

/// `scale · (x − mean) / √(variance + ε) + shift` over the rows of `x`; by the batch's own statistics,
/// which the running ones then follow, or by the running ones.
fn normalised<D: Ops>(
    x: TapedRows<D>,
    norm: &mut Norm<'_, D>,
    (scale, shift): (Channels<D>, Channels<D>),
    by_batch: bool,
) -> std::result::Result<TapedRows<D>, D::Err> {
    let rows = rows(&x, &scale);
    let x = x.try_reshape_like(&rows)?;
    let mean: Channels<D> = if by_batch {
        x.with_empty_tape().try_mean::<_, Axis<0>>()?
    } else {
        norm.running_mean.retaped()
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
        norm.running_variance.retaped()
    };
    if by_batch {
        let keep = MOMENTUM;
        let variance: Row<D> = variance.retaped();
        norm.running_mean.try_axpy(keep, &batch_mean, 1.0 - keep)?;
        norm.running_variance
            .try_axpy(keep, &variance, 1.0 - keep)?;
    }
    let epsilon = EPSILON;
    let root = variance.try_add(epsilon)?.try_sqrt()?;
    let y = away.try_div(root.try_broadcast_like::<_, Axis<0>>(&rows)?)?;
    let y = y.try_mul(scale.try_broadcast_like::<_, Axis<0>>(&rows)?)?;
    y.try_add(shift.try_broadcast_like::<_, Axis<0>>(&rows)?)
}
