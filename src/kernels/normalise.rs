//! Batch normalisation over the last axis on slices (Ioffe and Szegedy 2015, Algorithm 1).

/// Mean and (biased) variance of each of `channels` columns of `x [rows, channels]`.
#[must_use]
pub fn moments(x: &[f32], channels: usize) -> (Vec<f32>, Vec<f32>) {
    let rows = (x.len() / channels) as f32;
    let mut mean = vec![0.0; channels];
    for row in x.chunks_exact(channels) {
        mean.iter_mut().zip(row).for_each(|(m, x)| *m += x);
    }
    mean.iter_mut().for_each(|m| *m /= rows);
    let mut variance = vec![0.0; channels];
    for row in x.chunks_exact(channels) {
        for ((v, x), m) in variance.iter_mut().zip(row).zip(&mean) {
            *v += (x - m) * (x - m);
        }
    }
    variance.iter_mut().for_each(|v| *v /= rows);
    (mean, variance)
}

/// `scale · (x − mean) / √(variance + ε) + shift`.
#[must_use]
pub fn forward(x: &[f32], mean: &[f32], inverse: &[f32], scale: &[f32], shift: &[f32]) -> Vec<f32> {
    let channels = mean.len();
    let mut y = x.to_vec();
    for row in y.chunks_exact_mut(channels) {
        for c in 0..channels {
            row[c] = (row[c] - mean[c]) * inverse[c] * scale[c] + shift[c];
        }
    }
    y
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
    let (mut scale, mut shift) = (vec![0.0; channels], vec![0.0; channels]);
    for (g, x) in g.chunks_exact(channels).zip(x.chunks_exact(channels)) {
        for c in 0..channels {
            scale[c] += g[c] * (x[c] - mean[c]) * inverse[c];
            shift[c] += g[c];
        }
    }
    (scale, shift)
}

/// `dx += scale · inverse · (g − mean(g) − x̂ · mean(g·x̂))`, where the sums are over the batch.
/// With statistics that were held constant (`sums` of zero) the last two fall away.
pub fn input_gradient(
    g: &[f32],
    x: &[f32],
    (mean, inverse, scale): (&[f32], &[f32], &[f32]),
    (sum_gx, sum_g): (&[f32], &[f32]),
    dx: &mut [f32],
) {
    let channels = mean.len();
    let rows = (x.len() / channels) as f32;
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
