//! How the output of a network changes with its input: the gradient at a point, for looks.

use super::formula::Pointwise;
use super::item::Any;
use super::ops::Ops;
use super::pass::{Pass, Var};
use super::refused;
use crate::error::Result;

/// The output of a network that gives one number an item, `[batch]`, and its slope in the items,
/// `[batch, numbers]`. The pass is a new one; `forward` takes a batch through the network.
///
/// # Errors
/// Whatever `forward` refuses.
pub fn slopes<D: Ops>(
    device: &D,
    x: &Var<Any, D>,
    mut pass: Pass<D>,
    forward: impl FnOnce(Var<Any, D>, &mut Pass<D>) -> Result<Var<Any, D>>,
) -> Result<(Vec<f32>, Vec<f32>)> {
    let x = Var {
        tensor: x.tensor.clone(),
        tracked: true,
    };
    pass.learn = false;
    let y = forward(x.clone(), &mut pass)?;
    let mean = D::mean_of(&y, Pointwise::Line { times: 1.0 }, &mut pass)?;
    // The gradient of the sum: each item's own.
    let mut gradients = pass.backward(device, &[(x.batch() as f32, mean)])?;
    gradients.try_alloc_for(&x.tensor).map_err(refused)?;
    Ok((y.values(), D::read(&gradients.get(&x.tensor))))
}
