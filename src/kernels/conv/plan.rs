//! What each pixel of a result is a sum of: runs of numbers that lie together in the picture that is
//! read, and together in the weights.

use std::borrow::Cow;
use std::ops::Range;

use super::Geometry;
use crate::kernels::tasks;

/// Numbers that lie together: `len` at `x` of a picture go with as many rows of the weights at `w`.
/// Only a [`Plan`] makes runs: they lie within the picture and the weights, always.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    x: usize,
    w: usize,
    len: usize,
}

impl Run {
    /// Where the run begins in a picture.
    #[inline(always)]
    pub fn x(&self) -> usize {
        self.x
    }

    /// The first row of the weights.
    #[inline(always)]
    pub fn w(&self) -> usize {
        self.w
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }
}

/// The runs of every pixel of a result, and the weights in the order in which runs read them.
pub(super) struct Plan<'a> {
    /// Numbers of a picture that is read.
    read: usize,
    runs: Vec<Run>,
    /// The runs of each pixel.
    pixels: Vec<Range<usize>>,
    /// `[rows, outputs]`.
    weights: Cow<'a, [f32]>,
    /// Channels of the result.
    outputs: usize,
}

impl<'a> Plan<'a> {
    /// A convolution: each kernel's row meets one run of the picture.
    pub fn forward(g: Geometry, weight: &'a [f32]) -> Self {
        let [_, width, channels] = g.input;
        let mut plan = Self::new(weight.into(), g.output[2], g.read());
        for row in 0..g.output[0] {
            let (rows, top) = g.taps(0, row);
            for column in 0..g.output[1] {
                let (columns, left) = g.taps(1, column);
                let taps = rows.clone().filter(|_| !columns.is_empty());
                plan.pixel(taps.enumerate().map(|(down, tap)| Run {
                    x: ((top + down) * width + left) * channels,
                    w: (tap * g.kernel + columns.start) * channels,
                    len: columns.len() * channels,
                }));
            }
        }
        plan
    }

    /// The adjoint of the convolution: a pixel is met by a run of results in each row that it fed.
    pub fn adjoint(g: Geometry, weight: &[f32]) -> Self {
        let [_, width, filters] = g.output;
        let mut plan = Self::new(turned(g, weight).into(), g.input[2], g.written());
        for row in 0..g.input[0] {
            for column in 0..g.input[1] {
                let columns = g.fed(1, column);
                let rows = g.fed(0, row).filter(|_| !columns.is_empty());
                plan.pixel(rows.map(|fed| {
                    let down = row + g.before[0] - fed * g.stride;
                    let tap = column + g.before[1] - columns.start * g.stride;
                    Run {
                        x: (fed * width + columns.start) * filters,
                        w: (down * g.kernel + place(g, tap)) * filters,
                        len: columns.len() * filters,
                    }
                }));
            }
        }
        plan
    }

    fn new(weights: Cow<'a, [f32]>, outputs: usize, read: usize) -> Self {
        Self {
            read,
            runs: Vec::new(),
            pixels: Vec::new(),
            weights,
            outputs,
        }
    }

    fn pixel(&mut self, runs: impl Iterator<Item = Run>) {
        let (from, read, rows) = (self.runs.len(), self.read, self.rows());
        self.runs.extend(runs.inspect(|run| {
            assert!(run.x + run.len <= read && run.w + run.len <= rows);
        }));
        self.pixels.push(from..self.runs.len());
    }

    /// The runs of each pixel, in order.
    pub fn pixels(&self) -> impl Iterator<Item = &[Run]> {
        self.pixels.iter().map(|runs| &self.runs[runs.clone()])
    }

    /// Whether every run is a number of whole vectors.
    pub fn runs_are_whole(&self, lanes: usize) -> bool {
        self.runs.iter().all(|run| run.len.is_multiple_of(lanes))
    }

    /// Numbers of a picture that is read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// See [`Plan`]: `[rows, outputs]`.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Channels of the result.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Numbers of a result.
    pub fn written(&self) -> usize {
        self.pixels.len() * self.outputs
    }

    /// Numbers that go into one output.
    pub fn rows(&self) -> usize {
        self.weights.len() / self.outputs
    }
}

/// Where tap `column` of a kernel's row stands in [`turned`]: taps that one pixel of the input meets
/// lie a stride apart, and are met from the last to the first.
fn place(g: Geometry, column: usize) -> usize {
    let taps_of = |phase: usize| g.kernel.saturating_sub(phase).div_ceil(g.stride);
    let phase = column % g.stride;
    let earlier: usize = (0..phase).map(taps_of).sum();
    earlier + taps_of(phase) - 1 - column / g.stride
}

/// The weights as `[kernel, place, out, in]`.
fn turned(g: Geometry, weight: &[f32]) -> Vec<f32> {
    let (channels, filters) = (g.input[2], g.output[2]);
    let tap = channels * filters;
    let mut turned = vec![0.0; weight.len()];
    let mut from = vec![0; g.kernel];
    (0..g.kernel).for_each(|column| from[place(g, column)] = column);
    tasks::chunks(&mut turned, tap, |i, turned| {
        let (row, column) = (i / g.kernel, from[i % g.kernel]);
        let weight = &weight[(row * g.kernel + column) * tap..][..tap];
        for (filter, turned) in turned.chunks_exact_mut(channels).enumerate() {
            let column = weight[filter..].iter().step_by(filters);
            turned.iter_mut().zip(column).for_each(|(t, w)| *t = *w);
        }
    });
    turned
}
