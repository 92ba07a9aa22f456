//! The same operations written plainly in f64, and the fast kernels held against them.

use proptest::prelude::*;

use crate::columns;
use crate::simd::tests::with_each_width;
use crate::tasks::with_threads;

use super::winograd;
use super::{
    Activation, Geometry, forward, input_gradient, transposed, transposed_input_gradient,
    weight_gradient,
};

/// Calls `tap(x, w, y)` with the places of each product of the convolution `y[..] += x[..] · w[..]`.
fn each_product(g: Geometry, pictures: usize, mut tap: impl FnMut(usize, usize, usize)) {
    let ([h, w, c], [ho, wo, o]) = (g.input, g.output);
    let inside = |o: usize, k: usize, axis: usize| {
        let at = (o * g.stride + k).checked_sub(g.before[axis])?;
        (at < g.input[axis]).then_some(at)
    };
    for n in 0..pictures {
        for (row, column) in (0..ho).flat_map(|r| (0..wo).map(move |c| (r, c))) {
            for (down, right) in (0..g.kernel).flat_map(|d| (0..g.kernel).map(move |r| (d, r))) {
                let (Some(y), Some(x)) = (inside(row, down, 0), inside(column, right, 1)) else {
                    continue;
                };
                for (from, to) in (0..c).flat_map(|c| (0..o).map(move |o| (c, o))) {
                    tap(
                        ((n * h + y) * w + x) * c + from,
                        ((down * g.kernel + right) * c + from) * o + to,
                        ((n * ho + row) * wo + column) * o + to,
                    );
                }
            }
        }
    }
}

fn numbers(seed: u64, n: usize) -> Vec<f32> {
    let mut state = seed | 1;
    (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / 8_388_608.0 - 1.0
        })
        .collect()
}

fn near(fast: &[f32], plain: &[f64]) -> bool {
    fast.len() == plain.len()
        && fast
            .iter()
            .zip(plain)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 1e-4 * (1.0 + b.abs()))
}

/// Winograd's way rounds what is large beside the result: held against the results as a whole.
fn about(fast: &[f32], plain: &[f64]) -> bool {
    let squares: f64 = plain.iter().map(|b| b * b).sum();
    let rms = (squares / plain.len() as f64).sqrt();
    fast.len() == plain.len()
        && fast
            .iter()
            .zip(plain)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 2e-4 * (1.0 + rms))
}

/// Holds a kernel against the plain result on vectors of each width; it finds `before` everywhere.
fn on_each_width(
    plain: &[f64],
    before: f32,
    close: fn(&[f32], &[f64]) -> bool,
    kernel: impl Fn(&mut [f32]),
) -> Result<(), TestCaseError> {
    let mut agree = true;
    with_each_width(|| {
        let mut fast = vec![before; plain.len()];
        kernel(&mut fast);
        agree &= close(&fast, plain);
    });
    prop_assert!(agree);
    Ok(())
}

/// From input, weights, bias and activation.
type Forward = fn(Geometry, &[f32], &[f32], &[f32], Activation, &mut [f32]);
/// From two slices to what is added to a gradient.
type Backward = fn(Geometry, &[f32], &[f32], &mut [f32]);

/// A convolution and its two gradients, as the kernels have them.
struct Kernels {
    forward: Forward,
    input_gradient: Backward,
    weight_gradient: Backward,
}

/// Holds kernels against the plain results for numbers of a seed.
fn agree(
    g: Geometry,
    pictures: usize,
    seed: u64,
    kernels: &Kernels,
    close: fn(&[f32], &[f64]) -> bool,
) -> Result<(), TestCaseError> {
    let x = numbers(seed, pictures * g.read());
    let dy = numbers(seed ^ 3, pictures * g.written());
    let w = numbers(seed ^ 5, g.weights());
    let bias = numbers(seed ^ 9, g.output[2]);
    let at = |v: &[f32], i: usize| f64::from(v[i]);

    let biases = bias.iter().map(|b| f64::from(*b)).cycle();
    let mut plain: Vec<f64> = biases.take(pictures * g.written()).collect();
    each_product(g, pictures, |i, k, o| plain[o] += at(&x, i) * at(&w, k));
    on_each_width(&plain, 9.0, close, |y| {
        (kernels.forward)(g, &x, &w, &bias, Activation::Identity, y);
    })?;

    let mut plain = vec![1.0; x.len()];
    each_product(g, pictures, |i, k, o| plain[i] += at(&dy, o) * at(&w, k));
    on_each_width(&plain, 1.0, close, |dx| {
        (kernels.input_gradient)(g, &dy, &w, dx);
    })?;

    let mut plain = vec![1.0; w.len()];
    each_product(g, pictures, |i, k, o| plain[k] += at(&x, i) * at(&dy, o));
    on_each_width(&plain, 1.0, close, |dw| {
        (kernels.weight_gradient)(g, &x, &dy, dw);
    })
}

prop_compose! {
    /// Any geometry, padded as it may be: no pixel of the output need see the whole kernel.
    fn geometries()(
        kernel in 1_usize..6, stride in 1_usize..4, height in 1_usize..8, width in 1_usize..8,
        before in [0_usize..5, 0_usize..5], output in [1_usize..6, 1_usize..6],
        channels in prop::sample::select(vec![1, 3, 7, 8, 13, 33]),
        filters in prop_oneof![1_usize..20, 31_usize..50],
    ) -> Geometry {
        Geometry {
            kernel, stride, before,
            input: [height, width, channels],
            output: [output[0], output[1], filters],
        }
    }
}

prop_compose! {
    /// Geometries that Winograd's way can do, whether or not it pays.
    fn of_many_channels()(
        (kernel, stride) in prop::sample::select(vec![(3, 1), (5, 1), (5, 2), (6, 2), (7, 3), (4, 1)]),
        height in 1_usize..12, width in 1_usize..12,
        before in [0_usize..5, 0_usize..5], output in [1_usize..10, 1_usize..10],
        channels in prop::sample::select(vec![16, 32]), filters in prop::sample::select(vec![16, 48]),
    ) -> Geometry {
        Geometry {
            kernel, stride, before,
            input: [height, width, channels],
            output: [output[0], output[1], filters],
        }
    }
}

/// So many cases, or a quarter where an emulator takes each instruction apart.
fn cases(cases: u32) -> ProptestConfig {
    let emulated = std::env::var_os("AEGAN_LAB_EMULATED").is_some();
    ProptestConfig::with_cases(if emulated { cases / 4 } else { cases })
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn winograds_way_leads_to_the_same(g in of_many_channels(), pictures in 1_usize..70, seed: u64) {
        let pictures = if pictures % 4 == 0 { pictures } else { pictures % 4 };
        let kernels = Kernels {
            forward: |g, x, w, bias, f, y| winograd::forward(g, x, w, Some((bias, f)), y),
            input_gradient: |g, dy, w, dx| winograd::adjoint(g, dy, w, None, dx),
            weight_gradient: winograd::weight_gradient,
        };
        agree(g, pictures, seed, &kernels, about)?;
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn convolutions_and_their_gradients_agree(g in geometries(), pictures in 1_usize..70, seed: u64) {
        agree(g, pictures, seed, &Kernels { forward, input_gradient, weight_gradient }, near)?;

        let dy = numbers(seed ^ 3, pictures * g.written());
        let mut plain = vec![1.0; g.output[2]];
        dy.iter().enumerate().for_each(|(i, d)| plain[i % g.output[2]] += f64::from(*d));
        let mut db = vec![1.0; g.output[2]];
        columns::bias_gradient(&dy, &mut db);
        prop_assert!(near(&db, &plain));
    }

    #[test]
    fn a_transposed_convolution_is_the_adjoint(g in geometries(), pictures in 1_usize..20, seed: u64) {
        let x = numbers(seed, pictures * g.written());
        let w = numbers(seed ^ 5, g.weights());
        let bias = numbers(seed ^ 9, g.input[2]);
        let mut plain: Vec<f64> = bias.iter().map(|b| f64::from(*b)).cycle()
            .take(pictures * g.read()).collect();
        each_product(g, pictures, |i, k, o| plain[i] += f64::from(x[o]) * f64::from(w[k]));
        on_each_width(&plain, 9.0, near, |y| transposed(g, &x, &w, &bias, Activation::Identity, y))?;

        let dy = numbers(seed ^ 7, pictures * g.read());
        let mut plain = vec![1.0; x.len()];
        each_product(g, pictures, |i, k, o| plain[o] += f64::from(dy[i]) * f64::from(w[k]));
        on_each_width(&plain, 1.0, near, |dx| transposed_input_gradient(g, &dy, &w, dx))?;
    }
}

#[test]
fn winograds_way_gives_the_same_bits_on_any_number_of_threads() {
    let g = Geometry::same(5, 2, [14, 14, 16], [7, 7, 32]);
    let pictures = 83;
    let x = numbers(1, pictures * g.read());
    let dy = numbers(2, pictures * g.written());
    let w = numbers(3, g.weights());
    let of = |threads| {
        with_threads(threads, || {
            let (mut y, mut dx, mut dw) = (dy.clone(), x.clone(), w.clone());
            winograd::forward(g, &x, &w, None, &mut y);
            winograd::adjoint(g, &dy, &w, None, &mut dx);
            winograd::weight_gradient(g, &x, &dy, &mut dw);
            [y, dx, dw]
                .concat()
                .iter()
                .map(|v| v.to_bits())
                .collect::<Vec<_>>()
        })
    };
    let alone = of(1);
    assert!(alone == of(2) && alone == of(5));
}
