//! Principal components, and the simplest generator there is: a Gaussian in their space.

use std::ops::Range;

use nalgebra::{DMatrix, SymmetricEigen};

use crate::error::Result;
use crate::kernels::matmul::{Matrix, matmul};
use crate::kernels::matrices::eigen;
use crate::kernels::tasks;
use crate::order::sort_by;
use crate::random;

/// Directions that an iteration carries beside those that are wanted: the last wanted one settles as fast
/// as it stands out from the last carried one.
const BESIDE: usize = 16;

/// Turns of the iteration at most.
const TURNS: usize = 60;

/// Columns whose products with each other are not taken: of so many rows, those of rows with rows are fewer.
const MANY: usize = 1024;
const FEW: usize = 1000;

/// Of the whole spread, what a turn must add to go on.
const SETTLED: f64 = 1e-6;

/// The directions in which a set spreads most.
#[derive(Debug, Clone)]
pub struct Components {
    mean: Vec<f32>,
    /// `[components, columns]`, each of length one.
    directions: Vec<f32>,
    /// Standard deviation along each direction, greatest first.
    deviations: Vec<f32>,
}

impl Components {
    /// The first `k` principal components of `set [rows, columns]`; fewer where there are fewer
    /// columns (Hotelling 1933). Of more than 1,024 columns they are those of the first 1,000 rows.
    ///
    /// # Panics
    /// If the numbers do not fill their rows, or there is no row.
    #[must_use]
    pub fn of(set: &[f32], columns: usize, k: usize) -> Self {
        assert!(
            columns > 0 && !set.is_empty() && set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        if columns > MANY {
            let few = set.len().min(FEW * columns);
            return Self::of_few(&set[..few], columns, k);
        }
        let n = set.len() / columns;
        let (mean, centred) = centred(set, columns);
        let rows = Matrix::new(&centred, n, columns);
        let covariance = products(rows, 0..columns).into_iter().map(|v| v / n as f64);
        let SymmetricEigen {
            eigenvalues,
            eigenvectors,
        } = eigen(DMatrix::from_iterator(columns, columns, covariance));
        let mut order: Vec<usize> = (0..columns).collect();
        sort_by(&mut order, |a, b| {
            eigenvalues[*b].total_cmp(&eigenvalues[*a])
        });
        order.truncate(k);
        let directions = order
            .iter()
            .flat_map(|i| eigenvectors.column(*i).iter().copied().collect::<Vec<_>>());
        Self {
            directions: directions.map(|v| v as f32).collect(),
            deviations: order
                .iter()
                .map(|i| eigenvalues[*i].max(0.0).sqrt() as f32)
                .collect(),
            mean,
        }
    }

    /// As [`of`](Self::of), where there are fewer rows than columns: by the products of rows with rows (Sirovich 1987),
    /// and fewer components where there are fewer rows.
    fn of_few(set: &[f32], columns: usize, k: usize) -> Self {
        let n = set.len() / columns;
        let (mean, centred) = centred(set, columns);
        let rows = Matrix::new(&centred, n, columns);
        let mut products = vec![0.0; n * n];
        matmul(rows, rows.transposed(), &mut products, false);
        let products = products.iter().map(|v| f64::from(*v) / n as f64);
        let SymmetricEigen {
            eigenvalues,
            eigenvectors,
        } = eigen(DMatrix::from_iterator(n, n, products));
        let mut order: Vec<usize> = (0..n).collect();
        sort_by(&mut order, |a, b| {
            eigenvalues[*b].total_cmp(&eigenvalues[*a])
        });
        order.truncate(k);
        let mut directions = Vec::with_capacity(order.len() * columns);
        for at in &order {
            let weights: Vec<f32> = eigenvectors.column(*at).iter().map(|v| *v as f32).collect();
            let mut direction = vec![0.0; columns];
            matmul(Matrix::new(&weights, 1, n), rows, &mut direction, false);
            let length = direction.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>();
            // What has no length has no spread either.
            let by = (1.0 / length.sqrt().max(f64::MIN_POSITIVE.sqrt())) as f32;
            directions.extend(direction.iter().map(|v| v * by.min(f32::MAX)));
        }
        Self {
            directions,
            deviations: order
                .iter()
                .map(|at| eigenvalues[*at].max(0.0).sqrt() as f32)
                .collect(),
            mean,
        }
    }

    /// As [`of`](Self::of), where the columns are many: not all components are sought, but a space that
    /// holds the first `k`, by iteration (Rutishauser 1970) from a random one (Halko, Martinsson and Tropp
    /// 2011, section 4.5). `go_on` is asked between the parts of the work.
    ///
    /// # Errors
    /// What `go_on` says.
    ///
    /// # Panics
    /// See [`of`](Self::of).
    pub fn leading(
        set: &[f32],
        columns: usize,
        k: usize,
        go_on: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        assert!(
            columns > 0 && !set.is_empty() && set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        let (mean, centred) = centred(set, columns);
        let covariance = covariance(&centred, columns, go_on)?;
        let whole: f64 = covariance
            .iter()
            .step_by(columns + 1)
            .map(|v| f64::from(*v))
            .sum();
        let width = (k + BESIDE).min(columns);
        let mut space = vec![0.0; columns * width];
        random::normals(0, "space of components", 0, &mut space);
        let mut held = 0.0;
        let mut turns = 0;
        let small = loop {
            go_on()?;
            let basis =
                DMatrix::from_row_iterator(columns, width, space.iter().map(|v| f64::from(*v)));
            let basis = basis.qr().q();
            let rows: Vec<f32> = basis.transpose().iter().map(|v| *v as f32).collect();
            space = product(&covariance, &rows, columns, width);
            let carried =
                DMatrix::from_row_iterator(columns, width, space.iter().map(|v| f64::from(*v)));
            let small = basis.tr_mul(&carried);
            let holds = small.trace();
            turns += 1;
            if turns == TURNS || holds - held <= SETTLED * whole {
                break (basis, small);
            }
            held = holds;
        };
        let (basis, small) = small;
        let SymmetricEigen {
            eigenvalues,
            eigenvectors,
        } = eigen((&small + small.transpose()) * 0.5);
        let mut order: Vec<usize> = (0..width).collect();
        sort_by(&mut order, |a, b| {
            eigenvalues[*b].total_cmp(&eigenvalues[*a])
        });
        order.truncate(k);
        let directions = basis * eigenvectors.select_columns(&order);
        Ok(Self {
            directions: directions.iter().map(|v| *v as f32).collect(),
            deviations: order
                .iter()
                .map(|i| eigenvalues[*i].max(0.0).sqrt() as f32)
                .collect(),
            mean,
        })
    }

    /// The first `k` of these components.
    #[must_use]
    pub fn first(&self, k: usize) -> Self {
        let k = k.min(self.deviations.len());
        Self {
            mean: self.mean.clone(),
            directions: self.directions[..k * self.mean.len()].to_vec(),
            deviations: self.deviations[..k].to_vec(),
        }
    }

    /// The mean of the set.
    #[must_use]
    pub fn mean(&self) -> &[f32] {
        &self.mean
    }

    /// The standard deviation along each component, greatest first.
    #[must_use]
    pub fn deviations(&self) -> &[f32] {
        &self.deviations
    }

    /// The `i`th component, of length one; nothing where there are fewer.
    #[must_use]
    pub fn direction(&self, i: usize) -> &[f32] {
        let columns = self.mean.len();
        let of = i * columns..(i + 1) * columns;
        self.directions.get(of).unwrap_or_default()
    }

    /// Each row as its mean and components say it: projected and put together again.
    ///
    /// # Panics
    /// If the numbers do not fill their rows.
    #[must_use]
    pub fn reconstruct(&self, set: &[f32]) -> Vec<f32> {
        self.decode(&self.project(set))
    }

    /// Each row as its place along the components, `[rows, components]`.
    ///
    /// # Panics
    /// If the numbers do not fill their rows.
    #[must_use]
    pub fn project(&self, set: &[f32]) -> Vec<f32> {
        let (columns, k) = (self.mean.len(), self.deviations.len());
        assert!(
            set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        let n = set.len() / columns;
        let mut centred = set.to_vec();
        for row in centred.chunks_exact_mut(columns) {
            row.iter_mut().zip(&self.mean).for_each(|(x, m)| *x -= m);
        }
        let mut codes = vec![0.0; n * k];
        let directions = Matrix::new(&self.directions, k, columns);
        matmul(
            Matrix::new(&centred, n, columns),
            directions.transposed(),
            &mut codes,
            false,
        );
        codes
    }

    /// `n` rows drawn from the Gaussian with the set's mean and its spread along the components.
    #[must_use]
    pub fn draw(&self, seed: u64, n: usize) -> Vec<f32> {
        let mut codes = vec![0.0; n * self.deviations.len()];
        random::normals(seed, "principal components", 0, &mut codes);
        for code in codes.chunks_exact_mut(self.deviations.len()) {
            code.iter_mut()
                .zip(&self.deviations)
                .for_each(|(c, d)| *c *= d);
        }
        self.decode(&codes)
    }

    /// The rows at these places along the components.
    #[must_use]
    pub fn decode(&self, codes: &[f32]) -> Vec<f32> {
        let (columns, k) = (self.mean.len(), self.deviations.len());
        let n = codes.len() / k;
        let mut rows = self.mean.repeat(n);
        let directions = Matrix::new(&self.directions, k, columns);
        matmul(Matrix::new(codes, n, k), directions, &mut rows, true);
        rows
    }
}

/// The mean of `set [rows, columns]`, and how far each row lies from it.
fn centred(set: &[f32], columns: usize) -> (Vec<f32>, Vec<f32>) {
    let n = set.len() / columns;
    let mut mean = vec![0.0_f64; columns];
    for row in set.chunks_exact(columns) {
        mean.iter_mut()
            .zip(row)
            .for_each(|(m, x)| *m += f64::from(*x) / n as f64);
    }
    let mean: Vec<f32> = mean.into_iter().map(|m| m as f32).collect();
    let mut centred = set.to_vec();
    for row in centred.chunks_exact_mut(columns) {
        row.iter_mut().zip(&mean).for_each(|(x, m)| *x -= m);
    }
    (mean, centred)
}

/// The covariance `[columns, columns]` of rows whose mean is zero, on all threads.
fn covariance(
    centred: &[f32],
    columns: usize,
    go_on: &mut dyn FnMut() -> Result<()>,
) -> Result<Vec<f32>> {
    /// Columns that are done between two questions, and those of one task.
    const PART: usize = 256;
    const TASK: usize = 32;
    let n = centred.len() / columns;
    let rows = Matrix::new(centred, n, columns);
    let mut covariance = vec![0.0; columns * columns];
    for (part, into) in covariance.chunks_mut(PART * columns).enumerate() {
        go_on()?;
        tasks::chunks(into, TASK * columns, |task, into| {
            let from = part * PART + task * TASK;
            let found = products(rows, from..from + into.len() / columns);
            let found = found.into_iter().map(|v| (v / n as f64) as f32);
            into.iter_mut().zip(found).for_each(|(into, v)| *into = v);
        });
    }
    Ok(covariance)
}

/// The products of some columns with all columns, `[some, columns]`, summed over all rows: in f32 over a few
/// hundred rows at a time, these sums in f64.
fn products(rows: Matrix<'_>, some: Range<usize>) -> Vec<f64> {
    const ROWS: usize = 512;
    let columns = rows.columns();
    let mut sums = vec![0.0_f64; some.len() * columns];
    let mut part = vec![0.0; sums.len()];
    for from in (0..rows.rows()).step_by(ROWS) {
        let to = rows.rows().min(from + ROWS);
        let (all, some) = (
            rows.part(from..to, 0..columns),
            rows.part(from..to, some.clone()),
        );
        matmul(some.transposed(), all, &mut part, false);
        sums.iter_mut()
            .zip(&part)
            .for_each(|(sum, v)| *sum += f64::from(*v));
    }
    sums
}

/// A symmetric matrix times `basis [columns, width]`, on all threads.
fn product(symmetric: &[f32], basis: &[f32], columns: usize, width: usize) -> Vec<f32> {
    /// Rows that one task makes.
    const TASK: usize = 64;
    let basis = Matrix::new(basis, columns, width);
    let mut made = vec![0.0; columns * width];
    tasks::chunks(&mut made, TASK * width, |task, made| {
        let height = made.len() / width;
        let rows = &symmetric[task * TASK * columns..][..height * columns];
        matmul(Matrix::new(rows, height, columns), basis, made, false);
    });
    made
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::frechet::{Gaussian, frechet};

    /// Rows that spread in two directions of five, around a middle.
    fn flat(n: usize) -> Vec<f32> {
        let mut z = vec![0.0; 2 * n];
        random::normals(5, "flat", 0, &mut z);
        let row = |z: &[f32]| [z[0] + 1.0, 2.0 * z[1], z[0] - z[1], 3.0, -z[0]];
        z.chunks_exact(2).flat_map(row).collect()
    }

    #[test]
    fn two_components_say_all_of_a_flat_set_and_one_does_not() {
        let set = flat(300);
        let worst = |k| {
            let again = Components::of(&set, 5, k).reconstruct(&set);
            let apart = set.iter().zip(&again).map(|(a, b)| (a - b).abs());
            apart.fold(0.0, f32::max)
        };
        assert!(worst(2) < 1e-4, "{}", worst(2));
        assert!(worst(1) > 0.5);
    }

    #[test]
    fn draws_have_the_mean_and_the_spread_of_the_set() {
        let set = flat(3000);
        let drawn = Components::of(&set, 5, 5).draw(1, 3000);
        let (a, b) = (
            Gaussian::of(&set, 5).unwrap(),
            Gaussian::of(&drawn, 5).unwrap(),
        );
        assert!(frechet(&a, &b) < 0.02, "{}", frechet(&a, &b));
    }

    #[test]
    fn components_by_rows_are_those_by_columns() {
        let set = flat(40);
        let (whole, few) = (Components::of(&set, 5, 2), Components::of_few(&set, 5, 2));
        for (a, b) in whole.deviations().iter().zip(few.deviations()) {
            assert!((a - b).abs() < 1e-4 * a, "{a}, {b}");
        }
        let (whole, few) = (whole.reconstruct(&set), few.reconstruct(&set));
        let apart = whole.iter().zip(&few).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-3);
        // Rows that are all alike have components without a spread, and draws that are finite.
        let alike = vec![0.5; 3 * 2000];
        let drawn = Components::of(&alike, 2000, 30).draw(1, 4);
        assert!(drawn.iter().all(|v| (v - 0.5).abs() < 1e-6));
    }

    #[test]
    fn an_iteration_finds_the_components_that_a_whole_decomposition_does() {
        // Forty columns mixed of forty independent ones whose spread falls from 1 to 1/40.
        let mut z = vec![0.0; 400 * 40];
        random::normals(6, "mixed", 0, &mut z);
        let mut mix = vec![0.0; 40 * 40];
        random::normals(6, "mixed", 1, &mut mix);
        for (i, v) in z.iter_mut().enumerate() {
            *v /= (i % 40 + 1) as f32;
        }
        let mut set = vec![0.0; 400 * 40];
        let (z, mix) = (Matrix::new(&z, 400, 40), Matrix::new(&mix, 40, 40));
        matmul(z, mix, &mut set, false);
        let whole = Components::of(&set, 40, 6);
        let leading = Components::leading(&set, 40, 6, &mut || Ok(())).unwrap();
        for (a, b) in whole.deviations().iter().zip(leading.deviations()) {
            assert!((a - b).abs() < 1e-3 * a, "{a}, {b}");
        }
        let lost = |c: &Components| -> f32 {
            let again = c.reconstruct(&set);
            set.iter().zip(&again).map(|(a, b)| (a - b).powi(2)).sum()
        };
        assert!((lost(&whole) / lost(&leading) - 1.0).abs() < 1e-3);
        assert!(lost(&whole.first(3)) > 1.1 * lost(&whole));
    }

    #[test]
    fn an_iteration_ends_where_there_are_no_more_directions_and_where_it_is_told_to() {
        let set = flat(100);
        let found = Components::leading(&set, 5, 5, &mut || Ok(())).unwrap();
        let again = found.reconstruct(&set);
        let apart = set.iter().zip(&again).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-4);
        let mut stop = || Err(crate::error::Error::new("stopped"));
        assert!(Components::leading(&set, 5, 5, &mut stop).is_err());
    }
}
