//! A small convolutional GAN that learns digits in a minute, for 28×28 grey pictures in [-1, 1].

use super::Architecture;
use crate::data::Range;
use crate::layers::{
    Activate, BatchNorm, Conv, ConvTranspose, Dense as Fc, Flatten, Image, LeakyRelu, Relu, Tanh,
    Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<28, 28, 1>;
type Half = Image<14, 14, 16>;
type Quarter = Image<7, 7, 32>;
/// A picture in 64 numbers.
type Features = (
    Conv<Picture, Half, 5, 2, Leaky>,
    Conv<Half, Quarter, 5, 2, Leaky>,
    Flatten<7, 7, 32, 1568>,
    Fc<1568, 64, Leaky>,
);

pub struct Small;

impl Architecture for Small {
    type Data = Picture;
    type Encoder<const Z: usize> = (Features, Fc<64, Z>);
    type Generator<const Z: usize> = (
        (Fc<Z, 1568>, Unflatten<7, 7, 32, 1568>),
        (BatchNorm<Quarter, 32>, Activate<Quarter, Relu>),
        ConvTranspose<Quarter, Half, 5, 2>,
        (BatchNorm<Half, 16>, Activate<Half, Relu>),
        ConvTranspose<Half, Picture, 5, 2, Tanh>,
    );
    type Discriminator = (Features, Fc<64, 1>);
    type CodeDiscriminator<const Z: usize> = (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Fc<128, 1>);
    const NAME: &'static str = "small";
    const ABOUT: &'static str = "convolutions of 16 and 32 channels, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("rate", "0.004"),
        ("rate_d", "0.004"),
        ("beta1", "0"),
        ("beta2", "0.99"),
        ("r1", "1"),
    ];
}
