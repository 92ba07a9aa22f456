//! Normalisations over the last axis of an item.

use std::marker::PhantomData;

use super::{Item, Spec};
use crate::layers::activations::{Function, Identity};
use crate::layers::plain::Plain;

/// Normalises each channel of `T` over the batch, then scales, shifts, and applies `F`
/// (Ioffe and Szegedy 2015). ε is 1e-5, the running statistics keep 0.9 of themselves a batch.
#[derive(Debug, Clone, Copy, Default)]
pub struct BatchNorm<T, F = Identity>(PhantomData<(T, F)>);

/// Normalises the numbers of each place of `T` to mean 0 and variance 1, then scales and shifts each channel
/// (Ba, Kiros and Hinton 2016, section 3), and applies `F`. A place is a pixel of an image, and all of a flat
/// item, as `axis=-1` has it in Keras. ε is 1e-5. In training and when it is looked at it does the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct LayerNorm<T, F = Identity>(PhantomData<(T, F)>);

macro_rules! norm {
    ($name:ident) => {
        impl<T: Item, F: Function> Spec for $name<T, F> {
            type In = T;
            type Out = T;
            const PLAIN: Plain<'static> = Plain::$name {
                item: T::EXPR,
                f: F::ACTIVATION,
            };
        }
    };
}

norm!(BatchNorm);
norm!(LayerNorm);
