//! Eigenvalues, factors and products of matrices of f64: nalgebra is generic, and is compiled here once, for speed.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn, SymmetricEigen};

/// Eigenvalues and eigenvectors of a symmetric matrix.
#[must_use]
pub fn eigen(matrix: DMatrix<f64>) -> SymmetricEigen<f64, Dyn> {
    matrix.symmetric_eigen()
}

/// The eigenvalues of a symmetric matrix.
#[must_use]
pub fn eigenvalues(matrix: &DMatrix<f64>) -> DVector<f64> {
    matrix.symmetric_eigenvalues()
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
