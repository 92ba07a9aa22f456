//! The same operations written plainly in f64, and the fast kernels held against them: layers.

use proptest::prelude::*;

use super::activation::Activation;
use super::columns;
use super::dense::{self, Sizes};
use super::normalise;
use super::rows;
use super::simd::tests::with_each_width;

/// `x Wᵀ + b`.
fn dense_plainly(inputs: usize, x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f64> {
    let mut y = Vec::new();
    for x in x.chunks_exact(inputs) {
        for (w, b) in weight.chunks_exact(inputs).zip(bias) {
            let dot: f64 = w
                .iter()
                .zip(x)
                .map(|(w, x)| f64::from(*w) * f64::from(*x))
                .sum();
            y.push(dot + f64::from(*b));
        }
    }
    y
}

/// Batch normalisation with the batch's own statistics, scale 1 and shift 0.
fn batch_norm_plainly(x: &[f32], channels: usize, epsilon: f64) -> Vec<f64> {
    let rows = (x.len() / channels) as f64;
    let mut y: Vec<f64> = x.iter().map(|v| f64::from(*v)).collect();
    for c in 0..channels {
        let column: Vec<f64> = y.iter().skip(c).step_by(channels).copied().collect();
        let mean = column.iter().sum::<f64>() / rows;
        let variance = column.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / rows;
        for v in y.iter_mut().skip(c).step_by(channels) {
            *v = (*v - mean) / (variance + epsilon).sqrt();
        }
    }
    y
}

pub(super) fn numbers(seed: u64, n: usize) -> Vec<f32> {
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

pub(super) fn near(fast: &[f32], plain: &[f64]) -> bool {
    fast.len() == plain.len()
        && fast
            .iter()
            .zip(plain)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 1e-4 * (1.0 + b.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// On vectors of each width; now and then a layer has more strips than one task takes.
    #[test]
    fn dense_layers_agree(
        batch in 1_usize..80, inputs in 1_usize..70,
        outputs in prop_oneof![1_usize..70, 1_usize..70, 600_usize..640], seed: u64,
    ) {
        let (x, w, b) = (numbers(seed, batch * inputs), numbers(seed ^ 5, inputs * outputs), numbers(seed ^ 9, outputs));
        let g = numbers(seed ^ 3, batch * outputs);
        let transposed = |m: &[f32], rows: usize, columns: usize| -> Vec<f32> {
            (0..rows * columns).map(|i| m[i % rows * columns + i / rows]).collect()
        };
        let sizes = Sizes { inputs, outputs };
        let forward = dense_plainly(inputs, &x, &w, &b);
        // dx = g W and dW = gᵀ x are products of the same kind, with other matrices transposed.
        let of_x = dense_plainly(outputs, &g, &transposed(&w, outputs, inputs), &vec![1.0; inputs]);
        let (gt, xt) = (transposed(&g, batch, outputs), transposed(&x, batch, inputs));
        let of_w = dense_plainly(batch, &gt, &xt, &vec![0.0; inputs]);
        let of_b = dense_plainly(batch, &vec![1.0; batch], &gt, &vec![0.0; outputs]);
        with_each_width(|| {
            let mut y = vec![0.0; batch * outputs];
            dense::forward(sizes, &x, &w, &b, Activation::Identity, &mut y);
            assert!(near(&y, &forward));
            let mut dx = vec![1.0; batch * inputs];
            dense::input_gradient(sizes, &g, &w, &mut dx);
            assert!(near(&dx, &of_x));
            let mut dw = vec![0.0; outputs * inputs];
            dense::weight_gradient(sizes, &x, &g, &mut dw);
            assert!(near(&dw, &of_w));
            let mut db = vec![0.0; outputs];
            columns::bias_gradient(&g, &mut db);
            assert!(near(&db, &of_b));
        });
    }

    #[test]
    fn batch_norms_agree(rows in 2_usize..60, channels in 1_usize..20, seed: u64) {
        let x = numbers(seed, rows * channels);
        let (mean, variance) = normalise::moments(&x, channels);
        let inverse = normalise::inverse(&variance, 1e-3);
        let (scale, shift) = (vec![1.0; channels], vec![0.0; channels]);
        let mut y = vec![0.0; x.len()];
        normalise::forward(&x, (&mean, &inverse), (&scale, &shift), Activation::Identity, &mut y);
        prop_assert!(near(&y, &batch_norm_plainly(&x, channels, 1e-3)));
    }

    /// Along any direction the gradients are the slopes of the plain normalisation: all statistics move
    /// with the batch.
    #[test]
    fn gradients_of_batch_norms_agree(rows in 2_usize..60, channels in 1_usize..20, seed: u64) {
        let n = rows * channels;
        let (x, g) = (numbers(seed, n), numbers(seed ^ 3, n));
        let scale = numbers(seed ^ 5, channels);
        let (mean, variance) = normalise::moments(&x, channels);
        let inverse = normalise::inverse(&variance, 1e-3);
        let hat = batch_norm_plainly(&x, channels, 1e-3);
        let column = |of: &dyn Fn(usize) -> f64, c: usize| -> f64 {
            (c..n).step_by(channels).map(of).sum()
        };
        let at = |i: usize| f64::from(g[i]);
        let gx: Vec<f64> = (0..channels).map(|c| column(&|i| at(i) * hat[i], c)).collect();
        let gs: Vec<f64> = (0..channels).map(|c| column(&at, c)).collect();
        let mut before = g.clone();
        let identity = (Activation::Identity, &g[..]);
        let sums = normalise::parameter_gradients(identity, &mut before, &x, (&mean, &inverse));
        prop_assert!(near(&sums.0, &gx) && near(&sums.1, &gs));

        let none = vec![0.0; channels];
        for by_batch in [true, false] {
            let share = if by_batch { 1.0 / rows as f64 } else { 0.0 };
            let plain: Vec<f64> = (0..n).map(|i| {
                let c = i % channels;
                let steep = f64::from(scale[c]) / (f64::from(variance[c]) + 1e-3).sqrt();
                1.0 + steep * (at(i) - share * (gs[c] + hat[i] * gx[c]))
            }).collect();
            let mut dx = vec![1.0; n];
            let sums = if by_batch { (&sums.0[..], &sums.1[..]) } else { (&none[..], &none[..]) };
            normalise::input_gradient(&g, &x, (&mean, &inverse, &scale), sums, &mut dx);
            prop_assert!(near(&dx, &plain));
        }
    }

    // Rows for several tasks, lanes that are full and some over.
    #[test]
    fn layer_norms_and_their_gradients_agree(items in 1_usize..1500, width in 1_usize..40, seed: u64) {
        let n = items * width;
        let (x, g) = (numbers(seed, n), numbers(seed ^ 3, n));
        let (scale, shift) = (numbers(seed ^ 5, width), numbers(seed ^ 7, width));
        let epsilon = 1e-2;
        let (mut y, mut dx) = (Vec::new(), Vec::new());
        let (mut gx, mut gs) = (vec![0.0; width], vec![0.0; width]);
        for (x, g) in x.chunks_exact(width).zip(g.chunks_exact(width)) {
            let mean_of = |of: &dyn Fn(usize) -> f64| (0..width).map(of).sum::<f64>() / width as f64;
            let at = |c: usize| f64::from(x[c]);
            let mean = mean_of(&at);
            let root = (mean_of(&|c| (at(c) - mean).powi(2)) + f64::from(epsilon)).sqrt();
            let x_hat = |c: usize| (at(c) - mean) / root;
            let h = |c: usize| f64::from(scale[c]) * f64::from(g[c]);
            let (mean_h, mean_hx) = (mean_of(&h), mean_of(&|c| h(c) * x_hat(c)));
            for c in 0..width {
                y.push(x_hat(c) * f64::from(scale[c]) + f64::from(shift[c]));
                dx.push(1.0 + (h(c) - mean_h - x_hat(c) * mean_hx) / root);
                gx[c] += f64::from(g[c]) * x_hat(c);
                gs[c] += f64::from(g[c]);
            }
        }
        let mut fast = vec![0.0; n];
        let identity = Activation::Identity;
        let moments = rows::forward(&x, (&scale, &shift), epsilon, identity, &mut fast);
        prop_assert!(near(&fast, &y));
        let mut before = g.clone();
        let sums = rows::parameter_gradients((identity, &fast), &mut before, &x, &moments);
        prop_assert!(near(&sums.0, &gx) && near(&sums.1, &gs));
        let mut fast = vec![1.0; n];
        rows::input_gradient(&g, &x, &moments, &scale, &mut fast);
        prop_assert!(near(&fast, &dx));
    }
}
