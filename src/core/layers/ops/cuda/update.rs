//! Optimisers by the lab's own kernels: two launches for an update of a whole network, however many tensors it has.

use dfdx::prelude::{Cuda, HasShape, ReshapeTo, TryStack, ZerosTensor};

use super::kernels::{self, Places, gradient_of, in_use, place_of};
use crate::error::{Error, Result};
use crate::layers::ops::{Row, Together};
use crate::layers::pass::{Grads, Scalar};
use crate::layers::refused;

/// More numbers, of all tensors together, than the kernels count.
const MOST: usize = 1 << 30;

/// See [`Ops::update_all`](crate::layers::Ops::update_all).
pub(super) fn update_all(
    weights: &mut [Row<Cuda>],
    gradients: &mut Grads<Cuda>,
    with: &Together,
    memories: &mut [(Row<Cuda>, Row<Cuda>)],
) -> Result<Option<Scalar<Cuda>>> {
    let lengths: Vec<usize> = weights.iter().map(|row| row.shape().0).collect();
    let fits = lengths.iter().sum::<usize>() < MOST && !lengths.contains(&0);
    let device = memories.first().map(|(m, _)| m.device().clone());
    let Some(device) = device.filter(|_| fits && memories.len() == weights.len() && in_use())
    else {
        return Ok(None);
    };
    let scattered = || Error::new("the numbers of a tensor do not lie one after another");
    let place = |row: &Row<Cuda>| place_of(row).ok_or_else(scattered);
    // Held until the launches are on their way.
    let (mut held, mut places) = (Vec::new(), Vec::new());
    for ((row, numbers), (m, v)) in weights.iter_mut().zip(lengths).zip(memories) {
        let gradient = gradient_of(row, gradients).map_err(refused)?;
        if with.shared {
            *row = copied(row.clone())?;
        }
        let [weights, m, v] = [place(row)?, place(m)?, place(v)?];
        places.push(Places {
            numbers,
            weights: weights.address,
            gradient,
            m: m.address,
            v: v.address,
        });
        held.push([weights, m, v]);
    }
    let sums: Row<Cuda> = device.try_zeros_like(&(places.len(),)).map_err(refused)?;
    let norm = device.try_zeros_like(&()).map_err(refused)?;
    let (to, root) = (place(&sums)?, place_of(&norm).ok_or_else(scattered)?);
    // SAFETY: all of them are held; a gradient and a memory have as many numbers as their tensor. Weights that others may
    // share were copied, and nobody has the memories of an optimiser but itself.
    unsafe { kernels::update(&places, with, to.address, root.address) }.map_err(refused)?;
    Ok(Some(Scalar::of(norm)))
}

/// The same numbers once more.
fn copied(row: Row<Cuda>) -> Result<Row<Cuda>> {
    let shape = *row.shape();
    let copy = [row].try_stack().map_err(refused)?;
    copy.try_reshape_like(&shape).map_err(refused)
}
