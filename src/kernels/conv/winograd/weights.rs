//! The weights of a convolution at the points, and their gradient from there.

use pulp::{Simd, WithSimd};

use super::points::{Taps, gathered, values};
use crate::conv::Geometry;
use crate::tiles::Tile;

/// Calls `tap` with the place of each tap of a phase within the kernel, and within the phase.
#[inline(always)]
fn each_tap(g: Geometry, phase: usize, mut tap: impl FnMut(usize, (usize, usize))) {
    for row in (phase % g.stride..g.kernel).step_by(g.stride) {
        for column in (phase / g.stride..g.kernel).step_by(g.stride) {
            tap(row * g.kernel + column, (row / g.stride, column / g.stride));
        }
    }
}

/// Some of the weights `[kernel, kernel, in, out]` of a phase at the points: the columns of `into` of a matrix whose
/// rows are `[phase across, phase down, in, out]`, one for each of the `N²` points.
pub(super) struct ToPoints<'a, 't, const N: usize, const R: usize> {
    pub g: Geometry,
    pub weight: &'a [f32],
    pub into: &'a mut Tile<'t>,
}

impl<const N: usize, const R: usize> WithSimd for ToPoints<'_, '_, N, R> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { g, weight, into } = self;
        let one = g.input[2] * g.output[2];
        let (phase, left) = (into.place().1 / one, into.place().1 % one);
        for v in (0..into.columns()).step_by(S::F32_LANES) {
            let mut taps = [[simd.splat_f32s(0.0); R]; R];
            each_tap(g, phase, |at, (a, b)| {
                let weight = &weight[at * one + left + v..][..S::F32_LANES];
                taps[b][a] = S::as_simd_f32s(weight).0[0];
            });
            let mut half = [[simd.splat_f32s(0.0); R]; N];
            for b in 0..R {
                let column = values::<S, Taps, N, R>(simd, taps[b]);
                for i in 0..N {
                    half[i][b] = column[i];
                }
            }
            for (i, half) in half.iter().enumerate() {
                let row = values::<S, Taps, N, R>(simd, *half);
                for (j, value) in row.iter().enumerate() {
                    let plane = &mut into.row(i * N + j)[v..][..S::F32_LANES];
                    S::as_mut_simd_f32s(plane).0[0] = *value;
                }
            }
        }
    }
}

/// The transpose of [`ToPoints`]: adds what comes from the points to some of the gradient of the weights, the columns
/// of `dw` of a matrix `[kernel, kernel; in, out]`.
pub(super) struct FromPoints<'a, 't, const N: usize, const R: usize> {
    pub g: Geometry,
    pub from: &'a [f32],
    /// From one plane of points to the next.
    pub plane: usize,
    pub dw: &'a mut Tile<'t>,
}

impl<const N: usize, const R: usize> WithSimd for FromPoints<'_, '_, N, R> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { g, from, plane, dw } = self;
        let (left, one) = (dw.place().1, g.input[2] * g.output[2]);
        for phase in 0..g.stride * g.stride {
            for v in (0..dw.columns()).step_by(S::F32_LANES) {
                let mut half = [[simd.splat_f32s(0.0); R]; N];
                for (i, half) in half.iter_mut().enumerate() {
                    let mut row = [simd.splat_f32s(0.0); N];
                    for (j, value) in row.iter_mut().enumerate() {
                        let at = (i * N + j) * plane + phase * one + left + v;
                        *value = S::as_simd_f32s(&from[at..][..S::F32_LANES]).0[0];
                    }
                    *half = gathered::<S, Taps, N, R>(simd, row);
                }
                let mut taps = [[simd.splat_f32s(0.0); R]; R];
                for (b, taps) in taps.iter_mut().enumerate() {
                    let mut column = [simd.splat_f32s(0.0); N];
                    for (value, half) in column.iter_mut().zip(&half) {
                        *value = half[b];
                    }
                    *taps = gathered::<S, Taps, N, R>(simd, column);
                }
                each_tap(g, phase, |at, (a, b)| {
                    let dw = &mut dw.row(at)[v..][..S::F32_LANES];
                    let dw = &mut S::as_mut_simd_f32s(dw).0[0];
                    *dw = simd.add_f32s(*dw, taps[b][a]);
                });
            }
        }
    }
}
