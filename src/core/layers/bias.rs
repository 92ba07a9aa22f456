//! Whether a layer adds a bias, as a type.

/// What a layer adds to each of its outputs.
pub trait Offset: Copy + Default + std::fmt::Debug + Send + Sync + 'static {
    /// Whether it is one of the layer's tensors and learned; else it is zero and stays so.
    const LEARNED: bool;
}

/// A bias that is learned.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bias;

/// No bias: for a layer before a normalisation, which would take it away again (Ioffe and Szegedy 2015,
/// section 3.2).
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBias;

impl Offset for Bias {
    const LEARNED: bool = true;
}

impl Offset for NoBias {
    const LEARNED: bool = false;
}
