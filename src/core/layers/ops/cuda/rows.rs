//! Dense layers and dropout by the lab's own kernels: what stands behind the product of a layer is done in place, in
//! one launch, and so is the way back.

use dfdx::prelude::{Cuda, HasShape, Shape, ZerosTensor};

use super::kernels::{
    self, Finish, Place, before_activation, finish, gradient_of, in_use, place_of,
};
use crate::error::{Error, Result};
use crate::kernels::activation::Activation;
use crate::layers::ops::{Matrix, Row, compose};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// More numbers than the kernels count.
const MOST: usize = 1 << 30;

/// The slopes of the coming layer, where it is to be linear.
///
/// # Errors
/// Only if they do not lie one after another; what layers give does.
pub(super) fn gate(pass: &mut Pass<Cuda>) -> Result<Option<Place>> {
    let scattered = || Error::new("the slopes of a layer do not lie one after another");
    let gate = pass
        .gate()
        .map(|gate| place_of(&gate).ok_or_else(scattered));
    gate.transpose()
}

/// See [`Ops::dense`](crate::layers::Ops::dense).
pub(super) fn dense(
    x: &Var<Cuda>,
    (weight, bias): (&Matrix<Cuda>, &Row<Cuda>),
    f: Activation,
    pass: &mut Pass<Cuda>,
) -> Result<Var<Cuda>> {
    let (batch, columns) = (x.batch(), bias.shape().0);
    let offset = place_of(bias).filter(|_| in_use() && (1..MOST).contains(&(batch * columns)));
    let Some(offset) = offset else {
        return compose::dense(x, (weight, bias), f, pass);
    };
    if !f.tells_slope() {
        let y = dense(x, (weight, bias), Activation::Identity, pass)?;
        return compose::activate(&y, f, pass);
    }
    let (learn, gate) = (pass.learn, gate(pass)?);
    let y = compose::multiplied(x, weight, pass)?;
    // A product is a new tensor, which nobody has yet: it may be changed where it lies.
    let scattered = || Error::new("a product does not lie one after another");
    let to = place_of(&y).ok_or_else(scattered)?;
    let end = Finish::new(f, offset.address).gated(gate.as_ref().map(|gate| gate.address));
    let rows = [batch, columns];
    // SAFETY: all of them are held; a layer was checked to have as many columns as biases.
    unsafe { finish(rows, end, to.address) }.map_err(refused)?;
    pass.keep(f, &y)?;
    let tracked = x.tracked || learn;
    if tracked {
        let (bias, out) = (bias.clone(), y.clone());
        // The product goes back after this, from the gradient that this leaves.
        pass.record(move |gradients| {
            let dy = gradient_of(&out, gradients)?;
            let outputs = gate.as_ref().unwrap_or(&to).address;
            let db = (learn && gate.is_none()).then(|| gradient_of(&bias, gradients));
            let db = db.transpose()?;
            if f != Activation::Identity || db.is_some() {
                // SAFETY: as above; the gradients have the sizes of what they are the gradients of.
                unsafe { before_activation(rows, end, (outputs, dy), db)? };
            }
            Ok(())
        });
    }
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::dropout`](crate::layers::Ops::dropout).
pub(super) fn dropout(x: &Var<Cuda>, p: f32, key: u64, pass: &mut Pass<Cuda>) -> Result<Var<Cuda>> {
    let numbers = x.tensor.shape().num_elements();
    let from = place_of(&x.tensor).filter(|_| in_use() && (1..MOST).contains(&numbers));
    let Some(from) = from else {
        return compose::dropout(x, p, key, pass);
    };
    pass.only_linear("dropout")?;
    let y = x
        .device()
        .try_zeros_like(x.tensor.shape())
        .map_err(refused)?;
    let scattered = || Error::new("a new tensor does not lie one after another");
    let to = place_of(&y).ok_or_else(scattered)?;
    // SAFETY: both are held, and have so many numbers.
    unsafe { kernels::dropout(numbers, p, key, (from.address, to.address)) }.map_err(refused)?;
    let tracked = x.tracked;
    if tracked {
        let (x, out) = (x.tensor.clone(), y.clone());
        pass.record(move |gradients| {
            let dy = gradient_of(&out, gradients)?;
            let dx = gradient_of(&x, gradients)?;
            // SAFETY: gradients have the sizes of what they are the gradients of.
            unsafe { kernels::dropout(numbers, p, key, (dy, dx)) }
        });
    }
    Ok(Var { tensor: y, tracked })
}
