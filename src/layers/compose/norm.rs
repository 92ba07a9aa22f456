//! Normalisations, composed.

use dfdx::prelude::{
    Axis, BroadcastTo, Const, HasShape, MeanTo, PutTape, ReshapeTo, Shape, SplitTape, Tensor,
    TryAdd, TryDiv, TryMul, TrySub, WithEmptyTape,
};

use super::{Taped, Wanted, activated};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::batch_norm::{BatchNormOn, EPSILON, MOMENTUM};
use crate::layers::item::Item;
use crate::layers::layer_norm::{self, LayerNormOn};
use crate::layers::ops::Ops;
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::refused;

/// See [`Ops::batch_norm`].
pub(in crate::layers) fn batch_norm<T: Item, D: Ops, const C: usize, F>(
    x: &Var<T, D>,
    norm: &mut BatchNormOn<T, C, F, f32, D>,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<T, D>> {
    pass.only_linear("batch norm")?;
    let learn = pass.learn;
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let shape = *x.tensor.shape();
    let input = wanted.enter(&x.tensor, x.tracked)?;
    let (scale, shift) = (
        wanted.enter(&norm.scale, learn)?,
        wanted.enter(&norm.shift, learn)?,
    );
    let y = normalised(input, norm, (scale, shift), pass.mode == Mode::Train).map_err(refused)?;
    let y = activated(f, y.try_reshape_like(&shape).map_err(refused)?, None)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked,
    })
}

/// See [`Ops::layer_norm`].
pub(in crate::layers) fn layer_norm<T: Item, D: Ops, const C: usize, F>(
    x: &Var<T, D>,
    norm: &LayerNormOn<T, C, F, f32, D>,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<T, D>> {
    pass.only_linear("layer norm")?;
    let learn = pass.learn;
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let shape = *x.tensor.shape();
    let input = wanted.enter(&x.tensor, x.tracked)?;
    let (scale, shift) = (
        wanted.enter(&norm.scale, learn)?,
        wanted.enter(&norm.shift, learn)?,
    );
    let y = by_place(input, (scale, shift)).map_err(refused)?;
    let y = activated(f, y.try_reshape_like(&shape).map_err(refused)?, None)?;
    Ok(Var {
        tensor: wanted.leave(y, pass),
        tracked,
    })
}

/// `scale · (x − mean) / √(variance + ε) + shift` within the rows of `x`.
fn by_place<S: Shape, D: Ops, const C: usize>(
    x: Taped<S, D>,
    (scale, shift): (Channels<C, D>, Channels<C, D>),
) -> std::result::Result<Taped<(usize, Const<C>), D>, D::Err> {
    let rows = (x.shape().num_elements() / C, Const::<C>);
    let y = x
        .try_reshape_like(&rows)?
        .try_normalize::<Axis<1>>(layer_norm::EPSILON)?;
    let y = y.try_mul(scale.try_broadcast_like(&rows)?)?;
    y.try_add(shift.try_broadcast_like(&rows)?)
}

type Channels<const C: usize, D> = Taped<(Const<C>,), D>;

/// `scale · (x − mean) / √(variance + ε) + shift` over the rows of `x`; by the batch's own statistics,
/// which the running ones then follow, or by the running ones.
fn normalised<S: Shape, T, D: Ops, const C: usize, F>(
    x: Taped<S, D>,
    norm: &mut BatchNormOn<T, C, F, f32, D>,
    (scale, shift): (Channels<C, D>, Channels<C, D>),
    by_batch: bool,
) -> std::result::Result<Taped<(usize, Const<C>), D>, D::Err> {
    let rows = (x.shape().num_elements() / C, Const::<C>);
    let x = x.try_reshape_like(&rows)?;
    let mean: Channels<C, D> = if by_batch {
        x.with_empty_tape().try_mean::<_, Axis<0>>()?
    } else {
        norm.running_mean.retaped()
    };
    let (batch_mean, tape) = mean.split_tape();
    let mean = batch_mean
        .clone()
        .put_tape(tape)
        .try_broadcast_like(&rows)?;
    let away = x.try_sub(mean)?;
    let variance: Channels<C, D> = if by_batch {
        let squares = away.with_empty_tape().try_square()?;
        squares.try_mean::<_, Axis<0>>()?
    } else {
        norm.running_variance.retaped()
    };
    if by_batch {
        let keep = MOMENTUM;
        let variance: Tensor<(Const<C>,), f32, D> = variance.retaped();
        norm.running_mean.try_axpy(keep, &batch_mean, 1.0 - keep)?;
        norm.running_variance
            .try_axpy(keep, &variance, 1.0 - keep)?;
    }
    let epsilon = EPSILON;
    let root = variance.try_add(epsilon)?.try_sqrt()?;
    let y = away.try_div(root.try_broadcast_like(&rows)?)?;
    let y = y.try_mul(scale.try_broadcast_like(&rows)?)?;
    y.try_add(shift.try_broadcast_like(&rows)?)
}
