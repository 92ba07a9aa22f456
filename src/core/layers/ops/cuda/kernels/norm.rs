//! The kernels of batch norm as functions, for rows of so many columns, the channels.

use dfdx::prelude::CudaError;

use super::launch::{Finish, columns_of, count, each, kernels, start};
use super::place::Address;

/// Mean and variance of each channel, from `x` and room for two numbers a channel that holds zeros.
///
/// # Safety
/// The addresses are those of as many numbers as the rows have, or of one for each channel.
///
/// # Errors
/// If the card refuses.
pub unsafe fn moments(
    [rows, columns]: [usize; 2],
    (x, sums): (Address, Address),
    (mean, variance): (Address, Address),
) -> Result<(), CudaError> {
    let (config, wide, part) = columns_of(rows, columns);
    let (rows, wide, part) = (count(rows)?, count(wide)?, count(part)?);
    let n = count(columns)?;
    // SAFETY: the caller's word about the addresses; the arguments are those of the kernels, in their order.
    unsafe {
        let arguments = (rows, n, wide, part, x, sums);
        start(&kernels()?.lab_distances, config, arguments)?;
        let arguments = (rows, n, x, sums, mean, variance);
        start(&kernels()?.lab_moments, each(columns), arguments)
    }
}

/// `y = f(scale · x̂ + shift)`; the shift is the bias of `finish`.
///
/// # Safety
/// As [`moments`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn normalise(
    [rows, columns]: [usize; 2],
    (x, mean, variance, scale): (Address, Address, Address, Address),
    finish: Finish,
    y: Address,
) -> Result<(), CudaError> {
    let numbers = rows * columns;
    let (n, columns) = (count(numbers)?, count(columns)?);
    let arguments = (n, columns, x, mean, variance, scale, finish, y);
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_normalise, each(numbers), arguments) }
}

/// Turns the gradient `dy` of the outputs `y` into that before the activation, in place; `sums += ` for each channel the
/// sum of it, and that of its products with `x̂`, which are added to the gradients of shift and scale, too, where there
/// are any.
///
/// # Safety
/// As [`moments`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn norm_sums(
    [rows, columns]: [usize; 2],
    (x, mean, variance): (Address, Address, Address),
    finish: Finish,
    (y, dy, sums): (Address, Address, Address),
    learned: Option<(Address, Address)>,
) -> Result<(), CudaError> {
    let (config, wide, part) = columns_of(rows, columns);
    let [rows, columns] = [count(rows)?, count(columns)?];
    let (wide, part) = (count(wide)?, count(part)?);
    let (shift, scale) = learned.unwrap_or((0, 0));
    let arguments = Sums {
        sizes: [rows, columns, wide, part],
        seen: [x, mean, variance],
        finish,
        gradients: [y, dy, sums, shift, scale],
    };
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_norm_sums, config, (arguments,)) }
}

/// The arguments of a kernel that has more than a launch takes one by one; norm.cu has the same.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Sums {
    sizes: [i32; 4],
    seen: [Address; 3],
    finish: Finish,
    gradients: [Address; 5],
}

// SAFETY: plain numbers in the layout of C, the same as in norm.cu.
unsafe impl cudarc::driver::DeviceRepr for Sums {}

/// `dx += ` the gradient of the input, from what [`norm_sums`] left; `follows`: the moments are those of the batch.
///
/// # Safety
/// As [`moments`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn norm_back(
    [rows, columns]: [usize; 2],
    follows: bool,
    (x, mean, variance, scale): (Address, Address, Address, Address),
    (sums, before, dx): (Address, Address, Address),
) -> Result<(), CudaError> {
    let config = each(rows * columns);
    let (rows, columns, follows) = (count(rows)?, count(columns)?, i32::from(follows));
    let arguments = (
        rows, columns, follows, x, mean, variance, scale, sums, before, dx,
    );
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_norm_back, config, arguments) }
}
