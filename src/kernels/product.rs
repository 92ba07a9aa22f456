//! Products of matrices on all threads: a task packs strips of the right factor, and the sums of a few
//! rows stay in registers from the first product to the last.

use pulp::{Simd, WithSimd};

use super::activation::Activation;
use super::matmul::Matrix;
use super::room::Room;
use super::tiles::{Tile, tiles};
use super::{ROWS, simd};

/// Vectors in a line of a strip.
const VECTORS: usize = 2;
/// Numbers of the strips of one task: they stay in the cache of its core.
const STRIPS: usize = 1 << 14;
/// Tasks that there should be at least, so that every thread has its share.
const TASKS: usize = 8;

/// What becomes of the sums.
#[derive(Clone, Copy)]
pub(super) enum Finish<'a> {
    /// They are added to what is there.
    Add,
    /// They are written.
    Set,
    /// They start at a number a column, and go through an activation.
    Layer(&'a [f32], Activation),
}

/// `c [a.rows, b.columns] ← f(a · b + bias)`, or `c += a · b`.
///
/// # Panics
/// If the sizes do not agree.
pub(super) fn product(a: Matrix<'_>, b: Matrix<'_>, finish: Finish<'_>, c: &mut [f32]) {
    let (rows, inner, columns) = (a.rows(), a.columns(), b.columns());
    assert_eq!(inner, b.rows(), "inner sizes of a product");
    assert_eq!(c.len(), rows * columns, "size of a product");
    if let Finish::Layer(bias, _) = finish {
        assert_eq!(bias.len(), columns, "a number a column");
    }
    let width = width();
    let strips = columns.div_ceil(width);
    let together = (STRIPS / (inner * width).max(1)).min(strips / TASKS).max(1);
    // Where strips are too few to go round, each is packed more than once, for some of the rows.
    let blocks = (TASKS / strips.div_ceil(together).max(1)).clamp(1, rows.div_ceil(ROWS).max(1));
    let size = (rows.div_ceil(blocks).max(1), together * width);
    tiles(c, columns, size, |mut c| {
        let (top, left) = c.place();
        let b = b.part(0..inner, left..left + c.columns());
        let a = a.part(top..top + c.rows(), 0..inner);
        let mut strips = Room::of(packed(inner, c.columns()));
        pack(b, &mut strips);
        let finish = match finish {
            Finish::Layer(bias, f) => Finish::Layer(&bias[left..left + c.columns()], f),
            other => other,
        };
        simd::dispatch(Sums {
            a,
            strips: &strips,
            finish,
            c: &mut c,
        });
        if let Finish::Layer(_, f) = finish {
            (0..c.rows()).for_each(|row| f.forward(c.row(row)));
        }
    });
}

/// `c ← a · b` on the calling thread, of `b` in the strips of [`pack`].
///
/// # Panics
/// If the sizes do not agree.
pub(super) fn with_strips(a: Matrix<'_>, strips: &[f32], c: &mut Tile<'_>) {
    assert_eq!(strips.len(), packed(a.columns(), c.columns()), "strips");
    assert_eq!(a.rows(), c.rows(), "rows of a product");
    simd::dispatch(Sums {
        a,
        strips,
        finish: Finish::Set,
        c,
    });
}

/// Columns of a strip.
fn width() -> usize {
    VECTORS * simd::lanes()
}

/// Numbers in the strips of a matrix.
pub(super) fn packed(rows: usize, columns: usize) -> usize {
    rows * columns.next_multiple_of(width())
}

/// Writes `b` in strips of so many columns, `[strip, row, width]`, zero beyond the last column.
pub(super) fn pack(b: Matrix<'_>, strips: &mut [f32]) {
    let width = width();
    if b.rows() == 0 {
        return;
    }
    for (strip, lines) in strips.chunks_exact_mut(b.rows() * width).enumerate() {
        let from = strip * width;
        let columns = from..b.columns().min(from + width);
        if columns.len() < width {
            lines.fill(0.0);
        }
        b.part(0..b.rows(), columns).copy_to(lines, width);
    }
}

/// `c ← a · strips`, or `c += a · strips`, on the calling thread.
struct Sums<'a, 'c> {
    a: Matrix<'a>,
    strips: &'a [f32],
    finish: Finish<'a>,
    c: &'a mut Tile<'c>,
}

impl WithSimd for Sums<'_, '_> {
    type Output = ();

    /// Rows in blocks as high as the registers allow, and as even as they come.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let most = if S::F32_LANES == 16 { 8 } else { 6 };
        let rows = self.a.rows();
        let blocks = rows.div_ceil(most);
        for block in 0..blocks {
            let (from, to) = (rows * block / blocks, rows * (block + 1) / blocks);
            match to - from {
                8 => self.rows::<S, 8>(simd, from),
                7 => self.rows::<S, 7>(simd, from),
                6 => self.rows::<S, 6>(simd, from),
                5 => self.rows::<S, 5>(simd, from),
                4 => self.rows::<S, 4>(simd, from),
                3 => self.rows::<S, 3>(simd, from),
                2 => self.rows::<S, 2>(simd, from),
                _ => self.rows::<S, 1>(simd, from),
            }
        }
    }
}

impl Sums<'_, '_> {
    /// `P` rows against all strips.
    #[inline(always)]
    fn rows<S: Simd, const P: usize>(&mut self, simd: S, from: usize) {
        let width = VECTORS * S::F32_LANES;
        let a = self.a.part(from..from + P, 0..self.a.columns());
        let strip = self.a.columns() * width;
        for left in (0..self.c.columns()).step_by(width) {
            let columns = left..self.c.columns().min(left + width);
            let lines = &self.strips[left / width * strip..][..strip];
            let start = match self.finish {
                Finish::Layer(bias, _) => simd::load_some(simd, &bias[columns.clone()]),
                Finish::Add | Finish::Set => [simd.splat_f32s(0.0); VECTORS],
            };
            let sums = sums::<S, P>(simd, start, a, lines);
            for (row, sums) in (from..).zip(sums) {
                let c = &mut self.c.row(row)[columns.clone()];
                match self.finish {
                    Finish::Layer(..) | Finish::Set => simd::store(simd, c, sums),
                    Finish::Add => simd::add(simd, c, sums),
                }
            }
        }
    }
}

/// `start + Σ a · line` for the `P` rows of `a`; `lines` has as many lines as `a` columns.
#[inline(always)]
fn sums<S: Simd, const P: usize>(
    simd: S,
    start: [S::f32s; VECTORS],
    a: Matrix<'_>,
    lines: &[f32],
) -> [[S::f32s; VECTORS]; P] {
    let (vectors, _) = S::as_simd_f32s(lines);
    let (lines, _) = vectors.as_chunks::<VECTORS>();
    let (first, row, column) = a.walk();
    assert!(a.rows() == P && a.columns() == lines.len());
    let mut rows = [first; P];
    for (p, place) in rows.iter_mut().enumerate() {
        *place = first.wrapping_add(p * row);
    }
    let mut sums = [start; P];
    for (k, line) in lines.iter().enumerate() {
        for p in 0..P {
            // SAFETY: a `Matrix` lies within its slice, and the assert bounds row and column.
            let x = simd.splat_f32s(unsafe { *rows[p].wrapping_add(k * column) });
            for v in 0..VECTORS {
                sums[p][v] = simd.mul_add_e_f32s(x, line[v], sums[p][v]);
            }
        }
    }
    sums
}
