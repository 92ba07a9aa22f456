//! Convolution on slices and its adjoint: pictures `[batch, height, width, channels]`, weights
//! `[kernel, kernel, in, out]`; taps outside a picture are skipped.
//!
//! Between many channels it is done with fewer products, see `winograd`. Elsewhere nothing is gathered and nothing
//! is padded: a `Plan` says which runs of numbers each pixel is a sum of, and the sums of a few pictures stay in
//! registers while they grow. Tasks are runs of pictures, or parts of large ones (taps or points, for the
//! gradient of the weights), so that each writes numbers of its own.

mod few;
mod geometry;
mod many;
mod plan;
#[cfg(test)]
mod reference;
mod slopes;
mod winograd;

pub use geometry::Geometry;

use super::activation::Activation;
use super::simd;
use super::tiles::{Tile, tiles};
use plan::{Finish, PICTURES, Plan};

/// About how many numbers of a result one task writes at most: of large pictures only some pixels.
const NUMBERS: usize = 1 << 17;
/// With fewer channels of a result than this, vectors run along its sums and not across its channels.
const FEW: usize = 8;

/// `y = f(x * w + b)`: `x [batch, input]`, `y [batch, output]`; `bias` has a number a channel.
pub fn forward(g: Geometry, x: &[f32], weight: &[f32], bias: &[f32], f: Activation, y: &mut [f32]) {
    convolved(g, x, weight, Some((bias, f)), y);
}

/// `dx += ` the adjoint of the convolution at `dy [batch, output]`.
pub fn input_gradient(g: Geometry, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
    adjoint(g, dy, weight, None, dx);
}

/// `dw += ` the gradient of the weights.
pub fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    if winograd::pays_for_weights(g) {
        winograd::weight_gradient(g, x, dy, dw);
    } else {
        slopes::weight_gradient(g, x, dy, dw);
    }
}

/// A transposed convolution, `y = f(x *ᵀ w + b)`: `x [batch, output]`, `y [batch, input]` of `g`.
pub fn transposed(
    g: Geometry,
    x: &[f32],
    weight: &[f32],
    bias: &[f32],
    f: Activation,
    y: &mut [f32],
) {
    adjoint(g, x, weight, Some((bias, f)), y);
}

/// `dx += ` the gradient of the input of a transposed convolution: the convolution itself.
pub fn transposed_input_gradient(g: Geometry, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
    convolved(g, dy, weight, None, dx);
}

/// `y = f(x * w + b)`, or `y += x * w`.
fn convolved(g: Geometry, x: &[f32], weight: &[f32], finish: Finish<'_>, y: &mut [f32]) {
    if winograd::pays(g) {
        winograd::forward(g, x, weight, finish, y);
    } else {
        products(&Plan::forward(g, weight), x, finish, y);
    }
}

/// `y = f(x *ᵀ w + b)`, or `y += x *ᵀ w`.
fn adjoint(g: Geometry, x: &[f32], weight: &[f32], finish: Finish<'_>, y: &mut [f32]) {
    if winograd::pays(g) {
        winograd::adjoint(g, x, weight, finish, y);
    } else {
        products(&Plan::adjoint(g, weight), x, finish, y);
    }
}

/// `y = f(x ⋆ w + b)` over the runs of a plan, or `y += x ⋆ w`.
fn products(plan: &Plan<'_>, x: &[f32], finish: Finish<'_>, y: &mut [f32]) {
    let (read, written) = (plan.read(), plan.written());
    let bias = finish.map(|(bias, _)| bias);
    let pixels = written / plan.outputs().max(1);
    let parts = (PICTURES * written).div_ceil(NUMBERS).max(1);
    let width = pixels.div_ceil(parts) * plan.outputs();
    let part = |y: &Tile<'_>| &x[y.place().0 * read..][..y.rows() * read];
    let end = |y: &mut Tile<'_>| {
        if let Some((_, f)) = finish {
            (0..y.rows()).for_each(|picture| f.forward(y.row(picture)));
        }
    };
    if plan.outputs() < FEW {
        let weights = &few::rows(plan)[..];
        tiles(y, written, (PICTURES, width), |mut y| {
            simd::dispatch(few::Products {
                plan,
                weights,
                x: part(&y),
                bias,
                y: &mut y,
            });
            end(&mut y);
        });
    } else {
        let blocks = &many::Blocks::of(plan);
        tiles(y, written, (PICTURES, width), |mut y| {
            simd::dispatch(many::Products {
                plan,
                blocks,
                x: part(&y),
                bias,
                y: &mut y,
            });
            end(&mut y);
        });
    }
}
