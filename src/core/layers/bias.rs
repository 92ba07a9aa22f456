//! Whether a layer adds a bias, and whether it starts at zero, as a type and as a value.

/// What a layer adds to each of its outputs, and where it starts, as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// See [`Bias`].
    Bias,
    /// See [`NoBias`].
    NoBias,
    /// See [`FromZero`].
    Zero,
}

impl Start {
    /// Whether the bias is one of the layer's tensors and learned; else it is zero and stays so.
    #[must_use]
    pub const fn bias(self) -> bool {
        !matches!(self, Self::NoBias)
    }

    /// Whether weight and bias are zeros before the first step.
    #[must_use]
    pub const fn zero(self) -> bool {
        matches!(self, Self::Zero)
    }
}

/// What a layer adds to each of its outputs, and where it starts.
pub trait Offset: Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    /// The same as a value.
    const START: Start;
}

/// A bias that is learned.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bias;

/// No bias: for a layer before a normalisation, which would take it away again (Ioffe and Szegedy 2015,
/// section 3.2).
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBias;

/// A bias that is learned, and weights that are zeros before the first step: at the end of what a
/// [`Residual`](super::Residual) goes around, it makes that give what it takes, however many there are (Fixup, Zhang et
/// al. 2019, section 3).
#[derive(Debug, Clone, Copy, Default)]
pub struct FromZero;

impl Offset for Bias {
    const START: Start = Start::Bias;
}

impl Offset for NoBias {
    const START: Start = Start::NoBias;
}

impl Offset for FromZero {
    const START: Start = Start::Zero;
}
