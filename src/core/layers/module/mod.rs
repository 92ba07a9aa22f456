//! The same types as dfdx modules: at plain numbers a spec builds into tensors of static shapes.
//!
//! `device.build_module::<Net, f32>()` gives a module that dfdx's optimisers, its safetensors and its
//! parameter counts know; [`Module::forward`] takes a batch through it on a [`Pass`]. The lab itself has
//! none: it lowers the plain value of a network ([`Plain::lower`](super::Plain::lower)), which is quicker.

mod tensors;

use std::marker::PhantomData;

pub use tensors::{
    BatchNormOn, ClassBiasOn, CodeBiasOn, ConvOn, ConvTransposeOn, DenseOn, DeviationDenseOn,
    GruReaderOn, GruWriterOn, LayerNormOn, RowsOn, SpectralNormOn,
};

use super::ops::Ops;
use super::parameter::{Kind, Parameter};
use super::pass::{Pass, Var};
use super::plain::Sizes;
use super::spec::{Feeds, Item, Spec};
use crate::error::{Error, Result};

/// No size is left open where all are plain numbers.
const CLOSED: Sizes = Sizes {
    h: 1,
    w: 1,
    c: 1,
    p: 1,
    z: 1,
    k: 1,
};

/// A batch whose items are known to rustc.
#[derive(Debug, Clone)]
pub struct Batch<T, D: Ops> {
    items: Var<D>,
    kind: PhantomData<T>,
}

impl<T: Item, D: Ops> Batch<T, D> {
    /// A batch of these items.
    ///
    /// # Errors
    /// A sentence when an item has another number of numbers, or `T` is not of plain numbers.
    pub fn new(items: Var<D>) -> Result<Self> {
        let shape = T::EXPR.at(&CLOSED);
        let shape = shape.ok_or_else(|| Error::new("a size of these items is out of range"))?;
        if shape.numbers() != items.numbers() {
            return Err(Error::new(format!(
                "items of {:?} have {} numbers, not {}",
                shape.sizes(),
                shape.numbers(),
                items.numbers()
            )));
        }
        Ok(Self {
            items,
            kind: PhantomData,
        })
    }

    /// The batch without its type.
    #[must_use]
    pub fn items(&self) -> &Var<D> {
        &self.items
    }
}

/// A spec that was built on a device.
pub trait Module<D: Ops> {
    /// What it was built from.
    type Of: Spec;

    /// Adds its tensors, in the order of the network that runs.
    fn parameters<'a>(&'a mut self, into: &mut Vec<&'a mut dyn Parameter<D>>);

    /// Takes a batch through the module; what happened is left on the pass's tape. Gradients are those of
    /// the module's own tensors.
    ///
    /// # Errors
    /// If the device has no room.
    fn forward(
        &mut self,
        x: Batch<<Self::Of as Spec>::In, D>,
        pass: &mut Pass<D>,
    ) -> Result<Batch<<Self::Of as Spec>::Out, D>> {
        let mut net = Self::Of::PLAIN.lower(&CLOSED, x.items.device())?;
        let mut own = Vec::new();
        self.parameters(&mut own);
        for (lent, own) in net.tensors().into_iter().zip(&own) {
            lent.tensor.share(own.row()?)?;
        }
        let y = net.forward(x.items, pass)?;
        // What a layer keeps by itself, it has changed in place of the module.
        for (lent, own) in net.tensors().into_iter().zip(own) {
            if lent.kind == Kind::Kept {
                own.share(lent.tensor.row()?)?;
            }
        }
        Batch::new(y)
    }
}

/// Tuples run their layers in order.
macro_rules! tuple {
    ($first:ident $first_field:tt, $($layer:ident $field:tt after $before:ident),+) => {
        impl<DEV: Ops, $first: Module<DEV>, $($layer: Module<DEV>),+> Module<DEV> for ($first, $($layer),+)
        where
            $(<$before::Of as Spec>::Out: Feeds<<$layer::Of as Spec>::In>),+
        {
            type Of = ($first::Of, $($layer::Of),+);

            fn parameters<'a>(&'a mut self, into: &mut Vec<&'a mut dyn Parameter<DEV>>) {
                self.$first_field.parameters(into);
                $(self.$field.parameters(into);)+
            }
        }
    };
}

tuple!(A 0, B 1 after A);
tuple!(A 0, B 1 after A, C 2 after B);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C, F 4 after E);
tuple!(A 0, B 1 after A, C 2 after B, E 3 after C, F 4 after E, G 5 after F);
