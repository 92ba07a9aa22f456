//! Matrix products over strided views: the one place that calls the GEMM library.

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
    // SAFETY: the asserts above bound every element that is read of `a` and `b` and written of `c`
    // within their slices; `c` is borrowed mutably, so that it overlaps neither.
    unsafe {
        gemm::gemm(
            a.rows,
            b.columns,
            a.columns,
            c.as_mut_ptr(),
            1,
            stride(row_stride),
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
