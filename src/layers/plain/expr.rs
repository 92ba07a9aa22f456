//! Sizes as expressions: a number, a size of the data, or arithmetic on them.

use std::fmt;

/// The numbers that a network is lowered at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Rows of a picture.
    pub h: usize,
    /// Columns of a picture.
    pub w: usize,
    /// Channels of a picture.
    pub c: usize,
    /// Coordinates of a point.
    pub p: usize,
    /// Numbers in a code.
    pub z: usize,
    /// Classes; 1 where the network is unconditional.
    pub k: usize,
}

impl Sizes {
    /// Those of items of this shape, `[height, width, channels]` or `[coordinates]`, of no other shape.
    #[must_use]
    pub const fn of(item: &[usize], z: usize, k: usize) -> Option<Self> {
        match item {
            [h, w, c] => Some(Self {
                h: *h,
                w: *w,
                c: *c,
                p: 1,
                z,
                k,
            }),
            [p] => Some(Self {
                h: 1,
                w: 1,
                c: 1,
                p: *p,
                z,
                k,
            }),
            _ => None,
        }
    }
}

/// A size. Types have these as constants ([`Dim`](crate::layers::Dim)); a parser can borrow them from
/// anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expr<'a> {
    N(usize),
    H,
    W,
    C,
    P,
    Z,
    K,
    /// Divided by a stride, rounded up.
    Over(&'a Expr<'a>, usize),
    Times(&'a Expr<'a>, &'a Expr<'a>),
}

impl Expr<'_> {
    /// Its value; `None` where it does not fit a `usize`.
    #[must_use]
    pub const fn at(&self, sizes: &Sizes) -> Option<usize> {
        match self {
            Self::N(n) => Some(*n),
            Self::H => Some(sizes.h),
            Self::W => Some(sizes.w),
            Self::C => Some(sizes.c),
            Self::P => Some(sizes.p),
            Self::Z => Some(sizes.z),
            Self::K => Some(sizes.k),
            Self::Over(size, by) => match size.at(sizes) {
                Some(n) if *by > 0 => Some(n.div_ceil(*by)),
                _ => None,
            },
            Self::Times(a, b) => match (a.at(sizes), b.at(sizes)) {
                (Some(a), Some(b)) => a.checked_mul(b),
                _ => None,
            },
        }
    }
}

impl fmt::Display for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::N(n) => write!(f, "{n}"),
            Self::H => f.write_str("H"),
            Self::W => f.write_str("W"),
            Self::C => f.write_str("C"),
            Self::P => f.write_str("P"),
            Self::Z => f.write_str("Z"),
            Self::K => f.write_str("K"),
            Self::Over(size, by) => write!(f, "{size}/{by}"),
            Self::Times(a, b) => write!(f, "{a}·{b}"),
        }
    }
}
