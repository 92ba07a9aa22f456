//! Where a convolution finds its pixels: tables of places, made once for each geometry and device.
//!
//! dfdx gathers along an axis. A picture gets one more pixel, of zeros, which stands for all places
//! outside of it.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use dfdx::prelude::Tensor;

use crate::error::Result;
use crate::kernels::conv::Geometry;
use crate::layers::ops::{Ops, Row};
use crate::layers::refused;

/// What is to be gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Gather {
    /// A picture of so many pixels and one of zeros after it.
    Padded(usize),
    /// For each pixel that a convolution writes, the pixels that it reads, tap by tap.
    Read(Geometry),
    /// For each pixel that a convolution reads, the products of pixels and taps that have it.
    Fed(Geometry),
    /// For each pixel of an upsampled picture, that of the small one.
    Upsampled { small: [usize; 2], times: usize },
}

/// A table on a device.
pub(super) struct Table<D: Ops> {
    pub places: Tensor<(usize,), usize, D>,
    /// How many places lie in the table for each pixel.
    pub each: usize,
    /// 1 for every place but that of the pixel of zeros.
    pub inside: Row<D>,
}

thread_local! {
    /// The tables of this thread; tensors do not leave theirs.
    static TABLES: RefCell<HashMap<(TypeId, Gather), Rc<dyn Any>>> = RefCell::default();
}

/// Gives back the room of all tables.
pub(in crate::layers) fn forget() {
    TABLES.with_borrow_mut(HashMap::clear);
}

/// The table for `gather`.
pub(super) fn table<D: Ops>(device: &D, gather: Gather) -> Result<Rc<Table<D>>> {
    let key = (TypeId::of::<D>(), gather);
    let known = TABLES.with_borrow(|tables| tables.get(&key).cloned());
    if let Some(Ok(table)) = known.map(Rc::downcast::<Table<D>>) {
        return Ok(table);
    }
    let (places, each) = gather.places();
    let inside = gather.inside(places.len());
    let n = places.len();
    let table = Rc::new(Table {
        places: device.try_tensor_from_vec(places, (n,)).map_err(refused)?,
        each,
        inside: device.try_tensor_from_vec(inside, (n,)).map_err(refused)?,
    });
    TABLES.with_borrow_mut(|tables| tables.insert(key, Rc::clone(&table) as Rc<dyn Any>));
    Ok(table)
}

impl Gather {
    /// The places, and how many belong to one pixel.
    fn places(self) -> (Vec<usize>, usize) {
        match self {
            Self::Padded(pixels) => ((0..pixels).chain([0]).collect(), 1),
            Self::Read(g) => {
                let ([h, w, _], [rows, columns, _]) = (g.input, g.output);
                let inside = |axis: usize, out: usize, tap: usize, size: usize| {
                    let at = (out * g.stride + tap).checked_sub(g.before[axis])?;
                    (at < size).then_some(at)
                };
                let mut places = Vec::new();
                for (row, column) in grid(rows, columns) {
                    for (down, right) in grid(g.kernel, g.kernel) {
                        let at = inside(0, row, down, h).zip(inside(1, column, right, w));
                        places.push(at.map_or(h * w, |(y, x)| y * w + x));
                    }
                }
                (places, g.kernel * g.kernel)
            }
            Self::Fed(g) => {
                let ([h, w, _], [rows, columns, _]) = (g.input, g.output);
                // The pixel and tap along an axis that meet place `at` of what is read.
                let meet = |axis: usize, at: usize, size: usize| -> Vec<(usize, usize)> {
                    let tap = |out: usize| (at + g.before[axis]).checked_sub(out * g.stride);
                    let all = (0..size).filter_map(|out| Some((out, tap(out)?)));
                    all.filter(|(_, tap)| *tap < g.kernel).collect()
                };
                let taps = g.kernel * g.kernel;
                let lists: Vec<Vec<usize>> = grid(h, w)
                    .map(|(y, x)| {
                        let right = meet(1, x, columns);
                        let pairs = meet(0, y, rows).into_iter().flat_map(|(row, down)| {
                            right.iter().map(move |&(column, right)| {
                                (row * columns + column) * taps + down * g.kernel + right
                            })
                        });
                        pairs.collect()
                    })
                    .collect();
                let each = lists.iter().map(Vec::len).max().unwrap_or(0).max(1);
                let nothing = rows * columns * taps;
                let padded = lists.into_iter().flat_map(|list| {
                    list.into_iter()
                        .chain(std::iter::repeat(nothing))
                        .take(each)
                });
                (padded.collect(), each)
            }
            Self::Upsampled { small, times } => {
                let [h, w] = small;
                let places = grid(h * times, w * times);
                let places = places.map(|(y, x)| y / times * w + x / times);
                (places.collect(), 1)
            }
        }
    }

    fn inside(self, places: usize) -> Vec<f32> {
        let mut inside = vec![1.0; places];
        if let (Self::Padded(_), Some(last)) = (self, inside.last_mut()) {
            *last = 0.0;
        }
        inside
    }
}

fn grid(rows: usize, columns: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
}
