//! Flatten and unflatten: the same numbers under another shape, at no cost.

use dfdx::nn::ZeroSizedModule;
use rand_chacha::ChaCha8Rng;

use super::item::{Flat, Image};
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::Result;

macro_rules! reshape {
    ($(#[$doc:meta])* $name:ident, $word:literal, $from:ty, $to:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name<const H: usize, const W: usize, const C: usize, const N: usize>;

        impl<const H: usize, const W: usize, const C: usize, const N: usize> ZeroSizedModule
            for $name<H, W, C, N> {}

        impl<const H: usize, const W: usize, const C: usize, const N: usize> Shaped
            for $name<H, W, C, N>
        {
            type In = $from;
            type Out = $to;
            const FITS: () = assert!(N == H * W * C, "N must be H * W * C");
        }

        impl<const H: usize, const W: usize, const C: usize, const N: usize, D: Ops> Layer<D>
            for $name<H, W, C, N>
        {
            fn forward(&mut self, x: Var<Self::In, D>, _: &mut Pass<D>) -> Result<Var<Self::Out, D>> {
                let () = Self::FITS;
                let batch = x.batch();
                x.reshaped(<Self::Out as super::item::Item>::batch(batch))
            }

            fn reset(&mut self, _: &mut ChaCha8Rng) {}

            fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

            fn describe(&self, into: &mut Vec<Fact>) {
                into.push(Fact {
                    what: $word.to_owned(),
                    shape: <Self::Out as super::item::Item>::SHAPE.to_vec(),
                    parameters: 0,
                    multiply_adds: 0,
                });
            }
        }
    };
}

reshape!(
    /// `[batch, H, W, C]` → `[batch, N]`, where `N = H · W · C`.
    Flatten, "flatten", Image<H, W, C>, Flat<N>
);
reshape!(
    /// `[batch, N]` → `[batch, H, W, C]`, where `N = H · W · C`.
    Unflatten, "unflatten", Flat<N>, Image<H, W, C>
);
