//! What the layers of a network leave on a [`Trip`](super::trip::Trip), and learn from.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use dfdx::prelude::{Gradients, Tensor};

use super::memory::Memory;
use crate::error::{Error, Result};

/// Where a layer leaves the slope of the score in its outputs before the activation, `[batch, outputs]`.
pub(crate) type Slopes = Rc<RefCell<Vec<f32>>>;

/// What layers that learn do on a pass of a trip.
#[derive(Debug, Default)]
pub(crate) enum Trace<D: Memory> {
    /// What they always do.
    #[default]
    Off,
    /// They leave what they got and, on the way back, the slopes.
    Leaving(VecDeque<Left<D>>),
    /// They learn from what they left, while the direction goes by.
    Learning(Box<Learning<D>>),
}

/// What a layer has left.
#[derive(Debug)]
pub(crate) struct Left<D: Memory> {
    /// What it got, `[batch, inputs]`.
    pub input: Tensor<(usize, usize), f32, D>,
    pub slopes: Slopes,
}

/// What layers learn from.
#[derive(Debug)]
pub(crate) struct Learning<D: Memory> {
    pub left: VecDeque<Left<D>>,
    /// The slope of the loss in the score of each item.
    pub shares: Vec<f32>,
    pub gradients: Gradients<f32, D>,
}

impl<D: Memory> Learning<D> {
    /// What the coming layer got and the slopes in what it gave.
    ///
    /// # Errors
    /// When the network took another way than before.
    pub fn next(&mut self) -> Result<Left<D>> {
        self.left.pop_front().ok_or_else(|| {
            Error::new("a discriminator has other layers for a direction than for items")
        })
    }
}
