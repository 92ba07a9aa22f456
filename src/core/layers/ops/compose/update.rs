//! Clipping, optimisers and averages, composed: nothing of them leaves the device.

use dfdx::prelude::{
    BroadcastTo, HasShape, ReshapeTo, Shape, SumTo, Tensor, TryAdd, TryDiv, TryMul,
};

use crate::error::Result;
use crate::kernels::update::Update;
use crate::layers::ops::{Clip, Ops, Row};
use crate::layers::parameter::row;
use crate::layers::pass::{Grads, Scalar};
use crate::layers::refused;

/// The gradient of a tensor as a row of its own.
fn gradient<S: Shape, D: Ops>(
    tensor: &Tensor<S, f32, D>,
    gradients: &mut Grads<D>,
) -> Result<Row<D>> {
    gradients.try_alloc_for(tensor).map_err(refused)?;
    row(&gradients.get(tensor))
}

/// See [`Ops::squares`].
pub(in crate::layers) fn squares<S: Shape, D: Ops>(
    tensor: &Tensor<S, f32, D>,
    gradients: &mut Grads<D>,
    limit: f32,
) -> Result<Scalar<D>> {
    let g = gradient(tensor, gradients)?;
    let sum = |g: Row<D>| g.try_square().and_then(SumTo::try_sum).map_err(refused);
    if limit > 0.0 {
        let clamped = sum(g.clone().try_clamp(-limit, limit).map_err(refused)?)?;
        // Zero times the sum of the raw squares is zero, or no number where that is none.
        let raw = sum(g)?.try_mul(0.0);
        let both: std::result::Result<_, D::Err> = raw.and_then(|raw| clamped.try_add(raw));
        return Ok(Scalar::of(both.map_err(refused)?));
    }
    Ok(Scalar::of(sum(g)?))
}

/// See [`Ops::update`].
pub(in crate::layers) fn update<S: Shape, D: Ops>(
    tensor: &mut Tensor<S, f32, D>,
    gradients: &mut Grads<D>,
    clip: &Clip<D>,
    with: Update,
    (m, v): (&mut Row<D>, &mut Row<D>),
) -> Result<()> {
    let mut g = gradient(tensor, gradients)?;
    if clip.limit > 0.0 {
        g = g.try_clamp(-clip.limit, clip.limit).map_err(refused)?;
    }
    if let Some(scale) = &clip.scale {
        let scale = scale.tensor.clone().try_broadcast_like(g.shape());
        g = scale.and_then(|scale| g.try_mul(scale)).map_err(refused)?;
    }
    if clip.decay > 0.0 {
        g.try_axpy(1.0, &row(tensor)?, clip.decay)
            .map_err(refused)?;
    }
    let (way, rate) = way(with, g, m, v).map_err(refused)?;
    let shape = *tensor.shape();
    let moved = way.try_reshape_like(&shape);
    moved
        .and_then(|way| tensor.try_axpy(1.0, &way, -rate))
        .map_err(refused)
}

/// Where the optimiser goes, and how far.
fn way<D: Ops>(
    with: Update,
    g: Row<D>,
    m: &mut Row<D>,
    v: &mut Row<D>,
) -> std::result::Result<(Row<D>, f32), D::Err> {
    Ok(match with {
        Update::Adam(with) => {
            m.try_axpy(with.beta1, &g, 1.0 - with.beta1)?;
            v.try_axpy(with.beta2, &g.try_square()?, 1.0 - with.beta2)?;
            let root = v.clone().try_mul(1.0 / with.correction2)?.try_sqrt()?;
            let way = m.clone().try_div(root.try_add(with.epsilon)?)?;
            (way, with.rate / with.correction1)
        }
        Update::RmsProp(with) => {
            v.try_axpy(with.keep, &g.clone().try_square()?, 1.0 - with.keep)?;
            let root = v.clone().try_sqrt()?.try_add(with.epsilon)?;
            (g.try_div(root)?, with.rate)
        }
        Update::Momentum(with) => {
            m.try_axpy(with.momentum, &g, 1.0)?;
            (m.clone(), with.rate)
        }
    })
}

/// See [`Ops::average`].
pub(in crate::layers) fn average<S: Shape, D: Ops>(
    tensor: &mut Tensor<S, f32, D>,
    source: &Row<D>,
    decay: f32,
) -> Result<()> {
    let shape = *tensor.shape();
    let source = source.clone().try_reshape_like(&shape);
    source
        .and_then(|source| tensor.try_axpy(decay, &source, 1.0 - decay))
        .map_err(refused)
}
