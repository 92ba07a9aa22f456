//! Convolution on slices and its adjoint: pictures `[batch, height, width, channels]`, weights
//! `[kernel, kernel, in, out]`; taps outside a picture are skipped.
//!
//! Tasks are runs of pictures (of taps, for the gradient of the weights), so that each writes a
//! slice of its own.

mod geometry;
mod narrow;
#[cfg(test)]
mod reference;
mod wide;

pub use geometry::Geometry;

use super::activation::Activation;
use super::tasks;

/// Pictures that one task works on.
const PICTURES: usize = 16;
/// With fewer channels than this the rows of a product are too short, and patches are gathered.
const NARROW: usize = 8;

/// `f(x * w + b)`: `x [batch, input]` → `[batch, output]`; `bias` has a number a channel.
#[must_use]
pub fn forward(g: Geometry, x: &[f32], weight: &[f32], bias: &[f32], f: Activation) -> Vec<f32> {
    let mut y = vec![0.0; x.len() / g.read() * g.written()];
    tasks::chunks(&mut y, PICTURES * g.written(), |task, y| {
        fill(y, bias);
        add_forward(g, part(x, task, g.read()), weight, y);
        f.forward(y);
    });
    y
}

/// `dx += ` the adjoint of the convolution at `dy [batch, output]`.
pub fn input_gradient(g: Geometry, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
    let weight = Turned::of(g, weight);
    tasks::chunks(dx, PICTURES * g.read(), |task, dx| {
        weight.add_adjoint(g, part(dy, task, g.written()), dx);
    });
}

/// `dw += ` the gradient of the weights.
pub fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    if g.input[2] < NARROW {
        narrow::weight_gradient(g, x, dy, dw);
    } else {
        wide::weight_gradient(g, x, dy, dw);
    }
}

/// `db += Σ dy` over pictures and pixels.
pub fn bias_gradient(dy: &[f32], bias: &mut [f32]) {
    const ROWS: usize = 4096;
    let channels = bias.len();
    let parts = dy.len().div_ceil(ROWS * channels);
    let mut sums = vec![0.0; parts * channels];
    tasks::chunks(&mut sums, channels, |task, sum| {
        let from = task * ROWS * channels;
        let to = (from + ROWS * channels).min(dy.len());
        super::dense::bias_gradient(&dy[from..to], sum);
    });
    super::dense::bias_gradient(&sums, bias);
}

/// A transposed convolution, `f(x *ᵀ w + b)`: `x [batch, output]` → `[batch, input]` of `g`.
#[must_use]
pub fn transposed(g: Geometry, x: &[f32], weight: &[f32], bias: &[f32], f: Activation) -> Vec<f32> {
    let weight = Turned::of(g, weight);
    let mut y = vec![0.0; x.len() / g.written() * g.read()];
    tasks::chunks(&mut y, PICTURES * g.read(), |task, y| {
        fill(y, bias);
        weight.add_adjoint(g, part(x, task, g.written()), y);
        f.forward(y);
    });
    y
}

/// `dx += ` the gradient of the input of a transposed convolution: the convolution itself.
pub fn transposed_input_gradient(g: Geometry, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
    tasks::chunks(dx, PICTURES * g.written(), |task, dx| {
        add_forward(g, part(dy, task, g.read()), weight, dx);
    });
}

/// The pictures of a task; `len` numbers each.
fn part(x: &[f32], task: usize, len: usize) -> &[f32] {
    let from = task * PICTURES * len;
    &x[from..(from + PICTURES * len).min(x.len())]
}

fn fill(y: &mut [f32], bias: &[f32]) {
    y.chunks_exact_mut(bias.len())
        .for_each(|pixel| pixel.copy_from_slice(bias));
}

fn add_forward(g: Geometry, x: &[f32], weight: &[f32], y: &mut [f32]) {
    if g.input[2] < NARROW {
        narrow::add_forward(g, x, weight, y);
    } else {
        wide::add_forward(g, x, weight, y);
    }
}

/// Weights in the order in which the adjoint reads them.
enum Turned<'a> {
    Narrow(&'a [f32]),
    Wide(Vec<f32>),
}

impl<'a> Turned<'a> {
    fn of(g: Geometry, weight: &'a [f32]) -> Self {
        if g.input[2] < NARROW {
            Self::Narrow(weight)
        } else {
            Self::Wide(wide::turned(g, weight))
        }
    }

    fn add_adjoint(&self, g: Geometry, dy: &[f32], dx: &mut [f32]) {
        match self {
            Self::Narrow(weight) => narrow::add_adjoint(g, dy, weight, dx),
            Self::Wide(turned) => wide::add_adjoint(g, dy, turned, dx),
        }
    }
}
