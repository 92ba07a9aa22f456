//! Batch normalisation over the last axis on slices (Ioffe and Szegedy 2015, Algorithm 1).

use multiversion::multiversion;

use super::activation::Activation;
use super::columns::{abreast, add_up, sizes, sums, sums_on_the_way};
use super::tasks;

/// Mean and (biased) variance of each of `channels` columns of `x [rows, channels]`.
#[must_use]
pub fn moments(x: &[f32], channels: usize) -> (Vec<f32>, Vec<f32>) {
    let rows = (x.len() / channels) as f32;
    let [mut mean] = sums(x.len(), channels, |part, [sum]| add_up(&x[part], sum));
    mean.iter_mut().for_each(|m| *m /= rows);
    let centre = &abreast(&mean);
    let [mut variance] = sums(x.len(), channels, |part, [sum]| {
        add_squares(&x[part], centre, sum);
    });
    variance.iter_mut().for_each(|v| *v /= rows);
    (mean, variance)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_squares(x: &[f32], mean: &[f32], sums: &mut [f32]) {
    for row in x.chunks(sums.len()) {
        for ((s, x), m) in sums.iter_mut().zip(row).zip(mean) {
            *s += (x - m) * (x - m);
        }
    }
}

/// `y ← f(scale · (x − mean) / √(variance + ε) + shift)`.
pub fn forward(
    x: &[f32],
    (mean, inverse): (&[f32], &[f32]),
    (scale, shift): (&[f32], &[f32]),
    f: Activation,
    y: &mut [f32],
) {
    let (_, size) = sizes(mean.len());
    let columns = [mean, inverse, scale, shift].map(abreast);
    tasks::chunks(y, size, |task, y| {
        forward_rows(&x[task * size..][..y.len()], &columns, y);
        f.forward(y);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn forward_rows(x: &[f32], columns: &[Vec<f32>; 4], y: &mut [f32]) {
    let wide = columns[0].len();
    let [mean, inverse, scale, shift] = columns.each_ref().map(|c| &c[..wide]);
    for (x, y) in x.chunks(wide).zip(y.chunks_mut(wide)) {
        let n = y.len().min(wide);
        let x = &x[..n];
        for c in 0..n {
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

/// Turns the gradient `g` of `y = f(…)` into that before `f`, in place, and has the gradients of scale
/// and shift, `(Σ g·x̂, Σ g)` a channel.
#[must_use]
pub fn parameter_gradients(
    (f, y): (Activation, &[f32]),
    g: &mut [f32],
    x: &[f32],
    (mean, inverse): (&[f32], &[f32]),
) -> (Vec<f32>, Vec<f32>) {
    let columns = [mean, inverse].map(abreast);
    let [scale, shift] = sums_on_the_way(g, mean.len(), |from, g, sums| {
        let part = from..from + g.len();
        f.backward(&y[part.clone()], g);
        add_gradients(g, &x[part], &columns, sums);
    });
    (scale, shift)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_gradients(g: &[f32], x: &[f32], columns: &[Vec<f32>; 2], [scale, shift]: [&mut [f32]; 2]) {
    let wide = columns[0].len();
    let [mean, inverse] = columns.each_ref().map(|c| &c[..wide]);
    let (scale, shift) = (&mut scale[..wide], &mut shift[..wide]);
    for (g, x) in g.chunks(wide).zip(x.chunks(wide)) {
        let n = g.len().min(wide);
        let x = &x[..n];
        for c in 0..n {
            scale[c] += g[c] * (x[c] - mean[c]) * inverse[c];
            shift[c] += g[c];
        }
    }
}

/// `dx += scale · inverse · (g − mean(g) − x̂ · mean(g·x̂))`, where the sums are over the batch.
/// With statistics that were held constant (`sums_of` zeros) the last two fall away.
pub fn input_gradient(
    g: &[f32],
    x: &[f32],
    with: (&[f32], &[f32], &[f32]),
    sums_of: (&[f32], &[f32]),
    dx: &mut [f32],
) {
    let (mean, inverse, scale) = with;
    let (_, size) = sizes(mean.len());
    let columns = [mean, inverse, scale, sums_of.0, sums_of.1].map(abreast);
    let rows = (x.len() / mean.len()) as f32;
    tasks::chunks(dx, size, |task, dx| {
        let part = task * size..task * size + dx.len();
        input_rows(&g[part.clone()], &x[part], &columns, rows, dx);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn input_rows(g: &[f32], x: &[f32], columns: &[Vec<f32>; 5], rows: f32, dx: &mut [f32]) {
    let wide = columns[0].len();
    let [mean, inverse, scale, sum_gx, sum_g] = columns.each_ref().map(|c| &c[..wide]);
    let lines = g.chunks(wide).zip(x.chunks(wide));
    for ((g, x), d) in lines.zip(dx.chunks_mut(wide)) {
        let n = d.len().min(wide);
        let (g, x) = (&g[..n], &x[..n]);
        for c in 0..n {
            let x_hat = (x[c] - mean[c]) * inverse[c];
            d[c] += scale[c] * inverse[c] * (g[c] - (sum_g[c] + x_hat * sum_gx[c]) / rows);
        }
    }
}
