//! Pictures shifted, turned in hue and partly hidden, each in its own way, channels last.

use super::tasks;

/// How one picture of a batch is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Pixels that it moves down and to the right; what comes in at an edge repeats the edge.
    pub shift: [isize; 2],
    /// How much each channel takes of itself, of the next one and of the one after it; the last is followed by the first.
    pub mix: [f32; 3],
    /// The first row and column that are hidden, and the first behind them that are not: 0 stands there.
    pub hidden: [[usize; 2]; 2],
}

impl View {
    /// The picture as it is.
    pub const ITSELF: Self = Self {
        shift: [0; 2],
        mix: [1.0, 0.0, 0.0],
        hidden: [[0; 2]; 2],
    };

    /// Where the pixel of a picture `[height, width]` comes from that is seen at `at`; nowhere if it is hidden.
    #[must_use]
    pub fn source(&self, size: [usize; 2], at: [usize; 2]) -> Option<[usize; 2]> {
        let [first, end] = self.hidden;
        if (0..2).all(|axis| (first[axis]..end[axis]).contains(&at[axis])) {
            return None;
        }
        Some(std::array::from_fn(|axis| {
            let last = size[axis].saturating_sub(1);
            at[axis].saturating_add_signed(-self.shift[axis]).min(last)
        }))
    }

    /// The columns of row `row` that are hidden.
    fn hidden(&self, row: usize) -> std::ops::Range<usize> {
        let [first, end] = self.hidden;
        if (first[0]..end[0]).contains(&row) {
            first[1]..end[1]
        } else {
            0..0
        }
    }

    /// The columns of `width` that come from inside of the picture, and where the first of them comes from.
    fn inside(&self, width: usize) -> (std::ops::Range<usize>, usize) {
        let by = self.shift[1].unsigned_abs().min(width);
        if self.shift[1] < 0 {
            (0..width - by, by)
        } else {
            (by..width, 0)
        }
    }

    fn mixes(&self, channels: usize) -> bool {
        channels == 3 && self.mix != Self::ITSELF.mix
    }
}

/// `[batch, h, w, c]` as `views` show it, one for each item; `y` is of the same size.
pub fn forward(size: [usize; 3], views: &[View], x: &[f32], y: &mut [f32]) {
    let [h, w, channels] = size;
    let (len, row) = (h * w * channels, w * channels);
    tasks::chunks(y, len, |item, y| {
        let (view, x) = (&views[item], &x[item * len..][..len]);
        let (inside, from) = view.inside(w);
        for (at, y) in y.chunks_exact_mut(row).enumerate() {
            let x = &x[source_row(view, h, at) * row..][..row];
            let (left, rest) = y.split_at_mut(inside.start * channels);
            let (middle, right) = rest.split_at_mut(inside.len() * channels);
            middle.copy_from_slice(&x[from * channels..][..middle.len()]);
            for edge in left.chunks_exact_mut(channels) {
                edge.copy_from_slice(&x[..channels]);
            }
            for edge in right.chunks_exact_mut(channels) {
                edge.copy_from_slice(&x[row - channels..]);
            }
            if view.mixes(channels) {
                mix(y, view.mix);
            }
            let hidden = view.hidden(at);
            y[hidden.start * channels..hidden.end * channels].fill(0.0);
        }
    });
}

/// Adds to `dx` what flows back from `dy`.
pub fn backward(size: [usize; 3], views: &[View], dy: &[f32], dx: &mut [f32]) {
    let [h, w, channels] = size;
    let (len, row) = (h * w * channels, w * channels);
    tasks::chunks(dx, len, |item, dx| {
        let (view, dy) = (&views[item], &dy[item * len..][..len]);
        let (inside, from) = view.inside(w);
        let mut g = vec![0.0; row];
        for (at, dy) in dy.chunks_exact(row).enumerate() {
            g.copy_from_slice(dy);
            let hidden = view.hidden(at);
            g[hidden.start * channels..hidden.end * channels].fill(0.0);
            if view.mixes(channels) {
                // The transpose: what a channel gave to those before it comes back.
                mix(&mut g, [view.mix[0], view.mix[2], view.mix[1]]);
            }
            let dx = &mut dx[source_row(view, h, at) * row..][..row];
            let (left, rest) = g.split_at(inside.start * channels);
            let (middle, right) = rest.split_at(inside.len() * channels);
            add(&mut dx[from * channels..][..middle.len()], middle);
            for edge in left.chunks_exact(channels) {
                add(&mut dx[..channels], edge);
            }
            for edge in right.chunks_exact(channels) {
                add(&mut dx[row - channels..], edge);
            }
        }
    });
}

/// The row that row `at` comes from.
fn source_row(view: &View, rows: usize, at: usize) -> usize {
    let from = at.saturating_add_signed(-view.shift[0]);
    from.min(rows.saturating_sub(1))
}

/// Each of three channels becomes so much of itself, of the next one and of the one after it.
fn mix(row: &mut [f32], [own, next, last]: [f32; 3]) {
    for pixel in row.chunks_exact_mut(3) {
        let [a, b, c] = [pixel[0], pixel[1], pixel[2]];
        pixel[0] = own * a + next * b + last * c;
        pixel[1] = own * b + next * c + last * a;
        pixel[2] = own * c + next * a + last * b;
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(d, g)| *d += g);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_moves_and_its_edge_is_repeated() {
        let views = [
            View {
                shift: [1, -1],
                ..View::ITSELF
            },
            View::ITSELF,
        ];
        let x: Vec<f32> = (0..12u8).map(f32::from).collect();
        let mut y = vec![f32::NAN; 12];
        forward([2, 3, 1], &views, &x, &mut y);
        assert_eq!(y[..6], [1.0, 2.0, 2.0, 1.0, 2.0, 2.0]);
        assert_eq!(y[6..], x[6..]);
    }

    #[test]
    fn what_is_hidden_is_zero() {
        let view = View {
            hidden: [[0, 1], [2, 3]],
            ..View::ITSELF
        };
        let mut y = vec![f32::NAN; 9];
        forward([3, 3, 1], &[view], &[1.0; 9], &mut y);
        assert_eq!(y, [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn channels_are_mixed_with_those_that_follow() {
        let view = View {
            mix: [2.0, 10.0, 100.0],
            ..View::ITSELF
        };
        let mut y = vec![f32::NAN; 3];
        forward([1, 1, 3], &[view], &[1.0, 2.0, 3.0], &mut y);
        assert_eq!(y, [322.0, 134.0, 216.0]);
    }

    /// ⟨f(x), g⟩ = ⟨x, fᵀ(g)⟩ for all x and g.
    #[test]
    fn back_is_the_adjoint_of_there() {
        let number = |i: usize| ((i * 7919) % 101) as f32 / 50.0 - 1.0;
        for channels in [1, 2, 3] {
            let size = [4, 5, channels];
            let len = 20 * channels;
            let views = [-3, 0, 2].map(|by| View {
                shift: [by, -by - 1],
                mix: [0.5, -0.25, 0.75],
                hidden: [[1, 2], [3, 4]],
            });
            let x: Vec<f32> = (0..3 * len).map(number).collect();
            let g: Vec<f32> = (0..3 * len).map(|i| number(i + 17)).collect();
            let (mut y, mut back) = (vec![f32::NAN; 3 * len], vec![0.0; 3 * len]);
            forward(size, &views, &x, &mut y);
            backward(size, &views, &g, &mut back);
            let dot = |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
            assert!((dot(&y, &g) - dot(&x, &back)).abs() < 1e-3, "{channels}");
        }
    }
}
