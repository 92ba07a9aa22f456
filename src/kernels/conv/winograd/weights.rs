//! The weights of a convolution at the points, and their gradient from there.

use pulp::{Simd, WithSimd};

use super::points::{Taps, gathered, values};
use crate::kernels::conv::Geometry;
use crate::kernels::tiles::Tile;

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
            for i in 0..N {
                let row = values::<S, Taps, N, R>(simd, half[i]);
                for j in 0..N {
                    let plane = &mut into.row(i * N + j)[v..][..S::F32_LANES];
                    S::as_mut_simd_f32s(plane).0[0] = row[j];
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
                let mut half = [[simd.splat_f32s(0.0); N]; R];
                for i in 0..N {
                    let mut row = [simd.splat_f32s(0.0); N];
                    for j in 0..N {
                        let at = (i * N + j) * plane + phase * one + left + v;
                        row[j] = S::as_simd_f32s(&from[at..][..S::F32_LANES]).0[0];
                    }
                    let row = gathered::<S, Taps, N, R>(simd, row);
                    for b in 0..R {
                        half[b][i] = row[b];
                    }
                }
                let mut taps = [[simd.splat_f32s(0.0); R]; R];
                for b in 0..R {
                    taps[b] = gathered::<S, Taps, N, R>(simd, half[b]);
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
