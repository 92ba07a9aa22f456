//! Batch norm by the lab's own kernels, its activation included.

use dfdx::prelude::{Cuda, HasShape, Shape, ZerosTensor};

use super::kernels::{
    Finish, gradient_of, in_use, moments, norm_back, norm_sums, normalise, place_of,
};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::layers::ops::compose::{activate, norm};
use crate::layers::ops::{MOMENTUM, Norm, Row};
use crate::layers::pass::{Mode, Pass, Var};
use crate::layers::refused;

/// More numbers than the kernels count.
const MOST: usize = 1 << 30;

/// See [`Ops::norm`](crate::layers::Ops::norm); layer norm is composed.
pub(super) fn normalised(
    x: &Var<Cuda>,
    parts: Norm<'_, Cuda>,
    f: Activation,
    pass: &mut Pass<Cuda>,
) -> Result<Var<Cuda>> {
    let numbers = x.tensor.shape().num_elements();
    if !in_use() || !(1..MOST).contains(&numbers) {
        return norm::norm(x, parts, f, pass);
    }
    if !f.tells_slope() {
        let y = normalised(x, parts, Activation::Identity, pass)?;
        return activate(&y, f, pass);
    }
    let (scale, shift, running) = match parts {
        Norm {
            scale,
            shift,
            running: Some(running),
        } => (scale, shift, running),
        layer => return norm::norm(x, layer, f, pass),
    };
    pass.only_linear("batch norm")?;
    let (device, channels) = (x.device().clone(), scale.shape().0);
    let by_batch = pass.mode == Mode::Train;
    let zeros = |n: usize| -> Result<Row<Cuda>> { device.try_zeros_like(&(n,)).map_err(refused) };
    let (mean, variance) = if by_batch {
        (zeros(channels)?, zeros(channels)?)
    } else {
        (running.0.clone(), running.1.clone())
    };
    let sums = zeros(2 * channels)?;
    let y = device.try_zeros_like(x.tensor.shape()).map_err(refused)?;
    let places = (place_of(&x.tensor), place_of(scale), place_of(shift));
    let made = (
        place_of(&mean),
        place_of(&variance),
        place_of(&sums),
        place_of(&y),
    );
    let (
        (Some(from), Some(by), Some(offset)),
        (Some(centre), Some(spread), Some(distances), Some(to)),
    ) = (places, made)
    else {
        let running = Some(running);
        let parts = Norm {
            scale,
            shift,
            running,
        };
        return norm::norm(x, parts, f, pass);
    };
    let (scale, shift, learn) = (scale.clone(), shift.clone(), pass.learn);
    let rows = [numbers / channels, channels];
    let seen = (from.address, centre.address, spread.address);
    if by_batch {
        let of = (from.address, distances.address);
        // SAFETY: all of them are held, and have the sizes that `rows` says.
        unsafe { moments(rows, of, (centre.address, spread.address)) }.map_err(refused)?;
        for (row, by) in [(running.0, &mean), (running.1, &variance)] {
            row.try_axpy(MOMENTUM, by, 1.0 - MOMENTUM)
                .map_err(refused)?;
        }
    }
    let finish = Finish::new(f, offset.address);
    let with = (seen.0, seen.1, seen.2, by.address);
    // SAFETY: as above.
    unsafe { normalise(rows, with, finish, to.address) }.map_err(refused)?;
    let tracked = x.tracked || learn;
    if tracked {
        let (wants_dx, input, out) = (x.tracked, x.tensor.clone(), y.clone());
        // Read by the kernels: held until then.
        let held = (from, by, offset, centre, spread);
        pass.record(move |gradients| {
            let _held = &held;
            let dy = gradient_of(&out, gradients)?;
            let sums: Row<Cuda> = device.try_zeros_like(&(2 * channels,))?;
            let Some(sums) = place_of(&sums) else {
                return Ok(());
            };
            let learned = if learn {
                Some((
                    gradient_of(&shift, gradients)?,
                    gradient_of(&scale, gradients)?,
                ))
            } else {
                None
            };
            let back = (to.address, dy, sums.address);
            // SAFETY: as above; the gradients have the sizes of what they are the gradients of.
            unsafe { norm_sums(rows, seen, finish, back, learned)? };
            if wants_dx {
                let back = (sums.address, dy, gradient_of(&input, gradients)?);
                // SAFETY: as above.
                unsafe { norm_back(rows, by_batch, with, back)? };
            }
            Ok(())
        });
    }
    Ok(Var { tensor: y, tracked })
}
