//! Networks that are ready to be looked at; they are kept until the weights move.

use crate::layers::{Net, Ops};

/// What a network is about to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab) enum InputKind {
    /// `E(x)` and `Dx(x)`: items of the data.
    Items,
    /// `G(z)`: codes drawn from the prior.
    Prior,
    /// `G(E(x))`: codes of items.
    Codes,
}

/// A network ready to be looked at.
pub(in crate::lab) struct Shown<D: Ops> {
    pub kind: InputKind,
    pub net: Net<D>,
}
