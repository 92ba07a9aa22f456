//! What flows between layers, one item of a batch: as an expression, and in numbers.

use super::expr::{Expr, Sizes};

/// The shape of one item as expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemExpr<'a> {
    /// `[numbers]`.
    Vector(&'a Expr<'a>),
    /// `[height, width, channels]`.
    Picture([&'a Expr<'a>; 3]),
}

/// The shape of one item in numbers, none of them 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemShape {
    /// `[numbers]`.
    Vector(usize),
    /// `[height, width, channels]`.
    Picture([usize; 3]),
}

impl ItemExpr<'_> {
    /// The shape at these sizes; `None` where one of its numbers, or their product, is out of range.
    #[must_use]
    pub const fn at(&self, sizes: &Sizes) -> Option<ItemShape> {
        let shape = match self {
            Self::Vector(n) => match n.at(sizes) {
                Some(n) => ItemShape::Vector(n),
                None => return None,
            },
            Self::Picture([h, w, c]) => match (h.at(sizes), w.at(sizes), c.at(sizes)) {
                (Some(h), Some(w), Some(c)) => ItemShape::Picture([h, w, c]),
                _ => return None,
            },
        };
        match shape.checked() {
            Some(numbers) if numbers > 0 => Some(shape),
            _ => None,
        }
    }
}

impl ItemShape {
    /// Numbers in an item.
    #[must_use]
    pub const fn numbers(&self) -> usize {
        match self {
            Self::Vector(n) => *n,
            Self::Picture([h, w, c]) => *h * *w * *c,
        }
    }

    const fn checked(&self) -> Option<usize> {
        match self {
            Self::Vector(n) => Some(*n),
            Self::Picture([h, w, c]) => match h.checked_mul(*w) {
                Some(pixels) => pixels.checked_mul(*c),
                None => None,
            },
        }
    }

    /// The last axis: the numbers of a vector, the channels of a picture.
    #[must_use]
    pub const fn channels(&self) -> usize {
        match self {
            Self::Vector(n) | Self::Picture([_, _, n]) => *n,
        }
    }

    /// Whether both are the same shape.
    #[must_use]
    pub const fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Vector(a), Self::Vector(b)) => *a == *b,
            (Self::Picture(a), Self::Picture(b)) => a[0] == b[0] && a[1] == b[1] && a[2] == b[2],
            _ => false,
        }
    }

    /// `[28, 28, 1]`.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        match self {
            Self::Vector(n) => vec![*n],
            Self::Picture(sizes) => sizes.to_vec(),
        }
    }
}
