//! What each pixel of a result is a sum of: runs of numbers that lie together in the picture that is
//! read, and together in the weights.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::Geometry;
use crate::activation::Activation;
use crate::tasks;

/// Pictures that one task works on.
pub(super) const PICTURES: usize = 8;

/// A bias for each channel of a result, and what becomes of the sum.
pub(super) type Finish<'a> = Option<(&'a [f32], Activation)>;

/// Numbers that lie together: `len` at `x` of a picture go with as many rows of the weights at `w`.
/// Only [`Runs`] makes them: they lie within the picture and the weights, always.
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

/// The runs of every pixel of a result: they depend on the sizes alone, and are found once for each.
struct Runs {
    /// Numbers of a picture that is read.
    read: usize,
    /// Numbers that go into one output: no run goes beyond.
    rows: usize,
    all: Vec<Run>,
    /// The runs of each pixel.
    pixels: Vec<Range<usize>>,
}

/// Which way through a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Forward,
    Adjoint,
}

impl Runs {
    /// Found, or remembered: to find them takes as long as the sums of a few pictures.
    fn of(g: Geometry, way: Way) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<(Geometry, Way), Arc<Runs>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry((g, way)).or_insert_with(|| {
            Arc::new(match way {
                Way::Forward => Self::forward(g),
                Way::Adjoint => Self::adjoint(g),
            })
        });
        Arc::clone(found)
    }

    /// A convolution: each kernel's row meets one run of the picture.
    fn forward(g: Geometry) -> Self {
        let [_, width, channels] = g.input;
        let mut runs = Self::new(g.read(), g.weights() / g.output[2]);
        for row in 0..g.output[0] {
            let (rows, top) = g.taps(0, row);
            for column in 0..g.output[1] {
                let (columns, left) = g.taps(1, column);
                let taps = rows.clone().filter(|_| !columns.is_empty());
                runs.pixel(taps.enumerate().map(|(down, tap)| Run {
                    x: ((top + down) * width + left) * channels,
                    w: (tap * g.kernel + columns.start) * channels,
                    len: columns.len() * channels,
                }));
            }
        }
        runs
    }

    /// The adjoint of the convolution: a pixel is met by a run of results in each row that it fed.
    fn adjoint(g: Geometry) -> Self {
        let [_, width, filters] = g.output;
        let mut runs = Self::new(g.written(), g.weights() / g.input[2]);
        for row in 0..g.input[0] {
            for column in 0..g.input[1] {
                let columns = g.fed(1, column);
                let rows = g.fed(0, row).filter(|_| !columns.is_empty());
                runs.pixel(rows.map(|fed| {
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
        runs
    }

    fn new(read: usize, rows: usize) -> Self {
        Self {
            read,
            rows,
            all: Vec::new(),
            pixels: Vec::new(),
        }
    }

    fn pixel(&mut self, runs: impl Iterator<Item = Run>) {
        let (from, read, rows) = (self.all.len(), self.read, self.rows);
        self.all.extend(runs.inspect(|run| {
            assert!(run.x + run.len <= read && run.w + run.len <= rows);
        }));
        self.pixels.push(from..self.all.len());
    }
}

/// The runs of every pixel of a result, and the weights in the order in which runs read them.
pub(super) struct Plan<'a> {
    runs: Arc<Runs>,
    /// `[rows, outputs]`.
    weights: Cow<'a, [f32]>,
    /// Channels of the result.
    outputs: usize,
}

impl<'a> Plan<'a> {
    /// Of a convolution.
    pub fn forward(g: Geometry, weight: &'a [f32]) -> Self {
        Self::new(Runs::of(g, Way::Forward), weight.into(), g.output[2])
    }

    /// Of the adjoint of the convolution.
    pub fn adjoint(g: Geometry, weight: &[f32]) -> Self {
        let runs = Runs::of(g, Way::Adjoint);
        Self::new(runs, turned(g, weight).into(), g.input[2])
    }

    fn new(runs: Arc<Runs>, weights: Cow<'a, [f32]>, outputs: usize) -> Self {
        assert_eq!(weights.len(), runs.rows * outputs, "weights of a plan");
        Self {
            runs,
            weights,
            outputs,
        }
    }

    /// The runs of some pixels, in order.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn pixels(&self, some: Range<usize>) -> impl Iterator<Item = &[Run]> {
        let runs = &self.runs;
        let pixels = runs.pixels[some].iter();
        pixels.map(|of| &runs.all[of.clone()])
    }

    /// Whether every run is a number of whole vectors.
    pub fn runs_are_whole(&self, lanes: usize) -> bool {
        let mut runs = self.runs.all.iter();
        runs.all(|run| run.len.is_multiple_of(lanes))
    }

    /// Numbers of a picture that is read.
    pub fn read(&self) -> usize {
        self.runs.read
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
        self.runs.pixels.len() * self.outputs
    }

    /// Numbers that go into one output.
    pub fn rows(&self) -> usize {
        self.runs.rows
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
