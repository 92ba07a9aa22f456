//! Optimisers by the lab's own kernels: one launch for the norm of a gradient, two for an update.

use dfdx::prelude::{Cuda, HasShape, ReshapeTo, Shape, Tensor, ZerosTensor};

use super::kernels::{self, Optimiser, gradient_of, in_use, place_of};
use crate::error::Result;
use crate::kernels::update::Update;
use crate::layers::ops::{Clip, Row, compose};
use crate::layers::pass::{Grads, Scalar};
use crate::layers::refused;

/// More numbers than the kernels count.
const MOST: usize = 1 << 30;

/// See [`Ops::squares`](crate::layers::Ops::squares).
pub(super) fn squares<S: Shape>(
    tensor: &Tensor<S, f32, Cuda>,
    gradients: &mut Grads<Cuda>,
    limit: f32,
) -> Result<Scalar<Cuda>> {
    let numbers = tensor.shape().num_elements();
    let sum = tensor.device().try_zeros_like(&()).map_err(refused)?;
    let place = place_of(&sum).filter(|_| in_use() && (1..MOST).contains(&numbers));
    let Some(place) = place else {
        return compose::update::squares(tensor, gradients, limit);
    };
    let gradient = gradient_of(tensor, gradients).map_err(refused)?;
    // SAFETY: both are held; a gradient has as many numbers as its tensor.
    unsafe { kernels::squares(numbers, limit, gradient, place.address) }.map_err(refused)?;
    Ok(Scalar::of(sum))
}

/// See [`Ops::update`](crate::layers::Ops::update).
pub(super) fn update<S: Shape>(
    tensor: &mut Tensor<S, f32, Cuda>,
    gradients: &mut Grads<Cuda>,
    clip: &Clip<Cuda>,
    with: Update,
    (m, v): (&mut Row<Cuda>, &mut Row<Cuda>),
) -> Result<()> {
    let numbers = tensor.shape().num_elements();
    let scale = clip.scale.as_ref().map(|scale| place_of(&scale.tensor));
    let places = (place_of(tensor), place_of(m), place_of(v));
    let whole = scale.as_ref().is_none_or(Option::is_some);
    let ((Some(weights), Some(first), Some(second)), true, true) =
        (places, whole && in_use(), (1..MOST).contains(&numbers))
    else {
        return compose::update::update(tensor, gradients, clip, with, (m, v));
    };
    let scale = scale.flatten();
    let by = scale.as_ref().map(|scale| scale.address);
    let (optimiser, rate) = Optimiser::new(with, clip.limit, by, clip.decay);
    let zeros = || -> Result<Row<Cuda>> {
        let zeros = tensor.device().try_zeros_like(&(numbers,));
        zeros.map_err(refused)
    };
    // New tensors, for others may hold the old ones: a snapshot.
    let (way, [keeps_m, keeps_v]) = (zeros()?, optimiser.keeps());
    let next_m = keeps_m.then(zeros).transpose()?;
    let next_v = keeps_v.then(zeros).transpose()?;
    let address = |row: &Row<Cuda>| place_of(row).map_or(0, |place| place.address);
    let next = |row: &Option<Row<Cuda>>| row.as_ref().map_or(0, address);
    let gradient = gradient_of(tensor, gradients).map_err(refused)?;
    let before = [weights.address, gradient, first.address, second.address];
    let after = [address(&way), next(&next_m), next(&next_v)];
    // SAFETY: all of them are held, and have so many numbers: a memory is as long as its tensor. What was made here
    // lies one after another.
    unsafe { kernels::way(numbers, optimiser, before, after) }.map_err(refused)?;
    drop((weights, first, second));
    *m = next_m.unwrap_or_else(|| m.clone());
    *v = next_v.unwrap_or_else(|| v.clone());
    let shape = *tensor.shape();
    let way = way.try_reshape_like(&shape);
    way.and_then(|way| tensor.try_axpy(1.0, &way, -rate))
        .map_err(refused)
}
