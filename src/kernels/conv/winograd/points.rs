//! Polynomials at a few points: the matrices of Winograd's minimal filtering, and vectors sent through them.
//!
//! A tile of results is a product of two polynomials, read off from their values at `N` points, 0, ±1, ±2,
//! ±½ and infinity (Lavin and Gray 2016, section 4; the matrices are those of Toom and Cook, transposed). Points
//! come in pairs, `p` and `-p`: the even powers of both are the same, the odd ones differ in sign, so that
//! a pair costs hardly more than one.

use pulp::Simd;

/// Rows and columns of the results of a tile.
pub(super) const RESULTS: usize = 4;
/// All points but the last, infinity.
const POINTS: [f64; 7] = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5];

/// Numbers of a row (or column) of a window, and their values at the points.
pub(super) trait Transform<const N: usize, const C: usize> {
    const MATRIX: [[f32; C]; N];
}

/// The window of the input that a tile of results sees.
pub(super) struct Input;
/// A tile of results.
pub(super) struct Results;
/// The taps of the kernel.
pub(super) struct Taps;

impl<const N: usize> Transform<N, N> for Input {
    /// Row `i` holds the coefficients of the polynomial that is zero at all points but the `i`th.
    const MATRIX: [[f32; N]; N] = {
        let mut matrix = [[0.0; N]; N];
        let mut i = 0;
        while i < N {
            let mut polynomial = [0.0; N];
            polynomial[0] = 1.0;
            let mut j = 0;
            while j < N - 1 {
                if j != i {
                    polynomial = without(polynomial, POINTS[j]);
                }
                j += 1;
            }
            matrix[i] = rounded(polynomial);
            i += 1;
        }
        matrix
    };
}

impl<const N: usize> Transform<N, RESULTS> for Results {
    const MATRIX: [[f32; RESULTS]; N] = {
        let mut matrix = [[0.0; RESULTS]; N];
        let mut i = 0;
        while i < N {
            matrix[i] = rounded(powers::<N, RESULTS>(i));
            i += 1;
        }
        matrix
    };
}

impl<const N: usize, const R: usize> Transform<N, R> for Taps {
    /// Divided by what [`Input`]'s polynomial is at its point.
    const MATRIX: [[f32; R]; N] = {
        let mut matrix = [[0.0; R]; N];
        let mut i = 0;
        while i < N {
            let mut row = powers::<N, R>(i);
            let mut j = 0;
            while i < N - 1 && j < N - 1 {
                if j != i {
                    let mut k = 0;
                    while k < R {
                        row[k] /= POINTS[i] - POINTS[j];
                        k += 1;
                    }
                }
                j += 1;
            }
            matrix[i] = rounded(row);
            i += 1;
        }
        matrix
    };
}

/// `polynomial · (x − root)`, lowest power first.
const fn without<const N: usize>(polynomial: [f64; N], root: f64) -> [f64; N] {
    let mut product = [0.0; N];
    let mut k = 0;
    while k < N {
        product[k] = if k > 0 { polynomial[k - 1] } else { 0.0 } - root * polynomial[k];
        k += 1;
    }
    product
}

/// The powers of the `i`th of `N` points; of infinity only the highest counts.
const fn powers<const N: usize, const C: usize>(i: usize) -> [f64; C] {
    let mut powers = [0.0; C];
    if i == N - 1 {
        powers[C - 1] = 1.0;
        return powers;
    }
    let (mut k, mut power) = (0, 1.0);
    while k < C {
        powers[k] = power;
        power *= POINTS[i];
        k += 1;
    }
    powers
}

const fn rounded<const C: usize>(row: [f64; C]) -> [f32; C] {
    let mut rounded = [0.0; C];
    let mut k = 0;
    while k < C {
        rounded[k] = row[k] as f32;
        k += 1;
    }
    rounded
}

/// The values at the points: `matrix · x`.
#[inline(always)]
pub(super) fn values<S: Simd, T: Transform<N, C>, const N: usize, const C: usize>(
    simd: S,
    x: [S::f32s; C],
) -> [S::f32s; N] {
    let zero = simd.splat_f32s(0.0);
    let mut values = [zero; N];
    let sum = |row: usize, from: usize, step: usize| {
        let mut sum = zero;
        let mut c = from;
        while c < C {
            let by = T::MATRIX[row][c];
            if by != 0.0 {
                sum = simd.mul_add_f32s(simd.splat_f32s(by), x[c], sum);
            }
            c += step;
        }
        sum
    };
    values[0] = sum(0, 0, 1);
    values[N - 1] = sum(N - 1, 0, 1);
    let mut pair = 1;
    while pair < N - 1 {
        let (even, odd) = (sum(pair, 0, 2), sum(pair, 1, 2));
        values[pair] = simd.add_f32s(even, odd);
        values[pair + 1] = simd.sub_f32s(even, odd);
        pair += 2;
    }
    values
}

/// The transpose of [`values`]: `matrixᵀ · values`.
#[inline(always)]
pub(super) fn gathered<S: Simd, T: Transform<N, C>, const N: usize, const C: usize>(
    simd: S,
    values: [S::f32s; N],
) -> [S::f32s; C] {
    let zero = simd.splat_f32s(0.0);
    // The sums of pairs, then their differences.
    let mut pairs = [[zero; N]; 2];
    let mut pair = 1;
    while pair < N - 1 {
        pairs[0][pair] = simd.add_f32s(values[pair], values[pair + 1]);
        pairs[1][pair] = simd.sub_f32s(values[pair], values[pair + 1]);
        pair += 2;
    }
    let mut x = [zero; C];
    for c in 0..C {
        let mut sum = zero;
        let mut add = |row: usize, value: S::f32s| {
            let by = T::MATRIX[row][c];
            if by != 0.0 {
                sum = simd.mul_add_f32s(simd.splat_f32s(by), value, sum);
            }
        };
        add(0, values[0]);
        let mut pair = 1;
        while pair < N - 1 {
            add(pair, pairs[c % 2][pair]);
            pair += 2;
        }
        add(N - 1, values[N - 1]);
        x[c] = sum;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Aᵀ [(G g) ⊙ (Bᵀ d)]` is the correlation of `d` with `g`.
    fn correlates<const N: usize, const R: usize>() {
        let d: [f32; N] = std::array::from_fn(|i| (i * i % 7) as f32 - 3.0);
        let g: [f32; R] = std::array::from_fn(|i| (i * 5 % 4) as f32 - 1.0);
        let at = |matrix: &[f32], x: &[f32]| -> f64 {
            matrix.iter().zip(x).map(|(m, x)| f64::from(m * x)).sum()
        };
        let input: [[f32; N]; N] = Input::MATRIX;
        let taps: [[f32; R]; N] = Taps::MATRIX;
        let results: [[f32; RESULTS]; N] = Results::MATRIX;
        for r in 0..RESULTS {
            let found: f64 = (0..N)
                .map(|i| f64::from(results[i][r]) * at(&taps[i], &g) * at(&input[i], &d))
                .sum();
            let wanted = at(&g, &d[r..r + R]);
            assert!(
                (found - wanted).abs() < 1e-4,
                "{N} points, result {r}: {found} is not {wanted}"
            );
        }
    }

    #[test]
    fn products_at_the_points_are_a_correlation() {
        correlates::<6, 3>();
        correlates::<8, 5>();
    }
}
