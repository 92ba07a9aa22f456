//! Convolution of pictures with few channels: the patch under the kernel is gathered for each pixel,
//! and one product serves all pixels of a task.

use super::{Geometry, PICTURES, part};
use crate::kernels::matmul::{Matrix, matmul};
use crate::kernels::tasks;

/// Numbers in a patch.
fn patch(g: Geometry) -> usize {
    g.kernel * g.kernel * g.input[2]
}

/// Calls `run(pixel, at, place, len)` for each run of numbers that a patch shares with a picture:
/// `len` numbers at `at` in the patch of `pixel` are those at `place` in the picture.
fn runs(g: Geometry, mut run: impl FnMut(usize, usize, usize, usize)) {
    let [_, width, channels] = g.input;
    for row in 0..g.output[0] {
        let (rows, top) = g.taps(0, row);
        for column in 0..g.output[1] {
            let (columns, left) = g.taps(1, column);
            if columns.is_empty() {
                continue;
            }
            for (down, tap) in rows.clone().enumerate() {
                run(
                    row * g.output[1] + column,
                    (tap * g.kernel + columns.start) * channels,
                    ((top + down) * width + left) * channels,
                    columns.len() * channels,
                );
            }
        }
    }
}

/// The patches of `x`: `[pictures · pixels, kernel · kernel · channels]`, zero outside.
fn gathered(g: Geometry, x: &[f32]) -> Vec<f32> {
    let (size, pixels) = (patch(g), g.output[0] * g.output[1]);
    let mut patches = vec![0.0; x.len() / g.read() * pixels * size];
    for (x, patches) in x
        .chunks_exact(g.read())
        .zip(patches.chunks_exact_mut(pixels * size))
    {
        runs(g, |pixel, at, place, len| {
            patches[pixel * size + at..][..len].copy_from_slice(&x[place..place + len]);
        });
    }
    patches
}

/// `y += x * w`, on the calling thread.
pub(super) fn add_forward(g: Geometry, x: &[f32], weight: &[f32], y: &mut [f32]) {
    let (size, filters) = (patch(g), g.output[2]);
    let patches = gathered(g, x);
    let patches = Matrix::new(&patches, y.len() / filters, size);
    matmul(patches, Matrix::new(weight, size, filters), y, true);
}

/// `dx += ` the adjoint at `dy`, on the calling thread.
pub(super) fn add_adjoint(g: Geometry, dy: &[f32], weight: &[f32], dx: &mut [f32]) {
    let (size, filters) = (patch(g), g.output[2]);
    let pixels = dy.len() / filters;
    let mut patches = vec![0.0; pixels * size];
    let weight = Matrix::new(weight, size, filters).transposed();
    matmul(
        Matrix::new(dy, pixels, filters),
        weight,
        &mut patches,
        false,
    );
    for (dx, patches) in dx
        .chunks_exact_mut(g.read())
        .zip(patches.chunks_exact(g.output[0] * g.output[1] * size))
    {
        runs(g, |pixel, at, place, len| {
            let from = &patches[pixel * size + at..][..len];
            for (d, p) in dx[place..place + len].iter_mut().zip(from) {
                *d += p;
            }
        });
    }
}

/// `dw += ` the gradient of the weights: a sum a task, added in order.
pub(super) fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    let (size, filters) = (patch(g), g.output[2]);
    let parts = (x.len() / g.read()).div_ceil(PICTURES);
    let mut sums = vec![0.0; parts * dw.len()];
    tasks::chunks(&mut sums, dw.len(), |task, sum| {
        let patches = gathered(g, part(x, task, g.read()));
        let dy = part(dy, task, g.written());
        let pixels = dy.len() / filters;
        let patches = Matrix::new(&patches, pixels, size).transposed();
        matmul(patches, Matrix::new(dy, pixels, filters), sum, false);
    });
    for sum in sums.chunks_exact(dw.len()) {
        dw.iter_mut().zip(sum).for_each(|(d, s)| *d += s);
    }
}
