//! The gradient of the weights: a block of it stays in registers while the pictures pass by.

use pulp::{Simd, WithSimd};

use super::Geometry;
use super::plan::PICTURES;
use crate::{simd, tasks};

/// Results that pass by before the next block of weights takes its turn: what it meets of them stays in
/// the first cache.
const PIXELS: usize = 64;
/// With fewer channels than this the taps of a kernel's row are worked on together.
const FEW: usize = 8;

/// `dw += ` the gradient of the weights: a task a tap, or a row of taps where there are few channels.
pub(super) fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    if g.input[2] < FEW {
        let (padded, x) = bordered(g, x);
        let row = g.kernel * g.input[2];
        tasks::chunks(dw, row * g.output[2], |down, dw| {
            let meeting = Meeting::of(padded, down, 0);
            add(meeting, &x, dy, dw);
        });
    } else {
        tasks::chunks(dw, g.input[2] * g.output[2], |tap, dw| {
            let meeting = Meeting::of(g, tap / g.kernel, tap % g.kernel);
            add(meeting, x, dy, dw);
        });
    }
}

/// The pictures with all zeros around them that the kernel sees, and their geometry.
fn bordered(g: Geometry, x: &[f32]) -> (Geometry, Vec<f32>) {
    let seen = |axis: usize| (g.output[axis].max(1) - 1) * g.stride + g.kernel;
    let [height, width, channels] = g.input;
    let padded = Geometry {
        before: [0, 0],
        input: [seen(0), seen(1), channels],
        ..g
    };
    let mut into = vec![0.0; x.len() / g.read() * padded.read()];
    let run = width.min(padded.input[1].saturating_sub(g.before[1])) * channels;
    let rows = height.min(padded.input[0].saturating_sub(g.before[0]));
    let rows = if run == 0 { 0 } else { rows };
    tasks::chunks(&mut into, PICTURES * padded.read(), |task, into| {
        let x = x[task * PICTURES * g.read()..].chunks_exact(g.read());
        for (x, into) in x.zip(into.chunks_exact_mut(padded.read())) {
            for row in 0..rows {
                let at = ((row + g.before[0]) * padded.input[1] + g.before[1]) * channels;
                into[at..at + run].copy_from_slice(&x[row * width * channels..][..run]);
            }
        }
    });
    (padded, into)
}

/// Where a tap of the kernel meets numbers of the pictures, and which results it goes into.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    /// Rows and columns of results.
    rows: usize,
    columns: usize,
    x: Walk,
    dy: Walk,
}

/// Places in pictures: the first, and the steps to the next picture, row and column.
#[derive(Debug, Clone, Copy)]
struct Walk {
    first: usize,
    picture: usize,
    row: usize,
    column: usize,
}

impl Meeting {
    fn of(g: Geometry, down: usize, right: usize) -> Self {
        // Results `from..to` whose tap lies inside the picture.
        let span = |axis: usize, tap: usize| {
            let from = g.before[axis].saturating_sub(tap).div_ceil(g.stride);
            let to = (g.input[axis] + g.before[axis]).saturating_sub(tap);
            let to = to.div_ceil(g.stride).min(g.output[axis]);
            (from, to.saturating_sub(from))
        };
        let ((top, rows), (left, columns)) = (span(0, down), span(1, right));
        let [_, width, channels] = g.input;
        let [_, width_out, filters] = g.output;
        let empty = rows == 0 || columns == 0;
        let at = |o: usize, tap: usize, axis: usize| {
            if empty {
                0
            } else {
                o * g.stride + tap - g.before[axis]
            }
        };
        Self {
            rows: if empty { 0 } else { rows },
            columns,
            x: Walk {
                first: (at(top, down, 0) * width + at(left, right, 1)) * channels,
                picture: g.read(),
                row: g.stride * width * channels,
                column: g.stride * channels,
            },
            dy: Walk {
                first: (top * width_out + left) * filters,
                picture: g.written(),
                row: width_out * filters,
                column: filters,
            },
        }
    }
}

/// `dw [numbers, filters] += Σ x · dy`, on the calling thread: so few pictures at a time that they
/// stay in the cache while the blocks of weights take turns.
fn add(meeting: Meeting, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    let (read, written) = (meeting.x.picture, meeting.dy.picture);
    if meeting.rows > 0 {
        let pictures = (PIXELS / (meeting.rows * meeting.columns)).max(1);
        for (x, dy) in x.chunks(pictures * read).zip(dy.chunks(pictures * written)) {
            simd::dispatch(Outer { meeting, x, dy, dw });
        }
    }
}

struct Outer<'a> {
    meeting: Meeting,
    x: &'a [f32],
    dy: &'a [f32],
    dw: &'a mut [f32],
}

impl WithSimd for Outer<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let filters = self.meeting.dy.column;
        match S::F32_LANES {
            16 if filters <= 16 => self.blocked::<S, 1>(simd, 8),
            16 => self.blocked::<S, 2>(simd, 8),
            _ => self.blocked::<S, 2>(simd, 6),
        }
    }
}

impl Outer<'_> {
    /// Up to `most` numbers of a picture against `V` vectors of filters.
    #[inline(always)]
    fn blocked<S: Simd, const V: usize>(self, simd: S, most: usize) {
        let filters = self.meeting.dy.column;
        let numbers = self.dw.len() / filters;
        let blocks = numbers.div_ceil(most);
        for from in (0..filters).step_by(V * S::F32_LANES) {
            let channels = from..filters.min(from + V * S::F32_LANES);
            for block in 0..blocks {
                let (at, to) = (numbers * block / blocks, numbers * (block + 1) / blocks);
                let dw = &mut self.dw[at * filters..];
                let block = (self.meeting, self.x, self.dy, at, channels.clone());
                match to - at {
                    8 => rows::<S, 8, V>(simd, block, dw, filters),
                    7 => rows::<S, 7, V>(simd, block, dw, filters),
                    6 => rows::<S, 6, V>(simd, block, dw, filters),
                    5 => rows::<S, 5, V>(simd, block, dw, filters),
                    4 => rows::<S, 4, V>(simd, block, dw, filters),
                    3 => rows::<S, 3, V>(simd, block, dw, filters),
                    2 => rows::<S, 2, V>(simd, block, dw, filters),
                    _ => rows::<S, 1, V>(simd, block, dw, filters),
                }
            }
        }
    }
}

type Block<'a> = (Meeting, &'a [f32], &'a [f32], usize, std::ops::Range<usize>);

/// Adds the block's sums to `B` rows of `dw`.
#[inline(always)]
fn rows<S: Simd, const B: usize, const V: usize>(
    simd: S,
    block: Block<'_>,
    dw: &mut [f32],
    filters: usize,
) {
    let channels = block.4.clone();
    let sums = if channels.len() == V * S::F32_LANES {
        sums::<S, B, V, true>(simd, block)
    } else {
        sums::<S, B, V, false>(simd, block)
    };
    for (dw, sums) in dw.chunks_mut(filters).zip(sums) {
        simd::add(simd, &mut dw[channels.clone()], sums);
    }
}

/// `Σ x · dy` over pictures, rows and columns; `WHOLE` where the channels are whole vectors.
#[inline(always)]
fn sums<S: Simd, const B: usize, const V: usize, const WHOLE: bool>(
    simd: S,
    (m, x, dy, at, channels): Block<'_>,
) -> [[S::f32s; V]; B] {
    let pictures = dy.len() / m.dy.picture;
    let last = |walk: Walk| {
        walk.first
            + (pictures - 1) * walk.picture
            + (m.rows - 1) * walk.row
            + (m.columns - 1) * walk.column
    };
    assert!(pictures > 0 && m.rows > 0 && m.columns > 0);
    assert!(last(m.x) + at + B <= x.len() && last(m.dy) + channels.end <= dy.len());
    let width = if WHOLE {
        V * S::F32_LANES
    } else {
        channels.len()
    };
    assert!(width == channels.len());
    let mut sums = [[simd.splat_f32s(0.0); V]; B];
    for picture in 0..pictures {
        for row in 0..m.rows {
            let x_at = m.x.first + picture * m.x.picture + row * m.x.row + at;
            let dy_at = m.dy.first + picture * m.dy.picture + row * m.dy.row + channels.start;
            let (mut x, mut dy) = (x[x_at..].as_ptr(), dy[dy_at..].as_ptr());
            for _ in 0..m.columns {
                // SAFETY: places grow with picture, row and column, and the assert says that the last of
                // them, with the numbers read here, lies within `x` and `dy`.
                let (some_x, some_dy) = unsafe {
                    (
                        &*x.cast::<[f32; B]>(),
                        std::slice::from_raw_parts(dy, width),
                    )
                };
                let some_dy = if WHOLE {
                    simd::load::<S, V>(some_dy)
                } else {
                    simd::load_some::<S, V>(simd, some_dy)
                };
                for (sums, x) in sums.iter_mut().zip(some_x) {
                    let x = simd.splat_f32s(*x);
                    for v in 0..V {
                        sums[v] = simd.mul_add_e_f32s(x, some_dy[v], sums[v]);
                    }
                }
                x = x.wrapping_add(m.x.column);
                dy = dy.wrapping_add(m.dy.column);
            }
        }
    }
    sums
}
