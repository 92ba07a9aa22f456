//! The update of Adam over one tensor, in one pass over memory.

use multiversion::multiversion;

use super::tasks;

/// What one update of Adam needs besides the tensors (Kingma and Ba 2015, Algorithm 1).
#[derive(Debug, Clone, Copy)]
pub struct Update {
    /// Step size α.
    pub rate: f32,
    pub beta1: f32,
    pub beta2: f32,
    /// Added to √v̂.
    pub epsilon: f32,
    /// `1 − β1ᵗ` and `1 − β2ᵗ`.
    pub correction1: f32,
    pub correction2: f32,
}

/// Moves `weights` against `gradient` and keeps the moments `m` and `v`; all of one length.
pub fn update(with: Update, weights: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32]) {
    const CHUNK: usize = 16 * 1024;
    tasks::chunks_of(
        [(weights, CHUNK), (m, CHUNK), (v, CHUNK)],
        |i, [w, m, v]| {
            chunk(with, w, &gradient[i * CHUNK..][..w.len()], m, v);
        },
    );
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn chunk(with: Update, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    let rate = with.rate / with.correction1;
    let scale = 1.0 / with.correction2;
    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m = with.beta1 * *m + (1.0 - with.beta1) * g;
        *v = with.beta2 * *v + (1.0 - with.beta2) * g * g;
        *w -= rate * *m / ((*v * scale).sqrt() + with.epsilon);
    }
}
