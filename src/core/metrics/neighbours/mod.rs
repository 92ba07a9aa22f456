//! Measures of nearest neighbours, a short file each: precision and recall, density and coverage, memory.
//!
//! Distances are Euclidean; a set is never held against the other at once, but block by block.

mod density_coverage;
mod memory;
mod precision_recall;

pub use density_coverage::{K_DENSITY, density_coverage};
pub use memory::{Memory, memory};
pub use precision_recall::{K_MANIFOLD, precision_recall};

use crate::kernels::matmul::{Matrix, matmul};
use crate::kernels::tasks;

/// Queries that one task holds against the whole reference.
const BLOCK: usize = 64;

/// Rows of `columns` numbers.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    values: &'a [f32],
    columns: usize,
}

impl<'a> Rows<'a> {
    /// `values` as rows of `columns` numbers.
    ///
    /// # Panics
    /// If they do not fill their rows.
    #[must_use]
    pub fn new(values: &'a [f32], columns: usize) -> Self {
        assert!(
            columns > 0 && values.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        Self { values, columns }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.values.len() / self.columns
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.values.is_empty()
    }

    /// Row `i`.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn row(self, i: usize) -> &'a [f32] {
        &self.values[i * self.columns..][..self.columns]
    }

    fn squares(self) -> Vec<f32> {
        let square = |row: &[f32]| row.iter().map(|v| v * v).sum();
        self.values.chunks_exact(self.columns).map(square).collect()
    }
}

/// The distance between two rows, in f64.
fn distance(a: &[f32], b: &[f32]) -> f64 {
    let squared = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
    squared.sum::<f64>().sqrt()
}

/// For each query in turn, `work(query, squared distances to the reference, out)` with `width`
/// numbers of its own to write; on all threads, the same bits on any number of them.
fn each_query(
    queries: Rows<'_>,
    reference: Rows<'_>,
    width: usize,
    work: impl Fn(usize, &mut [f32], &mut [f32]) + Sync,
) -> Vec<f32> {
    assert_eq!(queries.columns, reference.columns, "columns of two sets");
    let (of_queries, of_reference) = (queries.squares(), reference.squares());
    let mut out = vec![0.0; queries.len() * width];
    tasks::chunks(&mut out, BLOCK * width, |task, out| {
        let (from, height) = (task * BLOCK, out.len() / width);
        let columns = queries.columns;
        let block = &queries.values[from * columns..][..height * columns];
        let mut products = vec![0.0; height * reference.len()];
        let block = Matrix::new(block, height, columns);
        let whole = Matrix::new(reference.values, reference.len(), columns);
        matmul(block, whole.transposed(), &mut products, false);
        let rows = products.chunks_exact_mut(reference.len().max(1));
        for ((at, row), out) in (from..).zip(rows).zip(out.chunks_exact_mut(width)) {
            for (product, square) in row.iter_mut().zip(&of_reference) {
                *product = (of_queries[at] + square - 2.0 * *product).max(0.0);
            }
            work(at, row, out);
        }
    });
    out
}

/// Squared distance of each row to its `k`th nearest other row; to the farthest where there are fewer.
fn radii(set: Rows<'_>, k: usize) -> Vec<f32> {
    each_query(set, set, 1, |at, distances, out| {
        distances[at] = f32::INFINITY;
        let last = distances.len().saturating_sub(2);
        let (_, kth, _) = distances.select_nth_unstable_by(last.min(k - 1), f32::total_cmp);
        out[0] = *kth;
    })
}

fn mean(values: &[f32]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len().max(1) as f64
}

/// A row of the reference and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub index: usize,
    pub distance: f64,
}

/// The `n` rows of `reference` nearest to each query, nearest first; all where there are fewer.
///
/// # Panics
/// If the sets have different numbers of columns, or the reference has more than 2²⁴ rows.
#[must_use]
pub fn nearest(queries: Rows<'_>, reference: Rows<'_>, n: usize) -> Vec<Vec<Near>> {
    // A row number travels as an f32.
    assert!(reference.len() <= 1 << 24, "too many rows");
    let n = n.min(reference.len());
    if n == 0 {
        return vec![Vec::new(); queries.len()];
    }
    let found = each_query(queries, reference, n, |_, distances, out| {
        let mut order: Vec<usize> = (0..distances.len()).collect();
        let by = |a: &usize, b: &usize| distances[*a].total_cmp(&distances[*b]).then(a.cmp(b));
        order.select_nth_unstable_by(n - 1, by);
        for (out, index) in out.iter_mut().zip(order) {
            *out = index as f32;
        }
    });
    let of_query = |(at, found): (usize, &[f32])| {
        let near = found.iter().map(|index| {
            let index = *index as usize;
            // Squares that nearly cancel say little about a copy: its distance is taken anew.
            let distance = distance(queries.row(at), reference.row(index));
            Near { index, distance }
        });
        let mut near: Vec<Near> = near.collect();
        near.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        near
    };
    found.chunks_exact(n).enumerate().map(of_query).collect()
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn near(found: f64, wanted: f64, by: f64) {
        assert!((found - wanted).abs() <= by, "{found}, not {wanted}");
    }

    /// `rows` items of ten classes: clusters on the axes of ten columns.
    fn clusters(name: &str, rows: usize, classes: usize) -> Vec<f32> {
        let mut values = vec![0.0; rows * 10];
        random::normals(2, name, 0, &mut values);
        for (i, row) in values.chunks_exact_mut(10).enumerate() {
            row[i % classes] += 30.0;
        }
        values
    }

    #[test]
    fn equal_sets_are_precise_complete_dense_and_covered() {
        let set = clusters("a", 200, 10);
        let rows = Rows::new(&set, 10);
        let (precision, recall) = precision_recall(rows, rows);
        near(precision, 1.0, 0.0);
        near(recall, 1.0, 0.0);
        // Each ball holds its five neighbours and its own middle.
        let (density, coverage) = density_coverage(rows, rows);
        near(density, 1.2, 0.01);
        near(coverage, 1.0, 0.0);
    }

    #[test]
    fn a_constant_is_precise_where_it_is_a_real_item_and_covers_next_to_nothing() {
        let real = clusters("a", 200, 10);
        let constant = real[..10].repeat(200);
        let (real, constant) = (Rows::new(&real, 10), Rows::new(&constant, 10));
        let (precision, recall) = precision_recall(real, constant);
        near(precision, 1.0, 0.0);
        near(recall, 0.0, 0.005);
        assert!(density_coverage(real, constant).1 < 0.1);
    }

    #[test]
    fn disjoint_sets_share_nothing() {
        let real = clusters("a", 100, 10);
        let far: Vec<f32> = real.iter().map(|x| x + 1000.0).collect();
        let (real, far) = (Rows::new(&real, 10), Rows::new(&far, 10));
        assert_eq!(precision_recall(real, far), (0.0, 0.0));
        assert_eq!(density_coverage(real, far), (0.0, 0.0));
    }

    #[test]
    fn three_missing_classes_cost_recall_and_coverage_three_tenths_and_no_precision() {
        let (real, made) = (clusters("a", 1000, 10), clusters("b", 700, 7));
        let (real, made) = (Rows::new(&real, 10), Rows::new(&made, 10));
        let (precision, recall) = precision_recall(real, made);
        let (_, coverage) = density_coverage(real, made);
        assert!(
            precision > 0.8 && recall <= 0.7 && recall > 0.55,
            "{recall}"
        );
        assert!(coverage <= 0.7 && coverage > 0.6, "{coverage}");
    }

    #[test]
    fn a_copy_is_found_with_its_number_and_at_no_distance() {
        let train = clusters("a", 300, 10);
        let queries = [&train[170..180], &train[20..30]].concat();
        let found = nearest(Rows::new(&queries, 10), Rows::new(&train, 10), 2);
        assert_eq!((found[0][0].index, found[1][0].index), (17, 2));
        near(found[0][0].distance, 0.0, 0.0);
        assert!(found[0][1].distance > 0.1);
    }

    #[test]
    fn copies_are_memory_and_new_items_are_not() {
        let train = clusters("a", 500, 10);
        let (new, other) = (clusters("b", 300, 10), clusters("c", 300, 10));
        let (rows, new) = (Rows::new(&train, 10), Rows::new(&new, 10));
        let fresh = memory(rows, new, Rows::new(&other, 10)).unwrap();
        near(fresh.nearer, 0.5, 0.05);
        near(fresh.ratio, 1.0, 0.05);
        let copies: Vec<f32> = train[..2000].iter().map(|x| x + 0.01).collect();
        let copied = memory(rows, new, Rows::new(&copies, 10)).unwrap();
        near(copied.nearer, 1.0, 1e-3);
        assert!(copied.ratio < 0.05, "{copied:?}");
        assert_eq!(memory(rows, new, Rows::new(&[], 10)), None);
    }
}
