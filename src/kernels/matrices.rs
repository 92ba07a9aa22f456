//! Eigenvalues, factors and products of matrices of f64: nalgebra is generic, and is compiled here once, for speed.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn, SymmetricEigen};

/// What is added to the diagonal of a matrix of low rank, as a share of its largest number.
const LITTLE: f64 = 1e-14;

/// Eigenvalues and eigenvectors of a symmetric matrix.
#[must_use]
pub fn eigen(matrix: DMatrix<f64>) -> SymmetricEigen<f64, Dyn> {
    let found = matrix.clone().symmetric_eigen();
    let mut all = found.eigenvalues.iter().chain(found.eigenvectors.iter());
    if all.all(|v| v.is_finite()) {
        return found;
    }
    let (raised, little) = raised(matrix);
    let mut found = raised.symmetric_eigen();
    found.eigenvalues.add_scalar_mut(-little);
    found
}

/// The eigenvalues of a symmetric matrix.
#[must_use]
pub fn eigenvalues(matrix: &DMatrix<f64>) -> DVector<f64> {
    let found = matrix.symmetric_eigenvalues();
    if found.iter().all(|v| v.is_finite()) {
        return found;
    }
    let (raised, little) = raised(matrix.clone());
    raised.symmetric_eigenvalues().add_scalar(-little)
}

/// The matrix with a little more on its diagonal, and how much. Where the rank is low, what nalgebra divides by while it
/// turns towards the eigenvectors may underflow to 0; this keeps it away from there, and moves every eigenvalue alike.
fn raised(mut matrix: DMatrix<f64>) -> (DMatrix<f64>, f64) {
    let little = LITTLE * matrix.camax();
    for i in 0..matrix.nrows() {
        matrix[(i, i)] += little;
    }
    (matrix, little)
}

/// The Cholesky factor of a symmetric matrix; nothing, if it is not positive definite.
#[must_use]
pub fn factor(matrix: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    matrix.cholesky()
}

/// The product of two matrices.
#[must_use]
pub fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a * b
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// `v vᵀ` of a picture that is black for the most part: nalgebra alone gives NaN for many.
    #[test]
    fn a_matrix_of_rank_one_has_one_eigenvalue_that_is_not_zero() {
        for n in [16, 32, 64, 100] {
            for seed in 0..40_u64 {
                let mut state = seed * 7919 + n as u64;
                let mut next = || {
                    state = state.wrapping_mul(6_364_136_223_846_793_005);
                    state = state.wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) as f32 / (1_u64 << 31) as f32
                };
                let dark: Vec<f32> = (0..n).map(|_| next()).collect();
                let v: Vec<f32> = dark.iter().map(|v| (v - 0.8).max(0.0)).collect();
                let matrix = DMatrix::from_fn(n, n, |i, j| f64::from(v[i] * v[j]) / 2000.0);
                let trace = matrix.trace();
                let found = eigen(matrix.clone());
                let mut values: Vec<f64> = found.eigenvalues.iter().copied().collect();
                assert!(
                    found.eigenvectors.iter().all(|v| v.is_finite()),
                    "{n}, {seed}"
                );
                let again = &found.eigenvectors * DMatrix::from_diagonal(&found.eigenvalues);
                let again = again * found.eigenvectors.transpose();
                assert!(
                    (again - &matrix).camax() <= 1e-10 * matrix.camax(),
                    "{n}, {seed}"
                );
                for values in [&mut values, &mut eigenvalues(&matrix).data.into()] {
                    values.sort_by(f64::total_cmp);
                    // The products are rounded to f32.
                    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * trace;
                    let (last, others) = values.split_last().unwrap();
                    assert!(near(*last, trace), "{n}, {seed}: {last}");
                    assert!(others.iter().all(|v| near(*v, 0.0)), "{n}, {seed}");
                }
            }
        }
    }
}
