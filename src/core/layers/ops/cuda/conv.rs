//! Convolutions by the lab's own kernels: bias and activation in the same launch, one more for each gradient.

use dfdx::prelude::{Cuda, ZerosTensor};

use super::kernels::{
    Direction, Finish, before_activation, convolution, fits, gradient_of, in_use, place_of, slopes,
};
use super::rows::gate;
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::layers::ops::compose::{activate, conv};
use crate::layers::ops::{Kernel, Row};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// See [`Ops::conv`](crate::layers::Ops::conv) and [`Ops::conv_transpose`](crate::layers::Ops::conv_transpose).
pub(super) fn convolved(
    direction: Direction,
    x: &Var<Cuda>,
    weights: (&Kernel<Cuda>, &Row<Cuda>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<Cuda>,
) -> Result<Var<Cuda>> {
    if !f.tells_slope() {
        let y = convolved(direction, x, weights, g, Activation::Identity, pass)?;
        return activate(&y, f, pass);
    }
    if in_use()
        && fits(g, x.batch())
        && let Some(y) = launched(direction, x, weights, g, f, pass)?
    {
        return Ok(y);
    }
    match direction {
        Direction::Ahead => conv::conv(x, weights, g, f, pass),
        Direction::Back => conv::transposed(x, weights, g, f, pass),
    }
}

/// None if a tensor does not lie as the kernels want it; nothing has happened then.
fn launched(
    direction: Direction,
    x: &Var<Cuda>,
    (weight, bias): (&Kernel<Cuda>, &Row<Cuda>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<Cuda>,
) -> Result<Option<Var<Cuda>>> {
    let (batch, learn, wants_dx) = (x.batch(), pass.learn, x.tracked);
    let shape = (batch, direction.gives(g));
    let y = x.device().try_zeros_like(&shape).map_err(refused)?;
    let places = (place_of(&x.tensor), place_of(weight), place_of(bias));
    let ((Some(from), Some(by), Some(offset)), Some(to)) = (places, place_of(&y)) else {
        return Ok(None);
    };
    let gate = gate(pass)?;
    let finish = Finish::new(f, offset.address).gated(gate.as_ref().map(|gate| gate.address));
    let sizes = (g, batch);
    let places = (from.address, by.address, to.address);
    // SAFETY: all of them are held; the layer was checked to have the sizes of `g`, and `fits` was asked.
    unsafe { convolution(direction, sizes, places, Some(finish)) }.map_err(refused)?;
    pass.keep(f, &y)?;
    let tracked = wants_dx || learn;
    if tracked {
        let channels = offset.len;
        let (x, weight, bias, out) = (x.tensor.clone(), weight.clone(), bias.clone(), y.clone());
        pass.record(move |gradients| {
            let dy = gradient_of(&out, gradients)?;
            let linear = gate.is_some();
            let outputs = gate.as_ref().unwrap_or(&to).address;
            let db = (learn && !linear).then(|| gradient_of(&bias, gradients));
            let db = db.transpose()?;
            if f != Activation::Identity || db.is_some() {
                let rows = [to.len / channels, channels];
                // SAFETY: as above; the gradients have the sizes of what they are the gradients of.
                unsafe { before_activation(rows, finish, (outputs, dy), db)? };
            }
            if learn {
                let dw = gradient_of(&weight, gradients)?;
                let pair = match direction {
                    Direction::Ahead => (from.address, dy, dw),
                    // The picture that the convolution reads is the one whose gradient comes in.
                    Direction::Back => (dy, from.address, dw),
                };
                // SAFETY: as above.
                unsafe { slopes(sizes, pair)? };
            }
            if wants_dx {
                let dx = gradient_of(&x, gradients)?;
                // SAFETY: as above.
                unsafe { convolution(direction.reversed(), sizes, (dy, by.address, dx), None)? };
            }
            Ok(())
        });
    }
    Ok(Some(Var { tensor: y, tracked }))
}
