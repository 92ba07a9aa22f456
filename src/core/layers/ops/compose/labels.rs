//! The operations that are told the class of each item, composed: a row of a table is picked, and so is
//! a number of a row.

use dfdx::prelude::{GatherTo, ReshapeTo, SelectTo, TryAdd};

use super::Wanted;
use crate::error::Result;
use crate::layers::ops::{Matrix, Ops};
use crate::layers::pass::{Labels, Pass, Var};
use crate::layers::refused;

/// See [`Ops::class_bias`].
pub(in crate::layers) fn class_bias<D: Ops>(
    x: Var<D>,
    table: &Matrix<D>,
    labels: &Labels,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    // A direction is pushed through the layer's derivative, and that of a sum has no table.
    if pass.is_followed() {
        return Ok(x);
    }
    let tracked = x.tracked || pass.learn;
    let wanted = Wanted { any: tracked };
    let places: Vec<usize> = labels.iter().map(|&label| usize::from(label)).collect();
    let batch = places.len();
    let places = table.device().try_tensor_from_vec(places, (batch,));
    let table = wanted.enter(table, pass.learn)?;
    let rows = places.and_then(|places| table.try_gather(places));
    let x = wanted.enter(&x.tensor, x.tracked)?;
    let sum = rows.and_then(|rows| x.try_add(rows)).map_err(refused)?;
    let tensor = wanted.leave(sum, pass);
    Ok(Var { tensor, tracked })
}

/// See [`Ops::pick`].
pub(in crate::layers) fn pick<D: Ops>(
    x: &Var<D>,
    labels: &Labels,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let wanted = Wanted { any: x.tracked };
    let places: Vec<usize> = labels.iter().map(|&label| usize::from(label)).collect();
    let batch = places.len();
    let places = x.tensor.device().try_tensor_from_vec(places, (batch,));
    let x_in = wanted.enter(&x.tensor, x.tracked)?;
    let picked = places.and_then(|places| x_in.try_select(places));
    let picked = picked.and_then(|y| y.try_reshape_like(&(batch, 1)));
    let tensor = wanted.leave(picked.map_err(refused)?, pass);
    Ok(Var {
        tensor,
        tracked: x.tracked,
    })
}
