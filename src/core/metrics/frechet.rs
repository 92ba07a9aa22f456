//! The Fréchet distance between two sets of features, each taken as a Gaussian.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::error::{Error, Result};
use crate::kernels::matrices::{eigen, eigenvalues, product};

/// Mean and covariance of a set of features.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussian {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Gaussian {
    /// Mean and unbiased covariance of `features [rows, columns]`.
    ///
    /// # Errors
    /// A sentence when there are fewer than two rows, or a number is not finite.
    ///
    /// # Panics
    /// If the numbers do not fill their rows.
    pub fn of(features: &[f32], columns: usize) -> Result<Self> {
        assert!(
            columns > 0 && features.len().is_multiple_of(columns),
            "rows of {columns} numbers"
        );
        let rows: Vec<usize> = (0..features.len() / columns).collect();
        Self::of_rows(features, columns, &rows)
    }

    /// The same of the rows at `chosen` only; a row may be chosen more than once (the bootstrap).
    ///
    /// # Errors
    /// See [`of`](Self::of).
    ///
    /// # Panics
    /// If there is no such row.
    pub fn of_rows(features: &[f32], columns: usize, chosen: &[usize]) -> Result<Self> {
        if chosen.len() < 2 {
            return Err(Error::new(format!(
                "a covariance needs two items or more, not {}",
                chosen.len()
            )));
        }
        let n = chosen.len() as f64;
        let row = |i: &usize| &features[i * columns..][..columns];
        let mut mean = DVector::zeros(columns);
        for i in chosen {
            mean.iter_mut().zip(row(i)).for_each(|(m, x)| {
                *m += f64::from(*x);
            });
        }
        mean /= n;
        // Column by column is how the library stores a matrix: one item a column.
        let mut centred = DMatrix::zeros(columns, chosen.len());
        for (mut column, i) in centred.column_iter_mut().zip(chosen) {
            for ((c, x), m) in column.iter_mut().zip(row(i)).zip(&mean) {
                *c = f64::from(*x) - m;
            }
        }
        let covariance = product(&centred, &centred.transpose()) / (n - 1.0);
        if mean.iter().chain(covariance.iter()).all(|v| v.is_finite()) {
            Ok(Self { mean, covariance })
        } else {
            Err(Error::new(
                "a feature is not a finite number, so there is no distance; 'doctor' says more about the run",
            ))
        }
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> &DVector<f64> {
        &self.mean
    }

    /// The covariance.
    #[must_use]
    pub fn covariance(&self) -> &DMatrix<f64> {
        &self.covariance
    }
}

/// `|m₁ − m₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½)` (Dowson and Landau 1982, equation 4; of images' features
/// Heusel et al. 2017, equation 6).
///
/// The trace of the root is taken of `C₁^½ C₂ C₁^½`, which has the same eigenvalues as `C₁ C₂` and is
/// symmetric: no complex numbers, no jitter on the diagonal.
///
/// # Panics
/// If the two have different numbers of columns.
#[must_use]
pub fn frechet(a: &Gaussian, b: &Gaussian) -> f64 {
    let root = root(&a.covariance);
    let mut between = product(&product(&root, &b.covariance), &root);
    between = (&between + between.transpose()) * 0.5;
    let cross: f64 = eigenvalues(&between)
        .iter()
        .map(|v| v.max(0.0).sqrt())
        .sum();
    let apart = (&a.mean - &b.mean).norm_squared();
    (apart + a.covariance.trace() + b.covariance.trace() - 2.0 * cross).max(0.0)
}

/// The symmetric root; eigenvalues that rounding took below zero are zero.
fn root(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let SymmetricEigen {
        eigenvalues,
        eigenvectors,
    } = eigen(matrix.clone());
    let mut scaled = eigenvectors.clone();
    for (mut column, value) in scaled.column_iter_mut().zip(&eigenvalues) {
        column *= value.max(0.0).sqrt();
    }
    product(&scaled, &eigenvectors.transpose())
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    fn normals(name: &str, rows: usize, columns: usize) -> Vec<f32> {
        let mut values = vec![0.0; rows * columns];
        random::normals(1, name, 0, &mut values);
        values
    }

    #[test]
    fn a_set_is_at_distance_nothing_from_itself_also_where_it_is_flat() {
        let mut set = normals("a", 300, 20);
        let whole = Gaussian::of(&set, 20).unwrap();
        assert!(frechet(&whole, &whole) < 1e-9);
        // Three dead columns: the covariance has no inverse.
        set.chunks_exact_mut(20).for_each(|row| row[3..6].fill(0.0));
        let flat = Gaussian::of(&set, 20).unwrap();
        assert!(frechet(&flat, &flat) < 1e-6);
    }

    #[test]
    fn a_shifted_and_stretched_gaussian_is_as_far_as_the_closed_form_says() {
        // The same draws, moved and stretched: the covariances commute, and the distance of each
        // column is (shift)² + (σ₁ − σ₂)², with the standard deviations of the very draws.
        let a = normals("a", 500, 1);
        let b: Vec<f32> = a.iter().map(|x| 3.0 * x + 2.0).collect();
        let (a, b) = (Gaussian::of(&a, 1).unwrap(), Gaussian::of(&b, 1).unwrap());
        let (mean, sigma) = (a.mean()[0], a.covariance()[0].sqrt());
        let shift = 3.0 * mean + 2.0 - mean;
        let wanted = shift * shift + (2.0 * sigma).powi(2);
        assert!((frechet(&a, &b) - wanted).abs() < 1e-5 * wanted);
        let a = normals("b", 400, 8);
        let b: Vec<f32> = a.iter().map(|x| x + 0.5).collect();
        let (a, b) = (Gaussian::of(&a, 8).unwrap(), Gaussian::of(&b, 8).unwrap());
        assert!((frechet(&a, &b) - 8.0 * 0.25).abs() < 1e-5);
    }

    #[test]
    fn rows_that_are_chosen_are_the_set() {
        let set = normals("a", 50, 4);
        let some: Vec<usize> = (10..30).collect();
        let chosen = Gaussian::of_rows(&set, 4, &some).unwrap();
        assert_eq!(chosen, Gaussian::of(&set[40..120], 4).unwrap());
    }

    #[test]
    fn what_has_no_spread_is_refused_in_words() {
        let one = Gaussian::of(&[1.0, 2.0], 2).unwrap_err().to_string();
        assert!(one.contains("two items"), "{one}");
        assert!(Gaussian::of(&[1.0, f32::NAN], 1).is_err());
    }
}
