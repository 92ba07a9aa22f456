//! Data that lie on the device, where it keeps them.

use crate::layers::{Ops, Var};

/// The data that lie on the device.
pub(in crate::lab) struct Buffers<D: Ops> {
    pub(super) train: Option<Var<D>>,
    pub(super) held_out: Option<Var<D>>,
}

impl<D: Ops> Default for Buffers<D> {
    fn default() -> Self {
        Self {
            train: None,
            held_out: None,
        }
    }
}
