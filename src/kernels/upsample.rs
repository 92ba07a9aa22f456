//! Nearest-neighbour upsampling on slices: each pixel becomes a square of `factor`², channels last.

use super::tasks;

/// Height, width and channels of the small picture, and how many times as large the other one is.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub small: [usize; 3],
    pub factor: usize,
}

impl Sizes {
    fn small_row(self) -> usize {
        self.small[1] * self.small[2]
    }

    fn large_row(self) -> usize {
        self.small_row() * self.factor
    }
}

/// `[batch, h, w, c]` → `[batch, h · factor, w · factor, c]`.
#[must_use]
pub fn forward(sizes: Sizes, x: &[f32]) -> Vec<f32> {
    let Sizes { small, factor } = sizes;
    let mut y = vec![0.0; x.len() * factor * factor];
    tasks::chunks(&mut y, small[0] * factor * sizes.large_row(), |task, y| {
        let x = &x[task * small[0] * sizes.small_row()..];
        for (row, y) in y.chunks_exact_mut(sizes.large_row()).enumerate() {
            let x = &x[row / factor * sizes.small_row()..];
            for (column, y) in y.chunks_exact_mut(small[2]).enumerate() {
                y.copy_from_slice(&x[column / factor * small[2]..][..small[2]]);
            }
        }
    });
    y
}

/// `dx += ` the sum of `dy` over each square.
pub fn backward(sizes: Sizes, dy: &[f32], dx: &mut [f32]) {
    let Sizes { small, factor } = sizes;
    tasks::chunks(dx, small[0] * sizes.small_row(), |task, dx| {
        let dy = &dy[task * small[0] * factor * sizes.large_row()..];
        for (row, dx) in dx.chunks_exact_mut(sizes.small_row()).enumerate() {
            for dy in dy[row * factor * sizes.large_row()..][..factor * sizes.large_row()]
                .chunks_exact(sizes.large_row())
            {
                for (column, dy) in dy.chunks_exact(small[2]).enumerate() {
                    let dx = &mut dx[column / factor * small[2]..][..small[2]];
                    dx.iter_mut().zip(dy).for_each(|(d, g)| *d += g);
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_becomes_a_square_and_its_gradient_is_the_sum_of_the_square() {
        let sizes = Sizes {
            small: [1, 2, 2],
            factor: 2,
        };
        let y = forward(sizes, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let row = [1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0];
        assert_eq!(y[..8], row);
        assert_eq!(y[8..16], row);
        assert_eq!(y[16..20], [5.0, 6.0, 5.0, 6.0]);
        let mut dx = [100.0; 8];
        backward(sizes, &y, &mut dx);
        assert_eq!(dx[..4], [104.0, 108.0, 112.0, 116.0]);
        assert_eq!(dx[4..], [120.0, 124.0, 128.0, 132.0]);
    }
}
