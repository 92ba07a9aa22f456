//! What is done to each number by itself, spread over the threads: activations, masks, sums, averages.

use multiversion::multiversion;

use super::activation::Activation;
use super::tasks;

/// Numbers of one task.
const NUMBERS: usize = 16 * 1024;

/// `y ← f(x)`.
pub fn activate(f: Activation, x: &[f32], y: &mut [f32]) {
    tasks::chunks(y, NUMBERS, |task, y| {
        y.copy_from_slice(&x[task * NUMBERS..][..y.len()]);
        f.forward(y);
    });
}

/// Turns the gradient of the outputs into the gradient before the activation, in place.
pub fn before_activation(f: Activation, y: &[f32], gradient: &mut [f32]) {
    if f != Activation::Identity {
        tasks::chunks(gradient, NUMBERS, |task, gradient| {
            f.backward(&y[task * NUMBERS..][..gradient.len()], gradient);
        });
    }
}

/// The same from the inputs, for activations whose outputs do not tell their slopes.
pub fn before_activation_at(f: Activation, x: &[f32], gradient: &mut [f32]) {
    tasks::chunks(gradient, NUMBERS, |task, gradient| {
        f.backward_at(&x[task * NUMBERS..][..gradient.len()], gradient);
    });
}

/// Multiplies by the mask of dropout: each number is dropped with probability `p`, or scaled by
/// `1 / (1 − p)`, as `key` and its place alone say.
pub fn mask(x: &mut [f32], p: f32, key: u64) {
    tasks::chunks(x, NUMBERS, |task, x| mask_from(x, task * NUMBERS, p, key));
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn mask_from(x: &mut [f32], from: usize, p: f32, key: u64) {
    let threshold = (f64::from(p) * 4_294_967_296.0) as u32;
    let scale = 1.0 / (1.0 - p);
    let (low, high) = (key as u32, (key >> 32) as u32);
    for (place, v) in (from as u32..).zip(x) {
        *v = if hash(low, high, place) < threshold {
            0.0
        } else {
            *v * scale
        };
    }
}

/// A number in [0, 2³²) that depends on the key and `place` alone (lowbias32, Wellons 2018).
#[inline(always)]
fn hash(low: u32, high: u32, place: u32) -> u32 {
    let mut x = place ^ low;
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15) ^ high).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// `values ← bytes / by − minus`: pixels as numbers, on this thread.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
pub fn of_bytes(bytes: &[u8], by: f32, minus: f32, values: &mut [f32]) {
    for (value, &byte) in values.iter_mut().zip(bytes) {
        *value = f32::from(byte) / by - minus;
    }
}

/// Holds every number within `± limit`; what is no number stays.
pub fn clamp(values: &mut [f32], limit: f32) {
    each(values, |_, values| {
        values.iter_mut().for_each(|v| *v = v.clamp(-limit, limit));
    });
}

/// `to += from`.
pub fn add(to: &mut [f32], from: &[f32]) {
    tasks::chunks(to, NUMBERS, |task, to| {
        to.iter_mut()
            .zip(&from[task * NUMBERS..])
            .for_each(|(t, f)| *t += f);
    });
}

/// `to += shares · from`, with a share for each row.
pub fn add_rows(shares: &[f32], from: &[f32], to: &mut [f32]) {
    let row = (to.len() / shares.len().max(1)).max(1);
    let rows = (NUMBERS / row).max(1);
    tasks::chunks(to, rows * row, |task, to| {
        let shares = &shares[task * rows..];
        let from = from[task * rows * row..].chunks_exact(row);
        for ((to, from), share) in to.chunks_exact_mut(row).zip(from).zip(shares) {
            to.iter_mut().zip(from).for_each(|(t, f)| *t += share * f);
        }
    });
}

/// `values ← shares · values`, with a share for each row.
pub fn times_rows(shares: &[f32], values: &mut [f32]) {
    let row = (values.len() / shares.len().max(1)).max(1);
    let rows = (NUMBERS / row).max(1);
    tasks::chunks(values, rows * row, |task, values| {
        let shares = &shares[task * rows..];
        for (row, share) in values.chunks_exact_mut(row).zip(shares) {
            row.iter_mut().for_each(|v| *v *= share);
        }
    });
}

/// `slow ← decay · slow + (1 − decay) · fast`.
pub fn average(slow: &mut [f32], fast: &[f32], decay: f32) {
    tasks::chunks(slow, NUMBERS, |task, slow| {
        average_of(slow, &fast[task * NUMBERS..][..slow.len()], decay);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn average_of(slow: &mut [f32], fast: &[f32], decay: f32) {
    for (s, f) in slow.iter_mut().zip(fast) {
        *s = decay * *s + (1.0 - decay) * f;
    }
}

/// The sum of `f(i)` for all chunks of `numbers` numbers, added up in their order: the same bits on
/// any number of threads. `f` takes the bounds of a chunk.
pub fn sum(numbers: usize, f: impl Fn(std::ops::Range<usize>) -> f32 + Sync) -> f32 {
    let mut sums = vec![0.0; numbers.div_ceil(NUMBERS)];
    tasks::chunks(&mut sums, 1, |task, sum| {
        let from = task * NUMBERS;
        sum[0] = f(from..numbers.min(from + NUMBERS));
    });
    sums.iter().sum()
}

/// The sum of squares.
#[must_use]
pub fn squares(values: &[f32]) -> f32 {
    sum(values.len(), |part| squares_of(&values[part]))
}

/// In lanes that the compiler keeps in registers.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn squares_of(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 32];
    let (chunks, rest) = values.as_chunks::<32>();
    for chunk in chunks {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v * v;
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|v| v * v).sum::<f32>()
}

/// Runs `f` on all chunks of `data`, with where each starts.
pub fn each(data: &mut [f32], f: impl Fn(usize, &mut [f32]) + Sync) {
    tasks::chunks(data, NUMBERS, |task, chunk| f(task * NUMBERS, chunk));
}
