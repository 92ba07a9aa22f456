//! How an output of a network changes with its input: the gradient at a point, for looks.

use super::formula::Pairwise;
use super::ops::Ops;
use super::pass::{Pass, Var};
use super::refused;
use crate::error::{Error, Result};

/// The outputs of a network, `[batch, outputs]`, and the slope of one of each item in the numbers of that
/// item, `[batch, numbers]`: of output `columns[i]` for item `i`. The pass is a new one; `forward` takes a
/// batch through the network.
///
/// # Errors
/// Whatever `forward` refuses, and a sentence when there is no such output.
pub fn slopes<D: Ops>(
    device: &D,
    x: &Var<D>,
    columns: &[usize],
    mut pass: Pass<D>,
    forward: impl FnOnce(Var<D>, &mut Pass<D>) -> Result<Var<D>>,
) -> Result<(Vec<f32>, Vec<f32>)> {
    let x = Var {
        tensor: x.tensor.clone(),
        tracked: true,
    };
    pass.learn = false;
    let y = forward(x.clone(), &mut pass)?;
    let values = y.values();
    let outputs = values.len() / x.batch().max(1);
    let mut wanted = vec![0.0; values.len()];
    for (row, column) in wanted.chunks_exact_mut(outputs.max(1)).zip(columns) {
        *row.get_mut(*column).ok_or_else(|| {
            Error::new(format!(
                "there is no output {column}; this network has {outputs}, from 0"
            ))
        })? = 1.0;
    }
    let wanted = Var::constant(device, wanted, outputs)?;
    // A mean over all numbers, times as many: the gradient of the sum, in which each item has its own.
    let mean = D::mean_between(&y, &wanted, Pairwise::PRODUCT, &mut pass)?;
    let mut gradients = pass.backward(device, &[(values.len() as f32, mean)])?;
    gradients.try_alloc_for(&x.tensor).map_err(refused)?;
    Ok((values, D::read(&gradients.get(&x.tensor))))
}
