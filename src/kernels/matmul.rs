//! Matrix products over strided views: the one place that calls the GEMM library.

use multiversion::multiversion;

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

    /// A row-major matrix whose rows start `stride` numbers apart.
    ///
    /// # Panics
    /// If `data` ends before the last row does, or rows overlap.
    #[must_use]
    pub fn spaced(data: &'a [f32], rows: usize, columns: usize, stride: usize) -> Self {
        let matrix = Self {
            data,
            rows,
            columns,
            row_stride: stride,
            column_stride: 1,
        };
        assert!(stride >= columns && matrix.extent() <= data.len());
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

    /// Columns `from..to`.
    ///
    /// # Panics
    /// If the range is not within the matrix.
    #[must_use]
    pub fn columns(self, from: usize, to: usize) -> Self {
        assert!(from <= to && to <= self.columns);
        Self {
            data: &self.data[(from * self.column_stride).min(self.data.len())..],
            columns: to - from,
            ..self
        }
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
    const BLOCK: usize = 16;
    assert_eq!(a.len(), rows * columns, "a matrix of {rows}×{columns}");
    assert!(stride >= rows && into.len() == columns * stride);
    tasks::chunks(into, 2 * BLOCK * stride, |task, into| {
        let first = task * 2 * BLOCK;
        for r in (0..rows).step_by(BLOCK) {
            let height = BLOCK.min(rows - r);
            for (part, into) in into.chunks_mut(BLOCK * stride).enumerate() {
                let c = first + part * BLOCK;
                let from = &a[r * columns + c..];
                if height == BLOCK && into.len() == BLOCK * stride {
                    block::<BLOCK>(from, columns, &mut into[r..], stride);
                } else {
                    for (c, into) in into.chunks_mut(stride).enumerate() {
                        for (row, v) in into[r..r + height].iter_mut().enumerate() {
                            *v = from[row * columns + c];
                        }
                    }
                }
            }
        }
    });
}

/// Transposes one block of `N` by `N` numbers: whole rows are read and whole rows are written.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma"))]
fn block<const N: usize>(from: &[f32], columns: usize, into: &mut [f32], stride: usize) {
    let mut rows = [[0.0; N]; N];
    for (r, row) in rows.iter_mut().enumerate() {
        row.copy_from_slice(&from[r * columns..][..N]);
    }
    for c in 0..N {
        let column: [f32; N] = std::array::from_fn(|r| rows[r][c]);
        into[c * stride..][..N].copy_from_slice(&column);
    }
}

/// `c = a · b`, or `c += a · b` where `accumulate`; `c` is row-major `[a.rows, b.columns]`.
///
/// Runs on the calling thread alone.
///
/// # Panics
/// If the sizes do not agree.
pub fn matmul(a: Matrix<'_>, b: Matrix<'_>, c: &mut [f32], accumulate: bool) {
    assert_eq!(a.columns, b.rows, "inner sizes of a product");
    assert_eq!(c.len(), a.rows * b.columns, "size of a product");
    assert!(a.extent() <= a.data.len() && b.extent() <= b.data.len());
    let stride = |s: usize| isize::try_from(s).unwrap_or(isize::MAX);
    // SAFETY: the asserts above bound every element that is read of `a` and `b` and written of `c`
    // within their slices; `c` is borrowed mutably, so that it overlaps neither.
    unsafe {
        gemm::gemm(
            a.rows,
            b.columns,
            a.columns,
            c.as_mut_ptr(),
            1,
            stride(b.columns),
            accumulate,
            a.data.as_ptr(),
            stride(a.column_stride),
            stride(a.row_stride),
            b.data.as_ptr(),
            stride(b.column_stride),
            stride(b.row_stride),
            1.0,
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}
