//! Conditions: layers that are given the class of each item (Mirza and Osindero 2014).
//!
//! The classes travel with the [`Pass`](crate::layers::Pass), so that a network is called the same way
//! with and without them. With one class there is nothing to say, and both layers do nothing.

use std::marker::PhantomData;

use super::{Dim, Flat, N, Spec};
use crate::layers::plain::Plain;

/// Adds the row of a learned table `[K, O]` that belongs to the item's class: `[batch, O]` → `[batch, O]`.
///
/// Behind a dense layer this is what one-hot labels beside that layer's inputs are, at the cost of an
/// addition. The table starts as a dense layer of `K` inputs does, uniform within `±1/√K`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClassBias<O, K>(PhantomData<(O, K)>);

impl<O: Dim, K: Dim> Spec for ClassBias<O, K> {
    type In = Flat<O>;
    type Out = Flat<O>;
    const PLAIN: Plain<'static> = Plain::ClassBias {
        numbers: O::EXPR,
        classes: K::EXPR,
    };
}

/// The number at the item's class: `[batch, K]` → `[batch, 1]`. At the end of a discriminator it makes
/// one logit a class of which only the item's own counts (Mescheder et al. 2018, appendix).
#[derive(Debug, Clone, Copy, Default)]
pub struct Pick<K>(PhantomData<K>);

impl<K: Dim> Spec for Pick<K> {
    type In = Flat<K>;
    type Out = Flat<N<1>>;
    const PLAIN: Plain<'static> = Plain::Pick { classes: K::EXPR };
}
