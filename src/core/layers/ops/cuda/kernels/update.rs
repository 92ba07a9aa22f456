//! The kernels of optimisers and of dropout as functions.

use cudarc::driver::DeviceRepr;
use dfdx::prelude::CudaError;

use super::launch::{config, count, each, kernels, start};
use super::place::Address;
use crate::kernels::update::Update;
use crate::layers::ops::Together;

/// As many tensors as a launch takes; update.cu has the same.
const TENSORS: usize = 64;
/// As many numbers as a block takes; update.cu has the same.
const PART: usize = 1024;

/// Where a tensor lies, with all that an update wants.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    pub numbers: usize,
    pub weights: Address,
    pub gradient: Address,
    pub m: Address,
    pub v: Address,
}

/// The tensors of one launch; update.cu has the same.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Tensors {
    weights: [Address; TENSORS],
    m: [Address; TENSORS],
    v: [Address; TENSORS],
    gradients: [Address; TENSORS],
    numbers: [i32; TENSORS],
    first: [i32; TENSORS],
    count: i32,
}

// SAFETY: plain numbers in the layout of C, the same as in update.cu.
unsafe impl DeviceRepr for Tensors {}

impl Tensors {
    /// At most [`TENSORS`] of them, and how many blocks they have together.
    fn of(places: &[Places]) -> Result<(Self, usize), CudaError> {
        let mut all = Self {
            weights: [0; TENSORS],
            m: [0; TENSORS],
            v: [0; TENSORS],
            gradients: [0; TENSORS],
            numbers: [0; TENSORS],
            first: [0; TENSORS],
            count: count(places.len())?,
        };
        let mut blocks = 0;
        for (i, place) in places.iter().enumerate() {
            (all.weights[i], all.gradients[i]) = (place.weights, place.gradient);
            (all.m[i], all.v[i]) = (place.m, place.v);
            (all.numbers[i], all.first[i]) = (count(place.numbers)?, count(blocks)?);
            blocks += place.numbers.div_ceil(PART);
        }
        Ok((all, blocks))
    }
}

/// What becomes of a gradient, and the optimiser's numbers; update.cu has the same.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Optimiser {
    limit: f32,
    norm: f32,
    decay: f32,
    keep: f32,
    rate: f32,
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
    fn new(with: &Together) -> Self {
        let plain = Self {
            limit: with.limit,
            norm: with.norm,
            decay: with.decay,
            keep: with.keep,
            rate: 0.0,
            rule: 0,
            beta1: 0.0,
            beta2: 0.0,
            epsilon: 0.0,
            correction1: 1.0,
            correction2: 1.0,
        };
        match with.update {
            Update::Adam(with) => Self {
                rate: with.rate,
                beta1: with.beta1,
                beta2: with.beta2,
                epsilon: with.epsilon,
                correction1: with.correction1,
                correction2: with.correction2,
                ..plain
            },
            Update::RmsProp(with) => Self {
                rate: with.rate,
                rule: 1,
                beta2: with.keep,
                epsilon: with.epsilon,
                ..plain
            },
            Update::Momentum(with) => Self {
                rate: with.rate,
                rule: 2,
                beta1: with.momentum,
                ..plain
            },
        }
    }
}

/// One update of all these tensors, where they lie: two launches for each 64 of them. `sums`, a zero for each tensor,
/// become the sums of the squares of their gradients, and `norm` the root of those together.
///
/// # Safety
/// The addresses are those of as many numbers as each place says, nobody else reads what is changed, and the sums are as
/// many as the places.
///
/// # Errors
/// If the card refuses.
pub unsafe fn update(
    places: &[Places],
    with: &Together,
    sums: Address,
    norm: Address,
) -> Result<(), CudaError> {
    let (optimiser, kernels) = (Optimiser::new(with), kernels()?);
    let launches = (places.chunks(TENSORS).zip(0_u64..))
        .map(|(places, launch)| {
            let sums = sums + launch * (TENSORS * size_of::<f32>()) as u64;
            let (tensors, blocks) = Tensors::of(places)?;
            Ok((tensors, config([blocks, 1, 1]), sums))
        })
        .collect::<Result<Vec<_>, CudaError>>()?;
    for (tensors, config, sums) in &launches {
        let arguments = (*tensors, with.limit, *sums);
        // SAFETY: the caller's word about the addresses; the arguments are those of the kernel, in its order.
        unsafe { start(&kernels.lab_squares, *config, arguments) }?;
    }
    let (all, mut norm) = (count(places.len())?, norm);
    for (tensors, config, sums) in launches {
        let arguments = (tensors, optimiser, sums, all, norm);
        // SAFETY: as above.
        unsafe { start(&kernels.lab_update, config, arguments) }?;
        // The first launch has written it; its sums are those of all tensors.
        norm = 0;
    }
    Ok(())
}

/// `y += x` without the numbers that the mask of `key` drops with probability `p`, the others times `1 / (1 − p)`.
///
/// # Safety
/// The addresses are those of so many numbers each.
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
