//! Nearest-neighbour upsampling, the other way to make a picture larger: with a convolution after
//! it, it leaves no checkerboard (Odena et al. 2016).

use std::marker::PhantomData;

use dfdx::nn::ZeroSizedModule;
use rand_chacha::ChaCha8Rng;

use super::item::Picture;
use super::layer::{Fact, Layer, Shaped};
use super::ops::Ops;
use super::parameter::Named;
use super::pass::{Pass, Var};
use crate::error::Result;

/// Each pixel of `In` becomes a square of `N`×`N` pixels of `Out`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Upsample<In, Out, const N: usize>(PhantomData<(In, Out)>);

impl<In: Picture, Out: Picture, const N: usize> ZeroSizedModule for Upsample<In, Out, N> {}

impl<In: Picture, Out: Picture, const N: usize> Shaped for Upsample<In, Out, N> {
    type In = In;
    type Out = Out;
    const FITS: () = {
        let ([h, w, c], [height, width, channels]) = (In::SIZES, Out::SIZES);
        assert!(
            N > 0 && height == h * N && width == w * N && channels == c,
            "Upsample<In, Out, N>: Out must have N times the rows and columns of In, and its channels"
        );
    };
}

impl<In: Picture, Out: Picture, const N: usize, D: Ops> Layer<D> for Upsample<In, Out, N> {
    fn forward(&mut self, x: Var<In, D>, pass: &mut Pass<D>) -> Result<Var<Out, D>> {
        let () = <Self as Shaped>::FITS;
        D::upsample(x, N, pass)
    }

    fn reset(&mut self, _: &mut ChaCha8Rng) {}

    fn tensors<'a>(&'a mut self, _: &str, _: &mut Vec<Named<'a, D>>) {}

    fn describe(&self, into: &mut Vec<Fact>) {
        into.push(Fact {
            what: format!("upsample {N}×"),
            shape: Out::SHAPE.to_vec(),
            parameters: 0,
            multiply_adds: 0,
        });
    }
}
