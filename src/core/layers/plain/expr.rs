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
/// anywhere. Its words are not those of the types: rustc shortens names in its messages only where there is
/// one thing of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expr<'a> {
    Number(usize),
    /// `H`.
    Height,
    /// `W`.
    Width,
    /// `C`.
    Channels,
    /// `P`.
    Coordinates,
    /// `Z`.
    Code,
    /// `K`.
    Classes,
    /// Divided by a stride, rounded up.
    Quotient(&'a Expr<'a>, usize),
    Product(&'a Expr<'a>, &'a Expr<'a>),
}

impl Expr<'_> {
    /// Its value; `None` where it does not fit a `usize`.
    #[must_use]
    pub const fn at(&self, sizes: &Sizes) -> Option<usize> {
        match self {
            Self::Number(n) => Some(*n),
            Self::Height => Some(sizes.h),
            Self::Width => Some(sizes.w),
            Self::Channels => Some(sizes.c),
            Self::Coordinates => Some(sizes.p),
            Self::Code => Some(sizes.z),
            Self::Classes => Some(sizes.k),
            Self::Quotient(size, by) => match size.at(sizes) {
                Some(n) if *by > 0 => Some(n.div_ceil(*by)),
                _ => None,
            },
            Self::Product(a, b) => match (a.at(sizes), b.at(sizes)) {
                (Some(a), Some(b)) => a.checked_mul(b),
                _ => None,
            },
        }
    }
}

impl fmt::Display for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Height => f.write_str("H"),
            Self::Width => f.write_str("W"),
            Self::Channels => f.write_str("C"),
            Self::Coordinates => f.write_str("P"),
            Self::Code => f.write_str("Z"),
            Self::Classes => f.write_str("K"),
            Self::Quotient(size, by) => write!(f, "{size}/{by}"),
            Self::Product(a, b) => write!(f, "{a}·{b}"),
        }
    }
}
