//! What `compress` measured for several code sizes, for as long as the lab runs.

use std::collections::BTreeMap;

use crate::evaluate::compression::{Compression, DEPTH, Way};

/// What was found of one recipe and one data set, by numbers in a code: the newest at [`DEPTH`], as a chart
/// has it.
#[derive(Debug, Default)]
pub(crate) struct Sizes {
    of: String,
    /// Bits a pixel and decibels by numbers in a code.
    pub(crate) points: BTreeMap<usize, [f32; 2]>,
}

impl Sizes {
    /// Adds what was found of one size; of another run it is the first.
    pub(crate) fn add(&mut self, of: String, found: &Compression) {
        if self.of != of {
            *self = Self {
                of,
                points: BTreeMap::new(),
            };
        }
        if let Some(way) = at_depth(&found.autoencoder) {
            self.points.insert(way.numbers, point(found, way));
        }
    }
}

/// The way at [`DEPTH`].
pub(crate) fn at_depth(ways: &[Way]) -> Option<&Way> {
    ways.iter().find(|way| way.depth == DEPTH)
}

/// Bits a pixel, decibels.
pub(crate) fn point(found: &Compression, way: &Way) -> [f32; 2] {
    [(way.bits / found.pixels as f64) as f32, way.psnr as f32]
}
