//! `whole`, written at the prompt:
//!
//!     net whole enc = conv 4 k3 s2 no bias | bn, elu | flatten | tap dense 16, silu | residual (dense 16 | ln, gelu) | dense Z | class bias | tanh
//!     net whole gen = dense H/2/2*(W/2/2)*8 | class bias | reshape H/2/2 x W/2/2 x 8 | bn, relu | (convt 6 k3 s2 no bias, leaky 0.2) | convt C k5 s2, sigmoid | dropout 0.1 -> H x W x C
//!     net whole disc = sn conv 4 k3 s2, leaky 0.2 | flatten | stddev dense 8, leaky 0.125 | dense K | class pick
//!     net whole code = (dense 8, relu | dense 32 | relu) | reshape 4x4x2 | conv 3 k3 s2 | upsample 2 | flatten | dense 1
//!     net whole pair = flatten | dense 8 | code bias | leaky 0.2 | dense 1

use super::Architecture;
use crate::data::Range;
use crate::layers::{Activate, BatchNorm, C, ClassBias, CodeBias, Conv, ConvTranspose, Dense, DeviationDense, Dim, Dropout, Elu, Flat, Flatten, Gelu, H, Identity, Image, K, LayerNorm, LeakyRelu, N, NoBias, Over, Pick, Relu, Residual, Sigmoid, Silu, SpectralNorm, Tanh, Tap, Times, Unflatten, Upsample, W, Z};

pub struct Whole;

impl Architecture for Whole {
    type Data = Image<H, W, C>;
    type Encoder<O: Dim> = (
        Conv<H, W, C, N<4>, 3, 2, Identity, NoBias>,
        BatchNorm<Image<Over<H, 2>, Over<W, 2>, N<4>>, Elu>,
        Flatten<Over<H, 2>, Over<W, 2>, N<4>>,
        Tap<Dense<Times<Times<Over<H, 2>, Over<W, 2>>, N<4>>, N<16>, Silu>>,
        Residual<(
            Dense<N<16>, N<16>>,
            LayerNorm<Flat<N<16>>, Gelu>,
        )>,
        Dense<N<16>, O>,
        ClassBias<O, K>,
        Activate<Flat<O>, Tanh>,
    );
    type Generator = (
        Dense<Z, Times<Times<Over<Over<H, 2>, 2>, Over<Over<W, 2>, 2>>, N<8>>>,
        ClassBias<Times<Times<Over<Over<H, 2>, 2>, Over<Over<W, 2>, 2>>, N<8>>, K>,
        Unflatten<Over<Over<H, 2>, 2>, Over<Over<W, 2>, 2>, N<8>>,
        BatchNorm<Image<Over<Over<H, 2>, 2>, Over<Over<W, 2>, 2>, N<8>>, Relu>,
        (
            ConvTranspose<Over<H, 2>, Over<W, 2>, N<8>, N<6>, 3, 2, LeakyRelu<200>, NoBias>,
        ),
        ConvTranspose<H, W, N<6>, C, 5, 2, Sigmoid>,
        Dropout<Image<H, W, C>, 100>,
    );
    type Discriminator = (
        SpectralNorm<Conv<H, W, C, N<4>, 3, 2, LeakyRelu<200>>>,
        Flatten<Over<H, 2>, Over<W, 2>, N<4>>,
        DeviationDense<Times<Times<Over<H, 2>, Over<W, 2>>, N<4>>, N<8>, LeakyRelu<125>>,
        Dense<N<8>, K>,
        Pick<K>,
    );
    type CodeDiscriminator = (
        (
            Dense<Z, N<8>, Relu>,
            Dense<N<8>, N<32>>,
            Activate<Flat<N<32>>, Relu>,
        ),
        Unflatten<N<4>, N<4>, N<2>, N<32>>,
        Conv<N<4>, N<4>, N<2>, N<3>, 3, 2>,
        Upsample<N<4>, N<4>, N<3>, 2>,
        Flatten<N<4>, N<4>, N<3>>,
        Dense<Times<Times<N<4>, N<4>>, N<3>>, N<1>>,
    );
    type PairDiscriminator = (
        Flatten<H, W, C>,
        Dense<Times<Times<H, W>, C>, N<8>>,
        CodeBias<Z, N<8>>,
        Activate<Flat<N<8>>, LeakyRelu<200>>,
        Dense<N<8>, N<1>>,
    );
    const NAME: &'static str = "whole";
    const ABOUT: &'static str = "written at the prompt";
    const RANGE: Range = Range::Unit;
}
