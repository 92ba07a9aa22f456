//! Results of few channels: each is a sum along runs that are long enough to be read in vectors.

use pulp::{Simd, WithSimd};

use super::plan::{Plan, Run};

/// Pictures whose sums run side by side.
const PICTURES: usize = 8;

/// Weights with a row an output: `[outputs, rows]`.
pub(super) fn rows(plan: &Plan<'_>) -> Vec<f32> {
    let columns = plan.outputs;
    let of = |o: usize| plan.weights[o..].iter().step_by(columns).copied();
    (0..columns).flat_map(of).collect()
}

/// `y = x ⋆ w + b`, or `y += x ⋆ w` without a bias, on the calling thread.
pub(super) struct Products<'a> {
    pub plan: &'a Plan<'a>,
    /// See [`rows`].
    pub weights: &'a [f32],
    /// `[pictures, read]`.
    pub x: &'a [f32],
    pub read: usize,
    pub bias: Option<&'a [f32]>,
    /// `[pictures, written]`.
    pub y: &'a mut [f32],
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let pictures = self.x.len() / self.read;
        let whole = pictures / PICTURES * PICTURES;
        for picture in (0..whole).step_by(PICTURES) {
            self.pictures::<S, PICTURES>(simd, picture);
        }
        for picture in whole..pictures {
            self.pictures::<S, 1>(simd, picture);
        }
    }
}

impl Products<'_> {
    #[inline(always)]
    fn pictures<S: Simd, const P: usize>(&mut self, simd: S, first: usize) {
        let (outputs, written) = (self.plan.outputs, self.plan.written());
        let x = &self.x[first * self.read..][..P * self.read];
        let y = &mut self.y[first * written..][..P * written];
        for (pixel, runs) in self.plan.pixels().enumerate() {
            let weights = self.weights.chunks_exact(self.plan.rows());
            for (o, weights) in weights.enumerate() {
                let sums = sums::<S, P>(simd, runs, (x, self.read), weights);
                for (y, sum) in y.chunks_exact_mut(written).zip(sums) {
                    let y = &mut y[pixel * outputs + o];
                    let start = self.bias.map_or(*y, |bias| bias[o]);
                    *y = start + simd.reduce_sum_f32s(sum);
                }
            }
        }
    }
}

/// `Σ x · w` over the runs of a pixel, still spread over a vector.
#[inline(always)]
fn sums<S: Simd, const P: usize>(
    simd: S,
    runs: &[Run],
    (x, read): (&[f32], usize),
    weights: &[f32],
) -> [S::f32s; P] {
    let mut sums = [simd.splat_f32s(0.0); P];
    for run in runs {
        let (w, w_tail) = S::as_simd_f32s(&weights[run.w..][..run.len]);
        let mut vectors: [&[S::f32s]; P] = [&[]; P];
        let mut tails = [&x[..0]; P];
        for p in 0..P {
            (vectors[p], tails[p]) = S::as_simd_f32s(&x[p * read + run.x..][..run.len]);
        }
        for (k, w) in w.iter().enumerate() {
            for p in 0..P {
                // SAFETY: each of `vectors` was cut from `run.len` numbers, as `w` was.
                let x = unsafe { *vectors[p].get_unchecked(k) };
                sums[p] = simd.mul_add_e_f32s(x, *w, sums[p]);
            }
        }
        if !w_tail.is_empty() {
            let w = simd.partial_load_f32s(w_tail);
            for p in 0..P {
                sums[p] = simd.mul_add_e_f32s(simd.partial_load_f32s(tails[p]), w, sums[p]);
            }
        }
    }
    sums
}
