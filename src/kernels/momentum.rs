//! The update of gradient descent with momentum over one tensor, in one pass over memory.

use multiversion::multiversion;

use super::tasks;

/// What one update needs besides the tensors (Polyak 1964; written as in Sutskever et al. 2013, Eq. 1
/// and 2, with the rate outside of the velocity, so that it may change live).
#[derive(Debug, Clone, Copy)]
pub struct Update {
    /// Step size.
    pub rate: f32,
    /// What the velocity keeps of itself; 0 is plain gradient descent.
    pub momentum: f32,
}

/// Moves `weights` against the velocity `m`, to which `gradient` is added; all of one length.
pub fn update(with: Update, weights: &mut [f32], gradient: &[f32], m: &mut [f32]) {
    const CHUNK: usize = 16 * 1024;
    tasks::chunks_of([(weights, CHUNK), (m, CHUNK)], |i, [w, m]| {
        chunk(with, w, &gradient[i * CHUNK..][..w.len()], m);
    });
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn chunk(with: Update, w: &mut [f32], g: &[f32], m: &mut [f32]) {
    for ((w, g), m) in w.iter_mut().zip(g).zip(m) {
        *m = with.momentum * *m + g;
        *w -= with.rate * *m;
    }
}
