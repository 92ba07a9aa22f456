//! Batch normalisation over the last axis on slices (Ioffe and Szegedy 2015, Algorithm 1).

use multiversion::multiversion;

use super::tasks;

/// Numbers that one task works on, in whole rows.
const NUMBERS: usize = 8 * 1024;

fn rows(channels: usize) -> usize {
    (NUMBERS / channels).max(1)
}

/// Adds up what `f` adds for each task's rows; tasks are summed in their order, the same bits on any
/// number of threads. `f` takes the numbers of its rows (where they start and end) and its sums.
fn over_rows(
    numbers: usize,
    channels: usize,
    width: usize,
    f: impl Fn(std::ops::Range<usize>, &mut [f32]) + Sync,
) -> Vec<f32> {
    let size = rows(channels) * channels;
    let mut partial = vec![0.0; numbers.div_ceil(size) * width];
    tasks::chunks(&mut partial, width, |task, sums| {
        f(task * size..numbers.min((task + 1) * size), sums);
    });
    let (first, rest) = partial.split_at_mut(width);
    for sums in rest.chunks_exact(width) {
        first.iter_mut().zip(sums).for_each(|(to, s)| *to += s);
    }
    partial.truncate(width);
    partial
}

/// Mean and (biased) variance of each of `channels` columns of `x [rows, channels]`.
#[must_use]
pub fn moments(x: &[f32], channels: usize) -> (Vec<f32>, Vec<f32>) {
    let rows = (x.len() / channels) as f32;
    let mut mean = over_rows(x.len(), channels, channels, |part, sums| {
        add_up(&x[part], sums);
    });
    mean.iter_mut().for_each(|m| *m /= rows);
    let mut variance = over_rows(x.len(), channels, channels, |part, sums| {
        add_squares(&x[part], &mean, sums);
    });
    variance.iter_mut().for_each(|v| *v /= rows);
    (mean, variance)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_up(x: &[f32], sums: &mut [f32]) {
    for row in x.chunks_exact(sums.len()) {
        sums.iter_mut().zip(row).for_each(|(s, x)| *s += x);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_squares(x: &[f32], mean: &[f32], sums: &mut [f32]) {
    for row in x.chunks_exact(sums.len()) {
        for ((s, x), m) in sums.iter_mut().zip(row).zip(mean) {
            *s += (x - m) * (x - m);
        }
    }
}

/// `y ← scale · (x − mean) / √(variance + ε) + shift`.
pub fn forward(
    x: &[f32],
    (mean, inverse): (&[f32], &[f32]),
    (scale, shift): (&[f32], &[f32]),
    y: &mut [f32],
) {
    let channels = mean.len();
    let size = rows(channels) * channels;
    tasks::chunks(y, size, |task, y| {
        let x = &x[task * size..][..y.len()];
        forward_rows(x, (mean, inverse), (scale, shift), y);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn forward_rows(
    x: &[f32],
    (mean, inverse): (&[f32], &[f32]),
    (scale, shift): (&[f32], &[f32]),
    y: &mut [f32],
) {
    let channels = mean.len();
    let (inverse, scale, shift) = (&inverse[..channels], &scale[..channels], &shift[..channels]);
    for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
        for c in 0..channels {
            y[c] = (x[c] - mean[c]) * inverse[c] * scale[c] + shift[c];
        }
    }
}

/// `1 / √(variance + ε)`.
#[must_use]
pub fn inverse(variance: &[f32], epsilon: f32) -> Vec<f32> {
    variance
        .iter()
        .map(|v| 1.0 / (v + epsilon).sqrt())
        .collect()
}

/// The gradients of scale and shift: `(Σ g·x̂, Σ g)` a channel.
#[must_use]
pub fn parameter_gradients(
    g: &[f32],
    x: &[f32],
    mean: &[f32],
    inverse: &[f32],
) -> (Vec<f32>, Vec<f32>) {
    let channels = mean.len();
    let mut scale = over_rows(x.len(), channels, 2 * channels, |part, sums| {
        let (scale, shift) = sums.split_at_mut(channels);
        add_gradients(&g[part.clone()], &x[part], (mean, inverse), scale, shift);
    });
    let shift = scale.split_off(channels);
    (scale, shift)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_gradients(
    g: &[f32],
    x: &[f32],
    (mean, inverse): (&[f32], &[f32]),
    scale: &mut [f32],
    shift: &mut [f32],
) {
    let channels = mean.len();
    let inverse = &inverse[..channels];
    let (scale, shift) = (&mut scale[..channels], &mut shift[..channels]);
    for (g, x) in g.chunks_exact(channels).zip(x.chunks_exact(channels)) {
        for c in 0..channels {
            scale[c] += g[c] * (x[c] - mean[c]) * inverse[c];
            shift[c] += g[c];
        }
    }
}

/// `dx += scale · inverse · (g − mean(g) − x̂ · mean(g·x̂))`, where the sums are over the batch.
/// With statistics that were held constant (`sums` of zero) the last two fall away.
pub fn input_gradient(
    g: &[f32],
    x: &[f32],
    with: (&[f32], &[f32], &[f32]),
    sums: (&[f32], &[f32]),
    dx: &mut [f32],
) {
    let channels = with.0.len();
    let count = (x.len() / channels) as f32;
    let size = rows(channels) * channels;
    tasks::chunks(dx, size, |task, dx| {
        let part = task * size..task * size + dx.len();
        input_rows(&g[part.clone()], &x[part], with, sums, count, dx);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn input_rows(
    g: &[f32],
    x: &[f32],
    (mean, inverse, scale): (&[f32], &[f32], &[f32]),
    (sum_gx, sum_g): (&[f32], &[f32]),
    rows: f32,
    dx: &mut [f32],
) {
    let channels = mean.len();
    let (inverse, scale) = (&inverse[..channels], &scale[..channels]);
    let (sum_gx, sum_g) = (&sum_gx[..channels], &sum_g[..channels]);
    for ((g, x), d) in g
        .chunks_exact(channels)
        .zip(x.chunks_exact(channels))
        .zip(dx.chunks_exact_mut(channels))
    {
        for c in 0..channels {
            let x_hat = (x[c] - mean[c]) * inverse[c];
            d[c] += scale[c] * inverse[c] * (g[c] - (sum_g[c] + x_hat * sum_gx[c]) / rows);
        }
    }
}
