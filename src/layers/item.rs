//! The shape of one item, as a type: what flows between layers, without the batch axis.

use std::fmt::Debug;

use dfdx::shapes::{Const, ConstDim, Shape};

/// One item of a batch. `Batch` is its dfdx shape with a leading batch axis known at run time.
pub trait Item: Copy + Debug + Default + 'static {
    type Batch: Shape;
    /// `[28, 28, 1]`.
    const SHAPE: &'static [usize];

    /// The shape of a batch of `n`, which holds `n * len` numbers.
    fn batch(n: usize) -> Self::Batch;
}

/// A vector of `N` numbers: `[batch, N]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Flat<const N: usize>;

impl<const N: usize> Item for Flat<N> {
    type Batch = (usize, Const<N>);
    const SHAPE: &'static [usize] = &[N];

    fn batch(n: usize) -> Self::Batch {
        (n, Const)
    }
}

/// A picture of `H` rows, `W` columns, `C` channels, channels last: `[batch, H, W, C]`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Image<const H: usize, const W: usize, const C: usize>;

impl<const H: usize, const W: usize, const C: usize> Item for Image<H, W, C> {
    type Batch = (usize, Const<H>, Const<W>, Const<C>);
    const SHAPE: &'static [usize] = &[H, W, C];

    fn batch(n: usize) -> Self::Batch {
        (n, Const, Const, Const)
    }
}

/// An item that convolutions go over.
#[diagnostic::on_unimplemented(
    message = "a convolution goes over pictures, and `{Self}` is none",
    label = "an `Image<HEIGHT, WIDTH, CHANNELS>` is wanted here",
    note = "`Unflatten` makes a picture of a vector"
)]
pub trait Picture: Item {
    /// The channels as a dfdx dimension.
    type Channels: ConstDim;
    /// Height, width, channels.
    const SIZES: [usize; 3];
}

impl<const H: usize, const W: usize, const C: usize> Picture for Image<H, W, C> {
    type Channels = Const<C>;
    const SIZES: [usize; 3] = [H, W, C];
}

/// An item whose shape the compiler no longer knows: `[batch, numbers]`. Only the boundary between
/// nets and trainer uses it; the length is checked when a net takes it back.
#[derive(Debug, Clone, Copy, Default)]
pub struct Any;

impl Any {
    /// The shape of `n` items of `len` numbers.
    #[must_use]
    pub fn of(n: usize, len: usize) -> (usize, usize) {
        (n, len)
    }
}

impl Item for Any {
    type Batch = (usize, usize);
    const SHAPE: &'static [usize] = &[];

    fn batch(n: usize) -> Self::Batch {
        (n, 0)
    }
}

/// Numbers in one item.
#[must_use]
pub const fn len<I: Item>() -> usize {
    let (mut numbers, mut axis) = (1, 0);
    while axis < I::SHAPE.len() {
        numbers *= I::SHAPE[axis];
        axis += 1;
    }
    numbers
}
