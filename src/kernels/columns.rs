//! Sums down the columns of `[rows, width]`: the gradients of biases, the moments of batch norm.
//!
//! Rows that are narrow are read a few at a time as one wide row, so that no sum waits for the one
//! before it; the few are added up at the end.

use std::ops::Range;

use multiversion::multiversion;

use super::activation::Activation;
use super::tasks;

/// Numbers of a wide row, at most, where rows are narrower.
const WIDE: usize = 128;
/// Numbers that one task works on, in whole wide rows,
const NUMBERS: usize = 8 * 1024;
/// of which it has at least so many: the tasks' sums are added up on one thread.
const ROWS: usize = 32;

/// How many numbers a wide row has, and how many one task works on, for rows of `width`.
pub(super) fn sizes(width: usize) -> (usize, usize) {
    let wide = width * (WIDE / width).max(1);
    (wide, wide * (NUMBERS / wide).max(ROWS))
}

/// A number a column, as often as there are rows in a wide one.
pub(super) fn abreast(values: &[f32]) -> Vec<f32> {
    values.repeat(sizes(values.len()).0 / values.len())
}

/// `N` sums a column of `numbers` numbers. `f` adds those of a range to sums as long as a wide row;
/// ranges are summed in their order, the same bits on any number of threads.
pub(super) fn sums<const N: usize>(
    numbers: usize,
    width: usize,
    f: impl Fn(Range<usize>, [&mut [f32]; N]) + Sync,
) -> [Vec<f32>; N] {
    let (wide, size) = sizes(width);
    let mut partial = vec![0.0; numbers.div_ceil(size) * N * wide];
    tasks::chunks(&mut partial, N * wide, |task, sums| {
        let mut each = sums.chunks_exact_mut(wide);
        let sums = std::array::from_fn(|_| each.next().unwrap_or_default());
        f(task * size..numbers.min((task + 1) * size), sums);
    });
    std::array::from_fn(|n| {
        let mut total = vec![0.0; width];
        for task in partial.chunks_exact(N * wide) {
            add_up(&task[n * wide..][..wide], &mut total);
        }
        total
    })
}

/// `bias += Σ g` over the rows of `g`.
pub fn bias_gradient(g: &[f32], bias: &mut [f32]) {
    let [sum] = sums(g.len(), bias.len(), |part, [sum]| add_up(&g[part], sum));
    add_up(&sum, bias);
}

/// Turns the gradient `g` of the outputs `y = f(x + bias)` into the gradient of `x`, in place, and
/// adds its sum over the rows to that of the bias.
pub fn before_activation_and_bias(f: Activation, y: &[f32], g: &mut [f32], bias: &mut [f32]) {
    let (wide, size) = sizes(bias.len());
    let mut partial = vec![0.0; g.len().div_ceil(size) * wide];
    tasks::chunks_of([(g, size), (&mut partial, wide)], |task, [g, sum]| {
        f.backward(&y[task * size..][..g.len()], g);
        add_up(g, sum);
    });
    add_up(&partial, bias);
}

/// Adds the rows of `x` to `sums`; the last row may be cut short.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
pub(super) fn add_up(x: &[f32], sums: &mut [f32]) {
    for row in x.chunks(sums.len()) {
        sums.iter_mut().zip(row).for_each(|(s, x)| *s += x);
    }
}
