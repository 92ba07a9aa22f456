//! Windows on pictures, one for each tile of results: what they hold is taken to the points, and back.

use std::marker::PhantomData;

use pulp::{Simd, WithSimd};

use super::points::{RESULTS, Transform, gathered, values};
use crate::room::Room;

/// Windows of `C` rows and columns on the pictures of a batch, [`RESULTS`] from one to the next. Where a convolution
/// has a stride, each tile has a window for each of the `stride²` phases of the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    /// Height, width and channels.
    pub picture: [usize; 3],
    /// Tiles of a picture, down and across.
    pub tiles: [usize; 2],
    /// From one row or column of a window to the next.
    pub stride: usize,
    /// Rows and columns before the picture that the first window sees.
    pub before: [usize; 2],
    /// Phases across whose kernel has as many taps as that of the first: the weights of the others, with one tap less,
    /// are zero at infinity.
    pub infinite: usize,
}

impl Windows {
    /// Numbers in a picture.
    pub fn picture(&self) -> usize {
        self.picture.iter().product()
    }

    /// Tiles of a picture.
    pub fn tiles(&self) -> usize {
        self.tiles[0] * self.tiles[1]
    }

    /// Numbers of a tile at each point, `[phase across, phase down, channel]`.
    pub fn numbers(&self) -> usize {
        self.stride * self.stride * self.picture[2]
    }

    /// The first of [`Self::numbers`] that count at point `j` of `points` across: the others meet weights of zero.
    pub fn numbers_at(&self, j: usize, points: usize) -> usize {
        let phases = if j == points - 1 {
            self.infinite
        } else {
            self.stride
        };
        phases * self.stride * self.picture[2]
    }

    /// Rows and columns that windows of `size` see of a phase.
    fn seen(&self, size: usize) -> [usize; 2] {
        self.tiles.map(|tiles| tiles * RESULTS + size - RESULTS)
    }

    /// Where the window of each tile and phase begins among the pixels of [`Self::seen`].
    fn each(&self, size: usize) -> impl Iterator<Item = usize> {
        let Self { tiles, stride, .. } = *self;
        let [height, width] = self.seen(size);
        let phases = stride * stride;
        (0..tiles[0] * tiles[1] * phases).map(move |at| {
            let (tile, phase) = (at / phases, at % phases);
            let (down, across) = (tile / tiles[1] * RESULTS, tile % tiles[1] * RESULTS);
            (phase * height + down) * width + across
        })
    }

    /// The pixels of a picture that windows of `size` see, and which of [`Self::seen`] each is.
    fn pixels(&self, size: usize) -> Vec<(usize, usize)> {
        let ([height, width], [rows, columns, _]) = (self.seen(size), self.picture);
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let seen = places.filter_map(|(row, column)| {
            let (down, phase_down) = self.place(0, row);
            let (across, phase_across) = self.place(1, column);
            let phase = phase_across * self.stride + phase_down;
            (down < height && across < width).then_some((
                row * columns + column,
                (phase * height + down) * width + across,
            ))
        });
        seen.collect()
    }

    /// The place of a row (or column) of the picture in its phase, and the phase.
    fn place(&self, axis: usize, at: usize) -> (usize, usize) {
        let at = at + self.before[axis];
        (at / self.stride, at % self.stride)
    }

    /// Room for all that windows of `size` see of a picture, with zeros.
    fn room(&self, size: usize) -> Room {
        let [height, width] = self.seen(size);
        let mut room = Room::of(self.numbers() * height * width);
        room.fill(0.0);
        room
    }
}

/// Takes the windows of pictures to the points: `into [N², rows · numbers]`, the planes of points `plane` numbers
/// apart.
pub(super) struct ToPoints<'a, T, const N: usize, const C: usize> {
    pub windows: Windows,
    pub pictures: &'a [f32],
    pub into: &'a mut [f32],
    pub plane: usize,
    pub transform: PhantomData<T>,
}

impl<T: Transform<N, C>, const N: usize, const C: usize> WithSimd for ToPoints<'_, T, N, C> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let windows = self.windows;
        let (into, _) = S::as_mut_simd_f32s(self.into);
        let plane = self.plane / S::F32_LANES;
        let vectors = windows.picture[2] / S::F32_LANES;
        let line = windows.seen(C)[1] * vectors;
        let mut room = windows.room(C);
        let (seen, _) = S::as_mut_simd_f32s(&mut room);
        let pixels = windows.pixels(C);
        let mut half = [[simd.splat_f32s(0.0); C]; N];
        let mut first = 0;
        for picture in self.pictures.chunks_exact(windows.picture()) {
            let (picture, _) = S::as_simd_f32s(picture);
            for (from, to) in &pixels {
                for v in 0..vectors {
                    seen[to * vectors + v] = picture[from * vectors + v];
                }
            }
            for window in windows.each(C) {
                for v in 0..vectors {
                    let window = &seen[window * vectors + v..][..=(C - 1) * (line + vectors)];
                    for c in 0..C {
                        let mut column = [simd.splat_f32s(0.0); C];
                        for r in 0..C {
                            column[r] = window[r * line + c * vectors];
                        }
                        let column = values::<S, T, N, C>(simd, column);
                        for i in 0..N {
                            half[i][c] = column[i];
                        }
                    }
                    let into = &mut into[first + v..][..=(N * N - 1) * plane];
                    for i in 0..N {
                        let row = values::<S, T, N, C>(simd, half[i]);
                        for j in 0..N {
                            into[(i * N + j) * plane] = row[j];
                        }
                    }
                }
                first += vectors;
            }
        }
    }
}

/// The transpose of [`ToPoints`]: adds what comes from the points to pictures.
pub(super) struct FromPoints<'a, T, const N: usize, const C: usize> {
    pub windows: Windows,
    pub pictures: &'a mut [f32],
    pub from: &'a [f32],
    pub plane: usize,
    pub transform: PhantomData<T>,
}

impl<T: Transform<N, C>, const N: usize, const C: usize> WithSimd for FromPoints<'_, T, N, C> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let windows = self.windows;
        let (from, _) = S::as_simd_f32s(self.from);
        let plane = self.plane / S::F32_LANES;
        let vectors = windows.picture[2] / S::F32_LANES;
        let line = windows.seen(C)[1] * vectors;
        let mut room = windows.room(C);
        let (seen, _) = S::as_mut_simd_f32s(&mut room);
        let pixels = windows.pixels(C);
        let mut half = [[simd.splat_f32s(0.0); N]; C];
        let mut first = 0;
        for picture in self.pictures.chunks_exact_mut(windows.picture()) {
            seen.fill(simd.splat_f32s(0.0));
            for window in windows.each(C) {
                for v in 0..vectors {
                    let from = &from[first + v..][..=(N * N - 1) * plane];
                    for i in 0..N {
                        let mut row = [simd.splat_f32s(0.0); N];
                        for j in 0..N {
                            row[j] = from[(i * N + j) * plane];
                        }
                        let row = gathered::<S, T, N, C>(simd, row);
                        for c in 0..C {
                            half[c][i] = row[c];
                        }
                    }
                    let window = &mut seen[window * vectors + v..];
                    let window = &mut window[..=(C - 1) * (line + vectors)];
                    for c in 0..C {
                        let column = gathered::<S, T, N, C>(simd, half[c]);
                        for r in 0..C {
                            let at = &mut window[r * line + c * vectors];
                            *at = simd.add_f32s(*at, column[r]);
                        }
                    }
                }
                first += vectors;
            }
            let (picture, _) = S::as_mut_simd_f32s(picture);
            for (to, from) in &pixels {
                for v in 0..vectors {
                    let at = &mut picture[to * vectors + v];
                    *at = simd.add_f32s(*at, seen[from * vectors + v]);
                }
            }
        }
    }
}
