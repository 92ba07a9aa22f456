//! The update of `RMSProp` over one tensor, in one pass over memory.

use multiversion::multiversion;

use super::tasks;

/// What one update needs besides the tensors (Tieleman and Hinton 2012, lecture 6.5).
#[derive(Debug, Clone, Copy)]
pub struct Update {
    /// Step size.
    pub rate: f32,
    /// What the mean square keeps of itself.
    pub keep: f32,
    /// Added to the root of the mean square.
    pub epsilon: f32,
}

/// Moves `weights` against `gradient` and keeps the mean square `v`; all of one length.
pub fn update(with: Update, weights: &mut [f32], gradient: &[f32], v: &mut [f32]) {
    const CHUNK: usize = 16 * 1024;
    tasks::chunks_of([(weights, CHUNK), (v, CHUNK)], |i, [w, v]| {
        chunk(with, w, &gradient[i * CHUNK..][..w.len()], v);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn chunk(with: Update, w: &mut [f32], g: &[f32], v: &mut [f32]) {
    for ((w, g), v) in w.iter_mut().zip(g).zip(v) {
        *v = with.keep * *v + (1.0 - with.keep) * g * g;
        *w -= with.rate * g / (v.sqrt() + with.epsilon);
    }
}
