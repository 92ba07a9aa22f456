//! The owned tree of a text.

use std::ops::Range;

use crate::layers::{Activation, Expr, Start};

/// A size as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Size {
    /// A number or a size of the data.
    Leaf(Expr<'static>),
    Over(Box<Size>, usize),
    Times(Box<Size>, Box<Size>),
}

/// The shape of an item as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Vector(Size),
    Picture([Size; 3]),
}

/// A layer or a group, and what is stated about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub what: What,
    pub span: Range<usize>,
    /// What it takes, where that is not what the layer before it gives.
    pub from: Option<Shape>,
    /// What it gives, as it is stated.
    pub gives: Option<(Shape, Range<usize>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Dense {
        to: Size,
        f: Activation,
        start: Start,
    },
    Conv {
        to: Size,
        kernel: usize,
        stride: usize,
        f: Activation,
        start: Start,
        transposed: bool,
    },
    Upsample(usize),
    Flatten,
    Reshape([Size; 3]),
    BatchNorm(Activation),
    LayerNorm(Activation),
    Activate(Activation),
    /// Thousandths.
    Dropout(u16),
    ClassBias(Option<Size>),
    ClassPick,
    CodeBias(Option<Size>),
    DeviationDense {
        to: Size,
        f: Activation,
    },
    Gaussian(Option<Size>),
    GruRead(Size),
    GruWrite {
        rows: Size,
        state: Size,
    },
    Rows {
        columns: Size,
        channels: Size,
        f: Activation,
    },
    SpectralNorm(Box<Node>),
    Tap(Box<Node>),
    Residual(Box<Node>),
    Group(Vec<Node>),
}

impl What {
    /// The activation that stands behind the layer; nothing where none can.
    pub fn activation(&mut self) -> Option<&mut Activation> {
        match self {
            Self::Dense { f, .. }
            | Self::Conv { f, .. }
            | Self::BatchNorm(f)
            | Self::LayerNorm(f)
            | Self::DeviationDense { f, .. }
            | Self::Rows { f, .. } => Some(f),
            _ => None,
        }
    }

    /// Whether it has a bias, and whether it starts at zero; nothing where there is no choice.
    pub fn start(&mut self) -> Option<&mut Start> {
        match self {
            Self::Dense { start, .. } | Self::Conv { start, .. } => Some(start),
            _ => None,
        }
    }
}
