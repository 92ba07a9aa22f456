//! A matrix shared out in rectangles, one a task.

use std::marker::PhantomData;

use super::tasks;

/// A rectangle of a row-major matrix, for the one task that writes it.
pub(super) struct Tile<'a> {
    start: *mut f32,
    /// From one row of the matrix to the next.
    stride: usize,
    rows: usize,
    columns: usize,
    /// The first row and column of the matrix that it covers.
    place: (usize, usize),
    matrix: PhantomData<&'a mut [f32]>,
}

impl<'a> Tile<'a> {
    /// The first `columns` numbers of each of `rows` rows.
    ///
    /// # Panics
    /// If `matrix` does not hold so many rows of `columns` numbers.
    pub fn of(matrix: &'a mut [f32], rows: usize, columns: usize) -> Self {
        let stride = matrix.len() / rows.max(1);
        assert!(columns <= stride, "{columns} of {stride} columns");
        Self {
            start: matrix.as_mut_ptr(),
            stride,
            rows,
            columns,
            place: (0, 0),
            matrix: PhantomData,
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The first row and column of the matrix that it covers.
    pub fn place(&self) -> (usize, usize) {
        self.place
    }

    /// The part of a row that lies within the tile.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline(always)]
    pub fn row(&mut self, row: usize) -> &mut [f32] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        // SAFETY: `tiles` and `of` bound rows and columns within the matrix, whose borrow outlives the tile;
        // tiles of one matrix do not overlap, and `&mut self` keeps a second row of this one away.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(row * self.stride), self.columns) }
    }
}

/// Runs `work` for each tile of `height` by `width` numbers, or what is left of them, of a matrix of
/// `columns` columns, on all threads.
///
/// # Panics
/// If a tile has no numbers, or the last row is not whole.
pub(super) fn tiles(
    matrix: &mut [f32],
    columns: usize,
    (height, width): (usize, usize),
    work: impl Fn(Tile<'_>) + Sync,
) {
    /// Where the matrix starts, for all threads.
    struct Start(*mut f32);
    // SAFETY: threads only use the pointer for tiles of their own, see below.
    unsafe impl Sync for Start {}
    impl Start {
        fn at(&self, offset: usize) -> *mut f32 {
            self.0.wrapping_add(offset)
        }
    }

    if matrix.is_empty() {
        return;
    }
    let rows = matrix.len() / columns;
    assert!(matrix.len() == rows * columns && height > 0 && width > 0);
    let across = columns.div_ceil(width);
    let start = Start(matrix.as_mut_ptr());
    tasks::run(across * rows.div_ceil(height), |task| {
        let (row, column) = (task / across * height, task % across * width);
        // Tiles of different tasks differ in their row or their column and so do not overlap; `run`
        // calls each task once, and returns before the borrow of the matrix ends.
        work(Tile {
            start: start.at(row * columns + column),
            stride: columns,
            rows: height.min(rows - row),
            columns: width.min(columns - column),
            place: (row, column),
            matrix: PhantomData,
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_belongs_to_one_tile() {
        for threads in [1, 3] {
            tasks::with_threads(threads, || {
                for (rows, columns, size) in [(1, 1, (1, 1)), (7, 10, (3, 4)), (5, 8, (5, 3))] {
                    let mut matrix = vec![0.0; rows * columns];
                    tiles(&mut matrix, columns, size, |mut tile| {
                        let (top, left) = tile.place();
                        for row in 0..tile.rows() {
                            for (column, number) in tile.row(row).iter_mut().enumerate() {
                                *number += ((top + row) * columns + left + column + 1) as f32;
                            }
                        }
                    });
                    let wanted: Vec<f32> = (1..=rows * columns).map(|i| i as f32).collect();
                    assert_eq!(matrix, wanted, "{rows}×{columns} in {size:?}");
                }
            });
        }
    }
}
