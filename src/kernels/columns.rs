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
        f(
            task * size..numbers.min((task + 1) * size),
            apart(sums, wide),
        );
    });
    totals(&partial, width)
}

/// The same over numbers that `f` changes as it goes; it is told where they start.
pub(super) fn sums_on_the_way<const N: usize>(
    numbers: &mut [f32],
    width: usize,
    f: impl Fn(usize, &mut [f32], [&mut [f32]; N]) + Sync,
) -> [Vec<f32>; N] {
    let (wide, size) = sizes(width);
    let mut partial = vec![0.0; numbers.len().div_ceil(size) * N * wide];
    let work = [(numbers, size), (&mut partial, N * wide)];
    tasks::chunks_of(work, |task, [numbers, sums]| {
        f(task * size, numbers, apart(sums, wide));
    });
    totals(&partial, width)
}

/// The `N` sums of one task.
fn apart<const N: usize>(sums: &mut [f32], wide: usize) -> [&mut [f32]; N] {
    let mut each = sums.chunks_exact_mut(wide);
    std::array::from_fn(|_| each.next().unwrap_or_default())
}

/// What the tasks' sums come to.
fn totals<const N: usize>(partial: &[f32], width: usize) -> [Vec<f32>; N] {
    let (wide, _) = sizes(width);
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
    let [sum] = sums_on_the_way(g, bias.len(), |from, g, [sum]| {
        f.backward(&y[from..][..g.len()], g);
        add_up(g, sum);
    });
    add_up(&sum, bias);
}

/// Adds the rows of `x` to `sums`; the last row may be cut short.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
pub(super) fn add_up(x: &[f32], sums: &mut [f32]) {
    for row in x.chunks(sums.len()) {
        sums.iter_mut().zip(row).for_each(|(s, x)| *s += x);
    }
}
