//! The kernels of optimisers and of dropout as functions.

use cudarc::driver::DeviceRepr;
use dfdx::prelude::CudaError;

use super::launch::{BLOCKS, THREADS, config, count, each, kernels, start};
use super::place::Address;
use crate::kernels::update::Update;

/// What becomes of a gradient, and the optimiser's numbers; update.cu has the same.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Optimiser {
    scale: Address,
    limit: f32,
    decay: f32,
    rule: i32,
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    correction1: f32,
    correction2: f32,
}

// SAFETY: plain numbers in the layout of C, the same as in update.cu.
unsafe impl DeviceRepr for Optimiser {}

impl Optimiser {
    /// With what a gradient is held within, multiplied by (a number on the card), and how many times the weights are
    /// added to it; and how far the weights go along the way.
    #[must_use]
    pub fn new(with: Update, limit: f32, scale: Option<Address>, decay: f32) -> (Self, f32) {
        let scale = scale.unwrap_or(0);
        let plain = Self {
            scale,
            limit,
            decay,
            rule: 0,
            beta1: 0.0,
            beta2: 0.0,
            epsilon: 0.0,
            correction1: 1.0,
            correction2: 1.0,
        };
        match with {
            Update::Adam(with) => {
                let adam = Self {
                    beta1: with.beta1,
                    beta2: with.beta2,
                    epsilon: with.epsilon,
                    correction1: with.correction1,
                    correction2: with.correction2,
                    ..plain
                };
                (adam, with.rate)
            }
            Update::RmsProp(with) => {
                let rms_prop = Self {
                    rule: 1,
                    beta2: with.keep,
                    epsilon: with.epsilon,
                    ..plain
                };
                (rms_prop, with.rate)
            }
            Update::Momentum(with) => {
                let momentum = Self {
                    rule: 2,
                    beta1: with.momentum,
                    ..plain
                };
                (momentum, with.rate)
            }
        }
    }

    /// Which of the two memories the optimiser keeps.
    #[must_use]
    pub fn keeps(&self) -> [bool; 2] {
        [self.rule != 1, self.rule != 2]
    }
}

/// The way that weights go, and the next memories of the optimiser.
///
/// # Safety
/// The addresses are those of `numbers` numbers each, and of one number where `with` has a scale: weights, gradient and
/// both memories; the way and the next memories. Of a memory that is not [kept](Optimiser::keeps) nothing is read or
/// written.
///
/// # Errors
/// If the card refuses.
pub unsafe fn way(
    numbers: usize,
    with: Optimiser,
    [weights, gradient, m, v]: [Address; 4],
    [way, next_m, next_v]: [Address; 3],
) -> Result<(), CudaError> {
    let n = count(numbers)?;
    let arguments = (n, with, weights, gradient, m, v, way, next_m, next_v);
    // SAFETY: the caller's word about the addresses; the arguments are those of the kernel, in its order.
    unsafe { start(&kernels()?.lab_way, each(numbers), arguments) }
}

/// `sum += ` the squares of a gradient of so many numbers held within a limit.
///
/// # Safety
/// As [`way`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn squares(
    numbers: usize,
    limit: f32,
    gradient: Address,
    sum: Address,
) -> Result<(), CudaError> {
    // A thread gets a few numbers at least.
    let blocks = numbers.div_ceil(4 * THREADS).min(BLOCKS);
    let arguments = (count(numbers)?, limit, gradient, sum);
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_squares, config([blocks, 1, 1]), arguments) }
}

/// `y += x` without the numbers that the mask of `key` drops with probability `p`, the others times `1 / (1 − p)`.
///
/// # Safety
/// As [`way`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn dropout(
    numbers: usize,
    p: f32,
    key: u64,
    (x, y): (Address, Address),
) -> Result<(), CudaError> {
    let threshold = (f64::from(p) * 4_294_967_296.0) as u32;
    let (low, high) = (key as u32, (key >> 32) as u32);
    let arguments = (count(numbers)?, low, high, threshold, 1.0 / (1.0 - p), x, y);
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_dropout, each(numbers), arguments) }
}
