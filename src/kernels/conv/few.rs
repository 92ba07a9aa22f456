//! Results of few channels: each is a sum along runs that are long enough to be read in vectors.

use pulp::{Simd, WithSimd};

use super::plan::{Plan, Run};
use crate::tiles::Tile;

/// Pictures whose sums run side by side.
const PICTURES: usize = 4;

/// Weights with a row an output: `[outputs, rows]`.
pub(super) fn rows(plan: &Plan<'_>) -> Vec<f32> {
    let columns = plan.outputs();
    let of = |o: usize| plan.weights()[o..].iter().step_by(columns).copied();
    (0..columns).flat_map(of).collect()
}

/// `y = x ⋆ w + b`, or `y += x ⋆ w` without a bias, on the calling thread.
pub(super) struct Products<'a, 't> {
    pub plan: &'a Plan<'a>,
    /// See [`rows`].
    pub weights: &'a [f32],
    /// `[pictures, read]`.
    pub x: &'a [f32],
    pub bias: Option<&'a [f32]>,
    /// Some pixels of each picture, from `[pictures, written]`.
    pub y: &'a mut Tile<'t>,
}

impl WithSimd for Products<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let pictures = self.x.len() / self.plan.read();
        let whole = pictures / PICTURES * PICTURES;
        let tails = !self.plan.runs_are_whole(S::F32_LANES);
        for picture in (0..whole).step_by(PICTURES) {
            if tails {
                self.pictures::<S, PICTURES, true>(simd, picture);
            } else {
                self.pictures::<S, PICTURES, false>(simd, picture);
            }
        }
        for picture in whole..pictures {
            self.pictures::<S, 1, true>(simd, picture);
        }
    }
}

impl Products<'_, '_> {
    #[inline(always)]
    fn pictures<S: Simd, const P: usize, const TAILS: bool>(&mut self, simd: S, first: usize) {
        let outputs = self.plan.outputs();
        let x = &self.x[first * self.plan.read()..][..P * self.plan.read()];
        let left = self.y.place().1 / outputs;
        let pixels = left..left + self.y.columns() / outputs;
        for (pixel, runs) in self.plan.pixels(pixels).enumerate() {
            let weights = self.weights.chunks_exact(self.plan.rows());
            for (o, weights) in weights.enumerate() {
                let sums = sums::<S, P, TAILS>(simd, runs, (x, self.plan), weights);
                for (p, sum) in sums.into_iter().enumerate() {
                    let y = &mut self.y.row(first + p)[pixel * outputs + o];
                    let start = self.bias.map_or(*y, |bias| bias[o]);
                    *y = start + simd.reduce_sum_f32s(sum);
                }
            }
        }
    }
}

/// `Σ x · w` over the runs of a pixel, still spread over a vector. `weights` are those of one output.
/// Without `TAILS` runs are whole vectors: reading part of one is a call, around which no sum could stay
/// in a register.
///
/// # Panics
/// If there are fewer pictures or weights than the plan of the runs has.
#[inline(always)]
fn sums<S: Simd, const P: usize, const TAILS: bool>(
    simd: S,
    runs: &[Run],
    (x, plan): (&[f32], &Plan<'_>),
    weights: &[f32],
) -> [S::f32s; P] {
    let read = plan.read();
    assert!(x.len() == P * read && weights.len() == plan.rows());
    let mut pictures = [x.as_ptr(); P];
    for (p, picture) in pictures.iter_mut().enumerate() {
        *picture = x[p * read..].as_ptr();
    }
    let mut sums = [simd.splat_f32s(0.0); P];
    for run in runs {
        let (vectors, tail) = (run.len() / S::F32_LANES, run.len() % S::F32_LANES);
        // SAFETY: a run of the plan ends within the `plan.read()` numbers of a picture, of which there
        // are `P`, and within its `plan.rows()` weights: as many as the assert says.
        unsafe {
            let w = weights.as_ptr().add(run.w());
            for at in (0..vectors).map(|vector| vector * S::F32_LANES) {
                let w = w.add(at).cast::<S::f32s>().read_unaligned();
                for p in 0..P {
                    let x = pictures[p].add(run.x() + at).cast::<S::f32s>();
                    sums[p] = simd.mul_add_e_f32s(x.read_unaligned(), w, sums[p]);
                }
            }
            if TAILS && tail > 0 {
                let at = vectors * S::F32_LANES;
                let w = weights.get_unchecked(run.w() + at..run.w() + at + tail);
                let w = simd.partial_load_f32s(w);
                for (p, sum) in sums.iter_mut().enumerate() {
                    let from = p * read + run.x() + at;
                    let x = simd.partial_load_f32s(x.get_unchecked(from..from + tail));
                    *sum = simd.mul_add_e_f32s(x, w, *sum);
                }
            }
        }
    }
    sums
}
