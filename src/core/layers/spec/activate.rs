//! Layers number by number.

use std::marker::PhantomData;

use super::{Item, Spec};
use crate::layers::activations::Function;
use crate::layers::plain::Plain;

/// An activation as a layer of its own, for after a sum.
#[derive(Debug, Clone, Copy, Default)]
pub struct Activate<T, F>(PhantomData<(T, F)>);

impl<T: Item, F: Function> Spec for Activate<T, F> {
    type In = T;
    type Out = T;
    const PLAIN: Plain<'static> = Plain::Activate {
        item: T::EXPR,
        f: F::ACTIVATION,
    };
}

/// Drops each number with probability `MILLI/1000` in training (Srivastava et al. 2014). The mask is a
/// function of (seed, stream, step, place), so that a run can be resumed bit for bit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dropout<T, const MILLI: u16>(PhantomData<T>);

impl<T: Item, const MILLI: u16> Spec for Dropout<T, MILLI> {
    type In = T;
    type Out = T;
    const PLAIN: Plain<'static> = Plain::Dropout {
        item: T::EXPR,
        thousandths: MILLI,
    };
}
