//! Convolution of pictures with many channels: for each pixel a product over the pictures, in which
//! the taps of one row of the kernel and their channels are one contiguous run.

use super::Geometry;
use crate::kernels::matmul::{Matrix, matmul, matmul_strided};
use crate::kernels::tasks;

/// `y += x * w`, on the calling thread.
pub(super) fn add_forward(g: Geometry, x: &[f32], weight: &[f32], y: &mut [f32]) {
    let [_, width, channels] = g.input;
    let [height_out, width_out, filters] = g.output;
    let pictures = x.len() / g.read();
    for row in 0..height_out {
        let (rows, top) = g.taps(0, row);
        for column in 0..width_out {
            let (columns, left) = g.taps(1, column);
            let run = columns.len() * channels;
            if run == 0 {
                continue;
            }
            let y = &mut y[(row * width_out + column) * filters..];
            for (down, tap) in rows.clone().enumerate() {
                let x = &x[((top + down) * width + left) * channels..];
                let w = &weight[(tap * g.kernel + columns.start) * channels * filters..];
                let x = Matrix::strided(x, pictures, run, g.read());
                let w = Matrix::new(&w[..run * filters], run, filters);
                matmul_strided(x, w, y, g.written(), true);
            }
        }
    }
}

/// Where tap `column` of a kernel's row stands in [`turned`]: taps that one pixel of the input meets
/// lie a stride apart, and are met from the last to the first.
fn place(g: Geometry, column: usize) -> usize {
    let taps_of = |phase: usize| g.kernel.saturating_sub(phase).div_ceil(g.stride);
    let phase = column % g.stride;
    let earlier: usize = (0..phase).map(taps_of).sum();
    earlier + taps_of(phase) - 1 - column / g.stride
}

/// The weights as `[kernel, place, out, in]`.
pub(super) fn turned(g: Geometry, weight: &[f32]) -> Vec<f32> {
    let (channels, filters) = (g.input[2], g.output[2]);
    let tap = channels * filters;
    let mut turned = vec![0.0; weight.len()];
    let from: Vec<usize> = {
        let mut from = vec![0; g.kernel];
        (0..g.kernel).for_each(|column| from[place(g, column)] = column);
        from
    };
    tasks::chunks(&mut turned, tap, |i, turned| {
        let (row, column) = (i / g.kernel, from[i % g.kernel]);
        let weight = &weight[(row * g.kernel + column) * tap..][..tap];
        for (filter, turned) in turned.chunks_exact_mut(channels).enumerate() {
            for (t, w) in turned
                .iter_mut()
                .zip(weight[filter..].iter().step_by(filters))
            {
                *t = *w;
            }
        }
    });
    turned
}

/// `dx += ` the adjoint at `dy`, on the calling thread; the weights are [`turned`].
pub(super) fn add_adjoint(g: Geometry, dy: &[f32], turned: &[f32], dx: &mut [f32]) {
    let [height, width, channels] = g.input;
    let [_, width_out, filters] = g.output;
    let pictures = dx.len() / g.read();
    for row in 0..height {
        for column in 0..width {
            let columns = g.fed(1, column);
            let run = columns.len() * filters;
            if run == 0 {
                continue;
            }
            let tap = column + g.before[1] - columns.start * g.stride;
            let dx = &mut dx[(row * width + column) * channels..];
            for row_out in g.fed(0, row) {
                let down = row + g.before[0] - row_out * g.stride;
                let dy = &dy[(row_out * width_out + columns.start) * filters..];
                let w = &turned[(down * g.kernel + place(g, tap)) * filters * channels..];
                let dy = Matrix::strided(dy, pictures, run, g.written());
                let w = Matrix::new(&w[..run * channels], run, channels);
                matmul_strided(dy, w, dx, g.read(), true);
            }
        }
    }
}

/// `dw += ` the gradient of the weights: a task a tap, or a row of taps where one tap is little work.
pub(super) fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    const LITTLE: usize = 32;
    let [_, width, channels] = g.input;
    let [height_out, width_out, filters] = g.output;
    let pictures = x.len() / g.read();
    let together = if channels < LITTLE { g.kernel } else { 1 };
    tasks::chunks(dw, together * channels * filters, |task, dw| {
        let (tap, from) = (task * together / g.kernel, task * together % g.kernel);
        for row in 0..height_out {
            let (rows, top) = g.taps(0, row);
            if !rows.contains(&tap) {
                continue;
            }
            let top = top + tap - rows.start;
            for column in 0..width_out {
                let (columns, left) = g.taps(1, column);
                let first = columns.start.max(from);
                let end = columns.end.min(from + together);
                if first >= end {
                    continue;
                }
                let run = (end - first) * channels;
                let x = &x[(top * width + left + first - columns.start) * channels..];
                let dy = &dy[(row * width_out + column) * filters..];
                let x = Matrix::strided(x, pictures, run, g.read()).transposed();
                let dy = Matrix::strided(dy, pictures, filters, g.written());
                let dw = &mut dw[(first - from) * channels * filters..][..run * filters];
                matmul(x, dy, dw, true);
            }
        }
    });
}
