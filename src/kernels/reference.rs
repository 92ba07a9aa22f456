//! The same operations written plainly in f64: what the fast kernels are tested against.

/// `x Wᵀ + b`.
pub fn dense(inputs: usize, x: &[f64], weight: &[f64], bias: &[f64]) -> Vec<f64> {
    x.chunks_exact(inputs)
        .flat_map(|x| {
            weight
                .chunks_exact(inputs)
                .zip(bias)
                .map(|(w, b)| w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b)
        })
        .collect()
}

/// Batch normalisation with the batch's own statistics.
pub fn batch_norm(x: &[f64], scale: &[f64], shift: &[f64], epsilon: f64) -> Vec<f64> {
    let channels = scale.len();
    let rows = (x.len() / channels) as f64;
    let mut y = x.to_vec();
    for c in 0..channels {
        let column = || x.iter().skip(c).step_by(channels);
        let mean = column().sum::<f64>() / rows;
        let variance = column().map(|v| (v - mean).powi(2)).sum::<f64>() / rows;
        for v in y.iter_mut().skip(c).step_by(channels) {
            *v = (*v - mean) / (variance + epsilon).sqrt() * scale[c] + shift[c];
        }
    }
    y
}
