//! Layer normalisation of the rows of `[rows, width]` on slices (Ba, Kiros and Hinton 2016, section 3).

use multiversion::multiversion;

use super::activation::Activation;
use super::columns::{sizes, sums_on_the_way};
use super::tasks;

/// Numbers of a row that are added up side by side, the same on any CPU: the same bits.
const LANES: usize = 8;

/// Mean and `1 / √(variance + ε)` of each row, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Moments {
    width: usize,
    of: Vec<f32>,
}

impl Moments {
    /// Those of the rows that hold `len` numbers from number `start` on, which begins a row.
    fn within(&self, start: usize, len: usize) -> &[f32] {
        &self.of[2 * start / self.width..][..2 * len / self.width]
    }
}

/// `y ← f(scale · (x − mean) / √(variance + ε) + shift)`, row by row.
pub fn forward(
    x: &[f32],
    (scale, shift): (&[f32], &[f32]),
    epsilon: f32,
    f: Activation,
    y: &mut [f32],
) -> Moments {
    let width = scale.len();
    let (_, size) = sizes(width);
    let mut of = vec![0.0; 2 * (x.len() / width)];
    let work = [(y, size), (&mut of, 2 * size / width)];
    tasks::chunks_of(work, |task, [y, of]| {
        forward_rows(&x[task * size..][..y.len()], (scale, shift), epsilon, y, of);
        f.forward(y);
    });
    Moments { width, of }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn forward_rows(
    x: &[f32],
    (scale, shift): (&[f32], &[f32]),
    epsilon: f32,
    y: &mut [f32],
    moments: &mut [f32],
) {
    let width = scale.len();
    let share = 1.0 / width as f32;
    let rows = x.chunks_exact(width).zip(y.chunks_exact_mut(width));
    for ((x, y), moments) in rows.zip(moments.chunks_exact_mut(2)) {
        let mean = total(width, |c| x[c]) * share;
        let variance = total(width, |c| (x[c] - mean) * (x[c] - mean)) * share;
        let inverse = 1.0 / (variance + epsilon).sqrt();
        moments.copy_from_slice(&[mean, inverse]);
        for c in 0..width {
            y[c] = (x[c] - mean) * inverse * scale[c] + shift[c];
        }
    }
}

/// The sum of `at(0)` to `at(count - 1)`.
#[inline(always)]
fn total(count: usize, at: impl Fn(usize) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let whole = count - count % LANES;
    for from in (0..whole).step_by(LANES) {
        for (lane, sum) in lanes.iter_mut().enumerate() {
            *sum += at(from + lane);
        }
    }
    for (c, sum) in (whole..count).zip(&mut lanes) {
        *sum += at(c);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Turns the gradient `g` of `y = f(…)` into that before `f`, in place, and has the gradients of scale
/// and shift, `(Σ g·x̂, Σ g)` a column.
#[must_use]
pub fn parameter_gradients(
    (f, y): (Activation, &[f32]),
    g: &mut [f32],
    x: &[f32],
    moments: &Moments,
) -> (Vec<f32>, Vec<f32>) {
    let [scale, shift] = sums_on_the_way(g, moments.width, |from, g, sums| {
        let part = from..from + g.len();
        f.backward(&y[part.clone()], g);
        let of = moments.within(from, g.len());
        add_gradients(g, &x[part], (moments.width, of), sums);
    });
    (scale, shift)
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn add_gradients(
    g: &[f32],
    x: &[f32],
    (width, moments): (usize, &[f32]),
    [scale, shift]: [&mut [f32]; 2],
) {
    // The sums are as long as a few rows: neighbours do not wait for each other.
    let abreast = scale.len() / width;
    let rows = g.chunks_exact(width).zip(x.chunks_exact(width));
    for (row, ((g, x), moments)) in rows.zip(moments.chunks_exact(2)).enumerate() {
        let from = row % abreast * width;
        let (scale, shift) = (&mut scale[from..][..width], &mut shift[from..][..width]);
        let (mean, inverse) = (moments[0], moments[1]);
        for c in 0..width {
            scale[c] += g[c] * (x[c] - mean) * inverse;
            shift[c] += g[c];
        }
    }
}

/// `dx += inverse · (h − mean(h) − x̂ · mean(h·x̂))` with `h = scale · g`, where the means are over the row.
pub fn input_gradient(g: &[f32], x: &[f32], moments: &Moments, scale: &[f32], dx: &mut [f32]) {
    let (_, size) = sizes(scale.len());
    tasks::chunks(dx, size, |task, dx| {
        let part = task * size..task * size + dx.len();
        let of = moments.within(part.start, dx.len());
        input_rows(&g[part.clone()], &x[part], of, scale, dx);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn input_rows(g: &[f32], x: &[f32], moments: &[f32], scale: &[f32], dx: &mut [f32]) {
    let width = scale.len();
    let share = 1.0 / width as f32;
    let rows = g.chunks_exact(width).zip(x.chunks_exact(width));
    let rows = rows.zip(moments.chunks_exact(2));
    for (((g, x), moments), dx) in rows.zip(dx.chunks_exact_mut(width)) {
        let (mean, inverse) = (moments[0], moments[1]);
        let h = |c: usize| scale[c] * g[c];
        let x_hat = |c: usize| (x[c] - mean) * inverse;
        let mean_h = total(width, h) * share;
        let mean_hx = total(width, |c| h(c) * x_hat(c)) * share;
        for (c, dx) in dx.iter_mut().enumerate() {
            *dx += inverse * (h(c) - mean_h - x_hat(c) * mean_hx);
        }
    }
}
