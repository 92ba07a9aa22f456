//! Matrix products over strided views: the one place that calls the GEMM library.

use std::ops::Range;

use super::tasks;

/// A matrix inside a slice: element `(r, c)` lies at `r * row_stride + c * column_stride`.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a> {
    data: &'a [f32],
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A row-major matrix that fills `data`.
    ///
    /// # Panics
    /// If `data` does not hold `rows * columns` numbers: the caller's sizes are wrong.
    #[must_use]
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(data.len(), rows * columns, "a matrix of {rows}×{columns}");
        Self {
            data,
            rows,
            columns,
            row_stride: columns,
            column_stride: 1,
        }
    }

    /// Rows of `columns` numbers that begin `row_stride` apart; what lies between them is not read.
    ///
    /// # Panics
    /// If the last row does not end within `data`.
    #[must_use]
    pub fn strided(data: &'a [f32], rows: usize, columns: usize, row_stride: usize) -> Self {
        let matrix = Self {
            data,
            rows,
            columns,
            row_stride,
            column_stride: 1,
        };
        assert!(matrix.extent() <= data.len(), "{rows} rows of {columns}");
        matrix
    }

    /// The transpose, without moving anything.
    #[must_use]
    pub fn transposed(self) -> Self {
        Self {
            data: self.data,
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Some of its rows and columns.
    ///
    /// # Panics
    /// If they are not within the matrix.
    #[must_use]
    pub fn part(self, rows: Range<usize>, columns: Range<usize>) -> Self {
        assert!(rows.start <= rows.end && rows.end <= self.rows);
        assert!(columns.start <= columns.end && columns.end <= self.columns);
        let first = rows.start * self.row_stride + columns.start * self.column_stride;
        Self {
            data: &self.data[first.min(self.data.len())..],
            rows: rows.len(),
            columns: columns.len(),
            ..self
        }
    }

    /// Writes the matrix to rows of `into` that start `stride` numbers apart; what lies between them
    /// keeps its value. On the calling thread.
    ///
    /// # Panics
    /// If the rows overlap or do not fit.
    pub fn copy_to(self, into: &mut [f32], stride: usize) {
        assert!(stride >= self.columns, "rows of a copy overlap");
        if self.column_stride == 1 {
            let rows = (0..self.rows).map(|r| &self.data[r * self.row_stride..][..self.columns]);
            match self.columns {
                8 => copy::<8>(rows, into, stride),
                16 => copy::<16>(rows, into, stride),
                32 => copy::<32>(rows, into, stride),
                _ => {
                    for (into, row) in into.chunks_mut(stride).zip(rows) {
                        into[..row.len()].copy_from_slice(row);
                    }
                }
            }
            return;
        }
        let whole = |n: usize| if self.row_stride == 1 { n / 4 * 4 } else { 0 };
        let (rows, columns) = (whole(self.rows), whole(self.columns));
        for r in (0..rows).step_by(4) {
            for c in (0..columns).step_by(4) {
                let from = &self.data[c * self.column_stride + r..];
                square(
                    from,
                    self.column_stride,
                    &mut into[r * stride + c..],
                    stride,
                );
            }
        }
        for r in 0..self.rows {
            for c in if r < rows { columns } else { 0 }..self.columns {
                into[r * stride + c] = self.data[r * self.row_stride + c * self.column_stride];
            }
        }
    }

    /// Where the first element lies, and how far it is to the next row and to the next column: all
    /// elements lie within the matrix' slice.
    pub(super) fn walk(&self) -> (*const f32, usize, usize) {
        assert!(
            self.extent() <= self.data.len(),
            "a matrix beyond its slice"
        );
        (self.data.as_ptr(), self.row_stride, self.column_stride)
    }

    /// One past the last element that the matrix reads.
    fn extent(&self) -> usize {
        if self.rows == 0 || self.columns == 0 {
            0
        } else {
            (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride + 1
        }
    }
}

/// Writes the transpose of `a [rows, columns]`, row-major, to `into`, whose rows start `stride`
/// numbers apart; what lies between them keeps its value. On all threads.
///
/// # Panics
/// If the sizes do not agree.
pub fn transpose(a: &[f32], rows: usize, columns: usize, into: &mut [f32], stride: usize) {
    /// Rows of `into` that one task writes, and numbers of a row that are written at once: a line of
    /// the cache.
    const ROWS: usize = 32;
    const LINE: usize = 16;
    assert_eq!(a.len(), rows * columns, "a matrix of {rows}×{columns}");
    assert!(stride >= rows && into.len() == columns * stride);
    tasks::chunks(into, ROWS * stride, |task, into| {
        let height = into.len() / stride;
        let a = &a[task * ROWS..];
        for line in (0..rows).step_by(LINE) {
            let end = rows.min(line + LINE);
            for c in (0..height).step_by(4) {
                for r in (line..end).step_by(4) {
                    if r + 4 <= end && c + 4 <= height {
                        let from = &a[r * columns + c..];
                        square(from, columns, &mut into[c * stride + r..], stride);
                    } else {
                        for c in c..height.min(c + 4) {
                            for r in r..end.min(r + 4) {
                                into[c * stride + r] = a[r * columns + c];
                            }
                        }
                    }
                }
            }
        }
    });
}

/// Copies rows of `W` numbers to where rows of `stride` begin, as many as there are of both: without a call for each.
///
/// # Panics
/// If a row is shorter, or `into` ends within one.
fn copy<'a, const W: usize>(
    rows: impl Iterator<Item = &'a [f32]>,
    into: &mut [f32],
    stride: usize,
) {
    for (into, row) in into.chunks_mut(stride).zip(rows) {
        into.as_chunks_mut::<W>().0[0] = row.as_chunks::<W>().0[0];
    }
}

/// Transposes a square of 4 by 4 numbers.
///
/// # Panics
/// If `from` or `into` ends before the square does.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn square(from: &[f32], columns: usize, into: &mut [f32], stride: usize) {
    use std::arch::x86_64::{_MM_TRANSPOSE4_PS, _mm_loadu_ps, _mm_storeu_ps};
    assert!(from.len() >= 3 * columns + 4 && into.len() >= 3 * stride + 4);
    let (from, into) = (from.as_ptr(), into.as_mut_ptr());
    // SAFETY: the assert bounds the four numbers read in each of the four rows of `from`, and those
    // written to the four rows of `into`; unaligned loads and stores of SSE, which every x86_64 has.
    unsafe {
        let mut a = _mm_loadu_ps(from);
        let mut b = _mm_loadu_ps(from.add(columns));
        let mut c = _mm_loadu_ps(from.add(2 * columns));
        let mut d = _mm_loadu_ps(from.add(3 * columns));
        _MM_TRANSPOSE4_PS(&mut a, &mut b, &mut c, &mut d);
        _mm_storeu_ps(into, a);
        _mm_storeu_ps(into.add(stride), b);
        _mm_storeu_ps(into.add(2 * stride), c);
        _mm_storeu_ps(into.add(3 * stride), d);
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn square(from: &[f32], columns: usize, into: &mut [f32], stride: usize) {
    for r in 0..4 {
        for c in 0..4 {
            into[c * stride + r] = from[r * columns + c];
        }
    }
}

/// `c = a · b`, or `c += a · b` where `accumulate`; `c` is row-major `[a.rows, b.columns]`.
///
/// Runs on the calling thread alone.
///
/// # Panics
/// If the sizes do not agree.
pub fn matmul(a: Matrix<'_>, b: Matrix<'_>, c: &mut [f32], accumulate: bool) {
    assert_eq!(c.len(), a.rows * b.columns, "size of a product");
    matmul_strided(a, b, c, b.columns, accumulate);
}

/// [`matmul`] into rows of `c` that begin `row_stride` apart; what lies between them stays.
///
/// # Panics
/// If the sizes do not agree, or rows of `c` overlap.
pub fn matmul_strided(
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    row_stride: usize,
    accumulate: bool,
) {
    assert_eq!(a.columns, b.rows, "inner sizes of a product");
    assert!(row_stride >= b.columns, "rows of a product overlap");
    let written = Matrix::strided(c, a.rows, b.columns, row_stride).extent();
    assert!(written <= c.len() && a.extent() <= a.data.len() && b.extent() <= b.data.len());
    let stride = |s: usize| isize::try_from(s).unwrap_or(isize::MAX);
    let of = |m: &Matrix<'_>| {
        (
            m.data.as_ptr(),
            stride(m.column_stride),
            stride(m.row_stride),
        )
    };
    let ((a_at, a_columns, a_rows), (b_at, b_columns, b_rows)) = (of(&a), of(&b));
    let depth = a.columns;
    let product = gemm_f32::gemm::f32::get_gemm_fn();
    // The kernel prefers an output column by column. Row by row, it is the product of the transposes,
    // transposed: everything of `a` and `b` changes places.
    let (rows, columns, next_column, next_row, left, right) = if row_stride > 1 {
        let (left, right) = ((b_at, b_rows, b_columns), (a_at, a_rows, a_columns));
        (b.columns, a.rows, stride(row_stride), 1, left, right)
    } else {
        let (left, right) = ((a_at, a_columns, a_rows), (b_at, b_columns, b_rows));
        (a.rows, b.columns, 1, stride(row_stride), left, right)
    };
    // SAFETY: the asserts above bound every element that is read of `a` and `b` and written of `c`
    // within their slices; `c` is borrowed mutably, so that it overlaps neither.
    unsafe {
        product(
            rows,
            columns,
            depth,
            c.as_mut_ptr(),
            next_column,
            next_row,
            accumulate,
            left.0,
            left.1,
            left.2,
            right.0,
            right.1,
            right.2,
            1.0,
            1.0,
            false,
            false,
            false,
            gemm_common::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transpose_moves_every_number_to_its_place_and_touches_nothing_else() {
        for (rows, columns) in [(1, 1), (3, 5), (4, 4), (16, 33), (35, 70), (64, 100)] {
            let a: Vec<f32> = (0..rows * columns).map(|i| i as f32).collect();
            let stride = rows + 3;
            let mut into = vec![-1.0; columns * stride];
            transpose(&a, rows, columns, &mut into, stride);
            for (at, value) in into.into_iter().enumerate() {
                let (c, r) = (at / stride, at % stride);
                let wanted = if r < rows {
                    (r * columns + c) as f32
                } else {
                    -1.0
                };
                assert!((value - wanted).abs() < 0.5, "{rows}×{columns} at {r}, {c}");
            }
        }
    }
}
