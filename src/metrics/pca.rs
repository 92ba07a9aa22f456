//! Principal components, and the simplest generator there is: a Gaussian in their space.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::kernels::matmul::{Matrix, matmul};
use crate::random;

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
    /// columns (Hotelling 1933).
    ///
    /// # Panics
    /// If the numbers do not fill their rows, or there is no row.
    #[must_use]
    pub fn of(set: &[f32], columns: usize, k: usize) -> Self {
        assert!(
            columns > 0 && !set.is_empty() && set.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
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
        let mut covariance = vec![0.0; columns * columns];
        let rows = Matrix::new(&centred, n, columns);
        matmul(rows.transposed(), rows, &mut covariance, false);
        let covariance = covariance.iter().map(|v| f64::from(*v) / n as f64);
        let SymmetricEigen {
            eigenvalues,
            eigenvectors,
        } = DMatrix::from_iterator(columns, columns, covariance).symmetric_eigen();
        let mut order: Vec<usize> = (0..columns).collect();
        order.sort_by(|a, b| eigenvalues[*b].total_cmp(&eigenvalues[*a]));
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
}
