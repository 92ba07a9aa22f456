//! The kernels as functions: what each takes, and how many threads it is started with.

use cudarc::driver::{CudaFunction, DeviceRepr, DriverError, LaunchAsync, LaunchConfig};
use dfdx::prelude::CudaError;

use super::place::Address;
use super::program::{Kernels, compiled};
use crate::kernels::activation::Activation;
use crate::kernels::conv;

/// Threads of a block.
pub(super) const THREADS: usize = 256;
/// Products of a sum that a block takes at a time: no block gets fewer than a few times as many.
const DEPTH: usize = 16;
/// About as many blocks keep a large card busy.
pub(super) const BLOCKS: usize = 1024;
/// The most blocks along the second and third axis of a grid.
const MOST: usize = 65_535;

/// Rows and columns of a tile; convolution.cu has the same.
const SQUARE: [usize; 2] = [64, 64];
const NARROW: [usize; 2] = [256, 4];

/// Which way a convolution is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From what it reads to what it writes.
    Ahead,
    /// The adjoint: a transposed convolution, the gradient of the input.
    Back,
}

impl Direction {
    /// The other one: the gradient of the input.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ahead => Self::Back,
            Self::Back => Self::Ahead,
        }
    }

    /// Numbers in an item that comes out.
    #[must_use]
    pub fn gives(self, g: conv::Geometry) -> usize {
        match self {
            Self::Ahead => g.written(),
            Self::Back => g.read(),
        }
    }
}

/// How a layer ends; activation.cu has the same.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Finish {
    bias: Address,
    gate: Address,
    function: i32,
    slope: f32,
}

// SAFETY: plain numbers in the layout of C, the same as in activation.cu.
unsafe impl DeviceRepr for Finish {}

impl Finish {
    /// With a bias and an activation, which has to [tell its slope](Activation::tells_slope).
    #[must_use]
    pub fn new(f: Activation, bias: Address) -> Self {
        let (function, slope) = match f {
            Activation::Relu => (1, 0.0),
            Activation::LeakyRelu(slope) => (2, slope),
            Activation::Tanh => (3, 0.0),
            Activation::Sigmoid => (4, 0.0),
            Activation::Elu => (5, 0.0),
            Activation::Identity | Activation::Silu | Activation::Gelu => (0, 0.0),
        };
        Self {
            bias,
            gate: 0,
            function,
            slope,
        }
    }

    /// Linear, with the slopes that the activation had where its outputs were those of a gate.
    #[must_use]
    pub fn gated(self, gate: Option<Address>) -> Self {
        Self {
            gate: gate.unwrap_or(0),
            ..self
        }
    }
}

#[derive(Debug, Clone, Copy)]
#[repr(C)]
struct Geometry([i32; 11]);

// SAFETY: as above; convolution.cu has the numbers in the same order.
unsafe impl DeviceRepr for Geometry {}

impl Geometry {
    fn new(g: conv::Geometry, batch: usize) -> Result<Self, CudaError> {
        let ([top, left], [height, width, channels]) = (g.before, g.input);
        let [rows, columns, outputs] = g.output;
        let all = [
            batch, g.kernel, g.stride, top, left, height, width, channels, rows, columns, outputs,
        ];
        let mut numbers = [0; 11];
        for (number, size) in numbers.iter_mut().zip(all) {
            *number = count(size)?;
        }
        Ok(Self(numbers))
    }
}

/// Whether the kernels take a convolution of so many pictures: they count in 32 bits, and a grid has its limits.
#[must_use]
pub fn fits(g: conv::Geometry, batch: usize) -> bool {
    // What the last tile and the taps outside of a picture add.
    const MARGIN: usize = 1 << 20;
    let all = [g.read(), g.written(), g.weights()];
    let most = all.into_iter().max().unwrap_or(0).checked_mul(batch);
    let most = most.and_then(|most| most.checked_add(MARGIN));
    let counts = most.is_some_and(|most| i32::try_from(most).is_ok());
    let sides = [g.kernel, g.stride, g.input[0], g.input[1]];
    let grid = [g.input[2], g.output[2], g.stride * g.stride].map(|n| n <= MOST);
    counts
        && batch > 0
        && all.into_iter().all(|n| n > 0)
        && sides.into_iter().all(|n| n < 1 << 14)
        && grid == [true; 3]
}

/// The tile for a result with so many columns, and its grid.
fn grid(rows: usize, columns: usize, deep: usize) -> (bool, LaunchConfig) {
    let narrow = columns <= 2 * NARROW[1];
    let tile = if narrow { NARROW } else { SQUARE };
    let grid = [rows.div_ceil(tile[0]), columns.div_ceil(tile[1]), deep];
    (narrow, config(grid))
}

/// As many threads as the kernels are written for, in so many blocks.
pub(super) fn config(grid: [usize; 3]) -> LaunchConfig {
    let [x, y, z] = grid.map(|blocks| blocks as u32);
    LaunchConfig {
        grid_dim: (x, y, z),
        block_dim: (THREADS as u32, 1, 1),
        shared_mem_bytes: 0,
    }
}

/// A thread for each number.
pub(super) fn each(numbers: usize) -> LaunchConfig {
    config([numbers.div_ceil(THREADS), 1, 1])
}

/// For sums of columns: the grid, the columns of a block (a power of two), and its rows.
pub(super) fn columns_of(rows: usize, columns: usize) -> (LaunchConfig, usize, usize) {
    let wide = columns.next_power_of_two().min(32);
    let across = columns.div_ceil(wide);
    // A thread gets a few rows at least.
    let blocks = BLOCKS
        .div_ceil(across)
        .min(rows.div_ceil(THREADS / wide * 4));
    let part = rows.div_ceil(blocks.max(1)).max(1);
    (config([rows.div_ceil(part), across, 1]), wide, part)
}

/// The kernels, which are there.
pub(super) fn kernels() -> Result<&'static Kernels, CudaError> {
    // Nobody comes here where they are not.
    let missing = cudarc::driver::sys::CUresult::CUDA_ERROR_NOT_FOUND;
    compiled()
        .as_ref()
        .map_err(|_| CudaError::Driver(DriverError(missing)))
}

/// `y = f(x * w + b)` for a batch of pictures one way or the other, or, with no `finish`, `y += x * w`.
///
/// # Safety
/// The addresses are those of as many numbers as `g` and `batch` say, `g` [fits](fits), and a gate of `finish` has as many
/// numbers as `y`.
///
/// # Errors
/// If the card refuses.
pub unsafe fn convolution(
    direction: Direction,
    (g, batch): (conv::Geometry, usize),
    (x, weight, y): (Address, Address, Address),
    finish: Option<Finish>,
) -> Result<(), CudaError> {
    let kernels = kernels()?;
    let [out, rows, deep] = match direction {
        Direction::Ahead => [g.output[2], batch * g.output[0] * g.output[1], 1],
        // The pixels of the largest phase.
        Direction::Back => {
            let pixels = g.input[0].div_ceil(g.stride) * g.input[1].div_ceil(g.stride);
            [g.input[2], batch * pixels, g.stride * g.stride]
        }
    };
    let (narrow, config) = grid(rows, out, deep);
    let kernel = match (direction, narrow) {
        (Direction::Ahead, false) => &kernels.lab_convolve_square,
        (Direction::Ahead, true) => &kernels.lab_convolve_narrow,
        (Direction::Back, false) => &kernels.lab_adjoin_square,
        (Direction::Back, true) => &kernels.lab_adjoin_narrow,
    };
    let adds = i32::from(finish.is_none());
    let finish = finish.unwrap_or_else(|| Finish::new(Activation::Identity, 0));
    let g = Geometry::new(g, batch)?;
    // SAFETY: the caller's word about the addresses; the arguments are those of the kernel, in its order.
    unsafe { start(kernel, config, (g, x, weight, finish, adds, y)) }
}

/// `dw += ` the gradient of the weights of a convolution, from what it reads and the gradient of what it writes.
///
/// # Safety
/// As [`convolution`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn slopes(
    (g, batch): (conv::Geometry, usize),
    (x, dy, dw): (Address, Address, Address),
) -> Result<(), CudaError> {
    let kernels = kernels()?;
    let [rows, columns] = [g.kernel * g.kernel * g.input[2], g.output[2]];
    let pixels = batch * g.output[0] * g.output[1];
    let (_, whole) = grid(rows, columns, 1);
    let tiles = whole.grid_dim.0 as usize * whole.grid_dim.1 as usize;
    let parts = BLOCKS
        .div_ceil(tiles)
        .min(pixels.div_ceil(4 * DEPTH))
        .min(MOST);
    let part = pixels.div_ceil(parts);
    let (narrow, config) = grid(rows, columns, pixels.div_ceil(part));
    let kernel = if narrow {
        &kernels.lab_slopes_narrow
    } else {
        &kernels.lab_slopes_square
    };
    let (g, part) = (Geometry::new(g, batch)?, count(part)?);
    // SAFETY: as above.
    unsafe { start(kernel, config, (g, part, x, dy, dw)) }
}

/// `y = f(y + b)` for rows of so many columns, in place.
///
/// # Safety
/// As [`convolution`]; all numbers together are fewer than 2³⁰.
///
/// # Errors
/// If the card refuses.
pub unsafe fn finish(
    [rows, columns]: [usize; 2],
    finish: Finish,
    y: Address,
) -> Result<(), CudaError> {
    let numbers = rows * columns;
    let arguments = (count(numbers)?, count(columns)?, finish, y);
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_finish, each(numbers), arguments) }
}

/// Turns the gradient of outputs into that before the activation, in place, and adds the sums of its columns to the
/// gradient of a bias, if there is one.
///
/// # Safety
/// As [`finish`].
///
/// # Errors
/// If the card refuses.
pub unsafe fn before_activation(
    [rows, columns]: [usize; 2],
    finish: Finish,
    (outputs, gradient): (Address, Address),
    bias: Option<Address>,
) -> Result<(), CudaError> {
    let (config, wide, part) = columns_of(rows, columns);
    let (rows, columns) = (count(rows)?, count(columns)?);
    let (wide, part, bias) = (count(wide)?, count(part)?, bias.unwrap_or(0));
    let arguments = (rows, columns, wide, part, finish, outputs, gradient, bias);
    // SAFETY: as above.
    unsafe { start(&kernels()?.lab_before_activation, config, arguments) }
}

/// A size as the kernels count.
pub(super) fn count(size: usize) -> Result<i32, CudaError> {
    let large = cudarc::driver::sys::CUresult::CUDA_ERROR_INVALID_VALUE;
    i32::try_from(size).map_err(|_| CudaError::Driver(DriverError(large)))
}

/// Starts a kernel.
///
/// # Safety
/// The arguments are those that the kernel has, and what it reads and writes through them is there.
pub(super) unsafe fn start<A>(
    kernel: &CudaFunction,
    config: LaunchConfig,
    arguments: A,
) -> Result<(), CudaError>
where
    CudaFunction: LaunchAsync<A>,
{
    // SAFETY: the caller's word.
    unsafe { kernel.clone().launch(config, arguments) }.map_err(CudaError::Driver)
}
