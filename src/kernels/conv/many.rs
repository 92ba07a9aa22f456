//! Results of many channels: for each pixel the sums of a few pictures over a block of channels stay in
//! registers from the first product to the last.

use std::borrow::Cow;

use pulp::{Simd, WithSimd};

use super::plan::{Plan, Run};
use crate::simd;
use crate::tiles::Tile;

/// Weights in blocks of channels: `[block, rows, width]`, zero beyond the last channel.
pub(super) struct Blocks<'a> {
    weights: Cow<'a, [f32]>,
    width: usize,
}

impl<'a> Blocks<'a> {
    pub fn of(plan: &'a Plan<'_>) -> Self {
        let (outputs, rows) = (plan.outputs(), plan.rows());
        let width = if outputs > 16 && simd::lanes() == 16 {
            32
        } else {
            16
        };
        if outputs == width {
            // They lie like this already.
            return Self {
                weights: Cow::Borrowed(plan.weights()),
                width,
            };
        }
        let mut weights = vec![0.0; outputs.div_ceil(width) * rows * width];
        for (block, weights) in weights.chunks_exact_mut(rows * width).enumerate() {
            let from = block * width;
            let to = outputs.min(from + width);
            let rows = plan.weights().chunks_exact(outputs);
            for (into, row) in weights.chunks_exact_mut(width).zip(rows) {
                into[..to - from].copy_from_slice(&row[from..to]);
            }
        }
        Self {
            weights: weights.into(),
            width,
        }
    }
}

/// `y = x ⋆ w + b`, or `y += x ⋆ w` without a bias, on the calling thread.
pub(super) struct Products<'a, 't> {
    pub plan: &'a Plan<'a>,
    pub blocks: &'a Blocks<'a>,
    /// `[pictures, read]`.
    pub x: &'a [f32],
    pub bias: Option<&'a [f32]>,
    /// Some pixels of each picture, from `[pictures, written]`.
    pub y: &'a mut Tile<'t>,
}

impl WithSimd for Products<'_, '_> {
    type Output = ();

    /// Eight sums or more at once, so that none waits for the one before it.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (S::F32_LANES, self.blocks.width) {
            (16, 32) => self.blocked::<S, 8, 2>(simd),
            (16, _) => self.blocked::<S, 8, 1>(simd),
            (8, _) => self.blocked::<S, 4, 2>(simd),
            _ => self.blocked::<S, 2, 4>(simd),
        }
    }
}

impl Products<'_, '_> {
    /// `P` pictures and `V` vectors of channels at once.
    #[inline(always)]
    fn blocked<S: Simd, const P: usize, const V: usize>(mut self, simd: S) {
        let pictures = self.x.len() / self.plan.read();
        let whole = pictures / P * P;
        for picture in (0..whole).step_by(P) {
            self.pictures::<S, P, V>(simd, picture);
        }
        for picture in whole..pictures {
            self.pictures::<S, 1, V>(simd, picture);
        }
    }

    #[inline(always)]
    fn pictures<S: Simd, const P: usize, const V: usize>(&mut self, simd: S, first: usize) {
        let (width, outputs) = (self.blocks.width, self.plan.outputs());
        let x = &self.x[first * self.plan.read()..][..P * self.plan.read()];
        let left = self.y.place().1 / outputs;
        let pixels = left..left + self.y.columns() / outputs;
        let blocks = self.blocks.weights.chunks_exact(self.plan.rows() * width);
        for (block, weights) in blocks.enumerate() {
            let channels = block * width..outputs.min((block + 1) * width);
            let start = match self.bias {
                Some(bias) => simd::load_some::<S, V>(simd, &bias[channels.clone()]),
                None => [simd.splat_f32s(0.0); V],
            };
            for (pixel, runs) in self.plan.pixels(pixels.clone()).enumerate() {
                let sums = sums::<S, P, V>(simd, start, runs, (x, self.plan), weights);
                for (p, sums) in sums.into_iter().enumerate() {
                    let y = &mut self.y.row(first + p)[pixel * outputs..][channels.clone()];
                    if self.bias.is_some() {
                        simd::store(simd, y, sums);
                    } else {
                        simd::add(simd, y, sums);
                    }
                }
            }
        }
    }
}

/// `start + Σ x · w` over the runs of a pixel, for `P` pictures that begin `read` numbers apart.
/// `weights` are the rows of a block.
///
/// # Panics
/// If there are fewer pictures or rows than the plan of the runs has.
#[inline(always)]
fn sums<S: Simd, const P: usize, const V: usize>(
    simd: S,
    start: [S::f32s; V],
    runs: &[Run],
    (x, plan): (&[f32], &Plan<'_>),
    weights: &[f32],
) -> [[S::f32s; V]; P] {
    let read = plan.read();
    let (vectors, _) = S::as_simd_f32s(weights);
    let (rows, _) = vectors.as_chunks::<V>();
    assert!(x.len() == P * read && rows.len() == plan.rows());
    let mut pictures = [x.as_ptr(); P];
    for (p, picture) in pictures.iter_mut().enumerate() {
        *picture = x[p * read..].as_ptr();
    }
    let mut sums = [start; P];
    for run in runs {
        // SAFETY: a run of the plan ends within the `plan.read()` numbers of a picture and within the
        // `plan.rows()` rows of the weights, of which there are as many as the assert says. Checks for
        // each product would take as long as the products.
        unsafe {
            let rows = rows.get_unchecked(run.w()..run.w() + run.len());
            for (k, row) in rows.iter().enumerate() {
                for p in 0..P {
                    let x = simd.splat_f32s(*pictures[p].add(run.x() + k));
                    for v in 0..V {
                        sums[p][v] = simd.mul_add_e_f32s(x, row[v], sums[p][v]);
                    }
                }
            }
        }
    }
    sums
}
