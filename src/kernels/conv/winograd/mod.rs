//! Convolutions between many channels with a half to a third of the products: Winograd's minimal filtering on
//! tiles of 4×4 results (Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural Networks").
//!
//! With `B` for windows of the input, `G` for weights and `A` for tiles of results (see `points`), all at `N × N`
//! points, a convolution and its two gradients are one product and its transposes:
//!
//! - `y = Aᵀ [Σ (G w Gᵀ) ⊙ (Bᵀ x B)] A`, a sum over the channels of `x`;
//! - `dx = B [Σ (G w Gᵀ) ⊙ (A dy Aᵀ)] Bᵀ`, a sum over the channels of `y`;
//! - `dw = Gᵀ [Σ (Bᵀ x B) ⊙ (A dy Aᵀ)] G`, a sum over tiles.
//!
//! At each point the sums are products of matrices. A convolution with a stride is the sum of `stride²`
//! convolutions without, one for each phase of the picture, and these sums are taken at the points, too.

mod points;
mod weights;
mod windows;

use std::marker::PhantomData;

use super::Geometry;
use super::plan::{Finish as End, Way};
use crate::matmul::Matrix;
use crate::product::{self, Finish};
use crate::room::Room;
use crate::tiles::{Tile, tiles};
use crate::{simd, tasks};
use points::{Input, RESULTS, Results, Transform};
use windows::{FromPoints, ToPoints, Windows};

/// About so many tiles, but at least a picture, are one task.
const TILES: usize = 32;
/// The same for the gradient of the weights.
const TILES_FOR_WEIGHTS: usize = 4 * TILES;
/// Tasks whose windows are at the points at once, for the gradient of the weights.
const PARTS: usize = 2;
/// Numbers between two planes of points: else they would all want the same lines of the cache.
const APART: usize = 16;
/// Channels come in so many, for whole vectors of any width.
const CHANNELS: usize = 16;
/// What a number costs on its way to a point and back, in products: layers of 16 to 256 channels, timed both ways on
/// AVX2, gave 14 to 30.
const WAY: usize = 20;

/// Whether a convolution, and its adjoint, take less time this way.
pub(super) fn pays(g: Geometry) -> bool {
    costs(g).is_some_and(|(here, plainly)| here < plainly)
}

/// Whether the gradient of the weights takes less time this way: plainly it takes as long as three products for
/// two of a convolution.
pub(super) fn pays_for_weights(g: Geometry) -> bool {
    costs(g).is_some_and(|(here, plainly)| 2 * here < 3 * plainly)
}

/// What a picture costs here and plainly, in products; `None` if it cannot be done here.
fn costs(g: Geometry) -> Option<(usize, usize)> {
    let points = match taps(g) {
        3 => 6,
        5 => 8,
        _ => return None,
    };
    let channels = [g.input[2], g.output[2]];
    if channels.iter().any(|c| *c == 0 || c % CHANNELS != 0) {
        return None;
    }
    let (x, y) = (of_input(g), of_results(g));
    let products = x.numbers() * y.numbers() + WAY * (x.numbers() + y.numbers());
    let seen = |axis| -> usize { (0..g.output[axis]).map(|o| g.taps(axis, o).0.len()).sum() };
    let plainly = seen(0) * seen(1) * channels[0] * channels[1];
    Some((x.tiles() * points * points * products, plainly))
}

/// Taps of a phase, down or across.
fn taps(g: Geometry) -> usize {
    g.kernel.div_ceil(g.stride)
}

/// What the tiles see of the input.
fn of_input(g: Geometry) -> Windows {
    Windows {
        picture: g.input,
        tiles: [0, 1].map(|axis| g.output[axis].div_ceil(RESULTS)),
        stride: g.stride,
        before: g.before,
        infinite: (g.kernel - 1) % g.stride + 1,
    }
}

/// The tiles of results themselves.
fn of_results(g: Geometry) -> Windows {
    Windows {
        picture: g.output,
        stride: 1,
        before: [0, 0],
        infinite: 1,
        ..of_input(g)
    }
}

/// `y = f(x * w + b)`, or `y += x * w`.
pub(super) fn forward(g: Geometry, x: &[f32], weight: &[f32], finish: End<'_>, y: &mut [f32]) {
    let (seen, results) = ((of_input(g), x), (of_results(g), y));
    if taps(g) == 3 {
        let weights = Weights::at::<6, 3>(g, weight, Way::Forward);
        through::<Input, Results, 6, 6, RESULTS>(&weights, seen, results, finish);
    } else {
        let weights = Weights::at::<8, 5>(g, weight, Way::Forward);
        through::<Input, Results, 8, 8, RESULTS>(&weights, seen, results, finish);
    }
}

/// `y = f(x *ᵀ w + b)` with the adjoint of the convolution, or `y += x *ᵀ w`.
pub(super) fn adjoint(g: Geometry, x: &[f32], weight: &[f32], finish: End<'_>, y: &mut [f32]) {
    let (results, seen) = ((of_results(g), x), (of_input(g), y));
    if taps(g) == 3 {
        let weights = Weights::at::<6, 3>(g, weight, Way::Adjoint);
        through::<Results, Input, 6, RESULTS, 6>(&weights, results, seen, finish);
    } else {
        let weights = Weights::at::<8, 5>(g, weight, Way::Adjoint);
        through::<Results, Input, 8, RESULTS, 8>(&weights, results, seen, finish);
    }
}

/// `dw += ` the gradient of the weights.
pub(super) fn weight_gradient(g: Geometry, x: &[f32], dy: &[f32], dw: &mut [f32]) {
    if taps(g) == 3 {
        weight_gradient_at::<6, 3>(g, x, dy, dw);
    } else {
        weight_gradient_at::<8, 5>(g, x, dy, dw);
    }
}

/// The weights at each point, in the strips that products read.
struct Weights {
    strips: Room,
    /// From one point to the next.
    size: usize,
}

impl Weights {
    /// `[numbers, out]` at each point, or the transpose.
    fn at<const N: usize, const R: usize>(g: Geometry, weight: &[f32], way: Way) -> Self {
        let (inputs, outputs) = (of_input(g).numbers(), of_results(g).numbers());
        let size = match way {
            Way::Forward => product::packed(inputs, outputs),
            Way::Adjoint => product::packed(outputs, inputs),
        };
        let plane = inputs * outputs + APART;
        let mut planes = Room::of(N * N * plane);
        tiles(&mut planes, plane, (N * N, share(g)), |mut into| {
            // The last columns keep the planes apart.
            if into.place().1 < inputs * outputs {
                simd::dispatch(weights::ToPoints::<N, R> {
                    g,
                    weight,
                    into: &mut into,
                });
            }
        });
        let mut strips = Room::of(N * N * size);
        tasks::chunks(&mut strips, size, |point, strips| {
            let plane = Matrix::strided(&planes[point * plane..], inputs, outputs, outputs);
            let plane = plane.part(0..of_input(g).numbers_at(point % N, N), 0..outputs);
            let turned = match way {
                Way::Forward => plane,
                Way::Adjoint => plane.transposed(),
            };
            let size = product::packed(turned.rows(), turned.columns());
            product::pack(turned, &mut strips[..size]);
        });
        Self { strips, size }
    }
}

/// From the windows of `x` to the points, products with the weights there, and to the windows of `y`, which are
/// added to: a few pictures a task.
fn through<X, Y, const N: usize, const C: usize, const D: usize>(
    weights: &Weights,
    (from, x): (Windows, &[f32]),
    (to, y): (Windows, &mut [f32]),
    finish: End<'_>,
) where
    X: Transform<N, C>,
    Y: Transform<N, D>,
{
    let (read, written) = (from.picture(), to.picture());
    let some = pictures(TILES, from);
    tasks::chunks(y, some * written, |task, y| {
        let pictures = y.len() / written;
        let rows = pictures * from.tiles();
        let (plane_x, plane_y) = (plane(rows, from), plane(rows, to));
        let (mut at_x, mut at_y) = (Room::of(N * N * plane_x), Room::of(N * N * plane_y));
        simd::dispatch(ToPoints::<X, N, C> {
            windows: from,
            pictures: &x[task * some * read..][..pictures * read],
            into: &mut at_x,
            plane: plane_x,
            transform: PhantomData,
        });
        let planes = at_x
            .chunks_exact(plane_x)
            .zip(at_y.chunks_exact_mut(plane_y));
        let strips = weights.strips.chunks_exact(weights.size);
        for (point, ((x, y), strips)) in planes.zip(strips).enumerate() {
            let [inner, columns] = [from, to].map(|of| of.numbers_at(point % N, N));
            let x = Matrix::strided(x, rows, inner, from.numbers());
            let y = &mut y[..rows * to.numbers()];
            if columns < to.numbers() {
                y.fill(0.0);
            }
            let strips = &strips[..product::packed(inner, columns)];
            product::with_strips(x, strips, &mut Tile::of(y, rows, columns));
        }
        if let Some((bias, _)) = finish {
            let pixels = y.chunks_exact_mut(bias.len());
            pixels.for_each(|pixel| pixel.copy_from_slice(bias));
        }
        simd::dispatch(FromPoints::<Y, N, D> {
            windows: to,
            pictures: y,
            from: &at_y,
            plane: plane_y,
            transform: PhantomData,
        });
        if let Some((_, f)) = finish {
            f.forward(y);
        }
    });
}

/// Pictures that have so many tiles together.
fn pictures(tiles: usize, windows: Windows) -> usize {
    (tiles / windows.tiles().max(1)).max(1)
}

/// From one plane of points to the next, where windows of so many tiles are there.
fn plane(tiles: usize, windows: Windows) -> usize {
    tiles * windows.numbers() + APART
}

fn weight_gradient_at<const N: usize, const R: usize>(
    g: Geometry,
    x: &[f32],
    dy: &[f32],
    dw: &mut [f32],
) {
    let (seen, results) = (of_input(g), of_results(g));
    let (inputs, outputs) = (seen.numbers(), results.numbers());
    let plane = inputs * outputs + APART;
    let mut sums = Room::of(N * N * plane);
    sums.fill(0.0);
    let some = PARTS * pictures(TILES_FOR_WEIGHTS, seen);
    let x = x.chunks(some * seen.picture());
    for (x, dy) in x.zip(dy.chunks(some * results.picture())) {
        let x = AtPoints::of::<Input, N, N>(seen, x);
        let dy = AtPoints::of::<Results, N, RESULTS>(results, dy);
        tasks::chunks(&mut sums, plane, |point, sums| {
            let inner = seen.numbers_at(point % N, N);
            let sums = &mut sums[..inner * outputs];
            for (x, dy) in x.at(point).zip(dy.at(point)) {
                let x = x.part(0..x.rows(), 0..inner).transposed();
                product::product(x, dy, Finish::Add, sums);
            }
        });
    }
    let one = g.input[2] * g.output[2];
    tiles(dw, one, (g.kernel * g.kernel, share(g)), |mut dw| {
        simd::dispatch(weights::FromPoints::<N, R> {
            g,
            from: &sums,
            plane,
            dw: &mut dw,
        });
    });
}

/// Weights of a tap that one task works on: whole vectors, and no phase ends within.
fn share(g: Geometry) -> usize {
    g.input[2] * g.output[2] / CHANNELS
}

/// Windows of pictures at the points: `[part, N², tiles · numbers]`, a part for a few pictures.
struct AtPoints {
    room: Room,
    windows: Windows,
    pictures: usize,
}

impl AtPoints {
    /// Takes them there, a part a task.
    fn of<T: Transform<N, C>, const N: usize, const C: usize>(
        windows: Windows,
        pictures: &[f32],
    ) -> Self {
        let some = self::pictures(TILES_FOR_WEIGHTS, windows);
        let one = windows.picture();
        let parts = pictures.len().div_ceil(some * one);
        let plane = plane(some * windows.tiles(), windows);
        let mut room = Room::of(parts * N * N * plane);
        tasks::chunks(&mut room, N * N * plane, |part, into| {
            let pictures = &pictures[part * some * one..];
            simd::dispatch(ToPoints::<T, N, C> {
                windows,
                pictures: &pictures[..pictures.len().min(some * one)],
                into,
                plane,
                transform: PhantomData,
            });
        });
        Self {
            room,
            windows,
            pictures: pictures.len() / one,
        }
    }

    /// What is at a point, a part after the other.
    fn at(&self, point: usize) -> impl Iterator<Item = Matrix<'_>> {
        let Self {
            windows, pictures, ..
        } = self;
        let some = self::pictures(TILES_FOR_WEIGHTS, *windows);
        let parts = pictures.div_ceil(some);
        let plane = plane(some * windows.tiles(), *windows);
        let parts = self.room.chunks_exact(self.room.len() / parts).enumerate();
        parts.map(move |(part, planes)| {
            let rows = (pictures - part * some).min(some) * windows.tiles();
            let numbers = windows.numbers();
            Matrix::new(&planes[point * plane..][..rows * numbers], rows, numbers)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_pays_between_many_channels() {
        let of = |kernel, stride, input, output| {
            let g = Geometry::same(kernel, stride, input, output);
            (pays(g), pays_for_weights(g))
        };
        // `dcgan`, `small`, and the first layer of either.
        assert_eq!(of(5, 1, [7, 7, 128], [7, 7, 256]), (true, true));
        assert_eq!(of(5, 2, [14, 14, 64], [7, 7, 128]), (true, true));
        assert_eq!(of(5, 2, [14, 14, 16], [7, 7, 32]), (false, true));
        assert_eq!(of(5, 2, [28, 28, 1], [14, 14, 64]), (false, false));
        assert_eq!(of(1, 1, [7, 7, 32], [7, 7, 32]), (false, false));
    }
}
