//! Convolutions and upsampling, composed of gathering and matrix products.
//!
//! A convolution gathers for each pixel the pixels it sees into one row, and multiplies the rows by
//! the weights. A transposed one multiplies first, each pixel by each tap, and then gathers and adds
//! up what falls on the same place.

use dfdx::prelude::{
    Axes2, Axis, BroadcastTo, GatherTo, HasShape, PermuteTo, ReshapeTo, SumTo, TryAdd, TryMatMul,
    TryMul,
};

use super::plan::{Gather, Table, table};
use super::{Taped, Wanted, activated};
use crate::error::Result;
use crate::kernels::activation::Activation;
use crate::kernels::conv::Geometry;
use crate::kernels::upsample::Sizes;
use crate::layers::ops::{Kernel, Ops, Row};
use crate::layers::pass::{Pass, Var};
use crate::layers::refused;

/// Pictures as `[batch, pixels, channels]`.
type Pixels<D> = Taped<(usize, usize, usize), D>;
type Done<T, D> = std::result::Result<T, <D as dfdx::prelude::HasErr>::Err>;

/// Gathers along the pixels.
fn gather<D: Ops>(x: Pixels<D>, table: &Table<D>) -> Done<Pixels<D>, D> {
    let (batch, places) = (x.shape().0, table.places.shape().0);
    let index = table.places.clone();
    let index = index.try_broadcast_like::<_, Axis<0>>(&(batch, places))?;
    x.try_gather(index)
}

/// Adds a pixel of zeros to each picture.
fn padded<D: Ops>(x: Pixels<D>, table: &Table<D>) -> Done<Pixels<D>, D> {
    let x = gather(x, table)?;
    let inside = table.inside.clone();
    let inside = inside.try_broadcast_like::<_, Axes2<0, 2>>(x.shape())?;
    x.try_mul(inside)
}

/// The rows of a product get their bias, unless a gate makes the layer linear.
fn rows<D: Ops>(
    y: Taped<(usize, usize), D>,
    bias: &Row<D>,
    (wanted, learn, linear): (Wanted, bool, bool),
) -> Result<Taped<(usize, usize), D>> {
    if linear {
        return Ok(y);
    }
    let bias = wanted.enter(bias, learn)?;
    let bias = bias.try_broadcast_like::<_, Axis<0>>(y.shape());
    bias.and_then(|bias| y.try_add(bias)).map_err(refused)
}

/// See [`Ops::conv`].
pub(in crate::layers) fn conv<D: Ops>(
    x: &Var<D>,
    (weight, bias): (&Kernel<D>, &Row<D>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let (batch, learn, gate) = (x.batch(), pass.learn, pass.gate());
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    let ([h, w, from], [rows_out, columns, to]) = (g.input, g.output);
    let device = x.tensor.device();
    let zero = table(device, Gather::Padded(h * w))?;
    let seen = table(device, Gather::Read(g))?;
    let x = wanted.enter(&x.tensor, x.tracked)?;
    let weight = wanted.enter(weight, learn)?;
    let width = seen.each * from;
    let product = || {
        let x = padded(x.try_reshape_like(&(batch, h * w, from))?, &zero)?;
        let x = gather(x, &seen)?.try_reshape_like(&(batch * rows_out * columns, width))?;
        x.try_matmul(weight.try_reshape_like(&(width, to))?)
    };
    let y = product().map_err(refused)?;
    let y = rows(y, bias, (wanted, learn, gate.is_some()))?;
    let y = y.try_reshape_like(&(batch, g.written())).map_err(refused)?;
    let y = wanted.leave(activated(f, y, gate.as_ref())?, pass);
    pass.keep(f, &y)?;
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::conv_transpose`].
pub(in crate::layers) fn transposed<D: Ops>(
    x: &Var<D>,
    (weight, bias): (&Kernel<D>, &Row<D>),
    g: Geometry,
    f: Activation,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let (batch, learn, gate) = (x.batch(), pass.learn, pass.gate());
    let tracked = x.tracked || learn;
    let wanted = Wanted { any: tracked };
    // The convolution that this is the adjoint of reads what is written here.
    let ([h, w, to], [rows_in, columns, from]) = (g.input, g.output);
    let device = x.tensor.device();
    let zero = table(device, Gather::Padded(rows_in * columns))?;
    let falls = table(device, Gather::Fed(g))?;
    let x = wanted.enter(&x.tensor, x.tracked)?;
    let weight = wanted.enter(weight, learn)?;
    let (pixels, taps) = (rows_in * columns, g.kernel * g.kernel);
    let product = || {
        let x = padded(x.try_reshape_like(&(batch, pixels, from))?, &zero)?;
        let x = x.try_reshape_like(&(batch * (pixels + 1), from))?;
        let weight = weight.try_reshape_like(&(taps * to, from))?;
        let y = x.try_matmul(weight.try_permute::<(usize, usize), Axes2<1, 0>>()?)?;
        let y = gather(
            y.try_reshape_like(&(batch, (pixels + 1) * taps, to))?,
            &falls,
        )?;
        let y = y.try_reshape_like(&(batch * h * w, falls.each, to))?;
        y.try_sum::<(usize, usize), Axis<1>>()
    };
    let y = product().map_err(refused)?;
    let y = rows(y, bias, (wanted, learn, gate.is_some()))?;
    let y = y.try_reshape_like(&(batch, g.read())).map_err(refused)?;
    let y = wanted.leave(activated(f, y, gate.as_ref())?, pass);
    pass.keep(f, &y)?;
    Ok(Var { tensor: y, tracked })
}

/// See [`Ops::upsample`].
pub(in crate::layers) fn upsample<D: Ops>(
    x: &Var<D>,
    sizes: Sizes,
    pass: &mut Pass<D>,
) -> Result<Var<D>> {
    let (batch, tracked) = (x.batch(), x.tracked);
    let gives = x.numbers() * sizes.factor * sizes.factor;
    let wanted = Wanted { any: tracked };
    let [h, w, channels] = sizes.small;
    let (small, times) = ([h, w], sizes.factor);
    let large = table(x.tensor.device(), Gather::Upsampled { small, times })?;
    let x = wanted.enter(&x.tensor, tracked)?;
    let x = x.try_reshape_like(&(batch, h * w, channels));
    let y = x.and_then(|x| gather(x, &large));
    let y = y.and_then(|y| y.try_reshape_like(&(batch, gives)));
    Ok(Var {
        tensor: wanted.leave(y.map_err(refused)?, pass),
        tracked,
    })
}
