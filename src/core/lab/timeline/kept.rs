//! One snapshot that is kept: in memory, or in the file that takes what does not fit there.

use std::sync::Arc;

use super::place::Place;
use super::spill::Spilled;
use crate::lab::train::moment::{Head, Moment};

/// A moment of the run, and where on the timeline it is.
#[derive(Debug)]
pub(super) struct Kept {
    pub place: Place,
    pub bytes: usize,
    pub body: Body,
}

/// Where its numbers are.
#[derive(Debug)]
pub(super) enum Body {
    Memory(Arc<Moment>),
    Disk(Box<Head>, Spilled),
}

impl Kept {
    pub fn step(&self) -> u64 {
        match &self.body {
            Body::Memory(moment) => moment.head.step,
            Body::Disk(head, _) => head.step,
        }
    }

    pub fn in_memory(&self) -> bool {
        matches!(self.body, Body::Memory(_))
    }
}
