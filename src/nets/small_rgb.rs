//! The small convolutional GAN a size larger: it learns digits in colour in a minute, for 32×32 colour
//! pictures in [-1, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Conv, ConvTranspose, Dense as Fc, Flatten, Heard, Image, LeakyRelu, Relu,
    Tanh, Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<32, 32, 3>;
type Half = Image<16, 16, 16>;
type Quarter = Image<8, 8, 32>;
type Eighth = Image<4, 4, 64>;
type Normed<T, const C: usize> = BatchNorm<T, C, Relu>;
/// A picture in 4·4·64 numbers.
type Features = (
    Conv<Picture, Half, 5, 2, Leaky>,
    Conv<Half, Quarter, 5, 2, Leaky>,
    Conv<Quarter, Eighth, 5, 2, Leaky>,
    Flatten<4, 4, 64, 1024>,
);

pub struct SmallRgb;

impl Architecture for SmallRgb {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (Features, Told<1024, 64, K, Leaky>, Fc<64, Z>);
    type Generator<const Z: usize, const K: usize> = (
        (Fc<Z, 1024>, ClassBias<1024, K>, Unflatten<4, 4, 64, 1024>),
        (Normed<Eighth, 64>, ConvTranspose<Eighth, Quarter, 5, 2>),
        (Normed<Quarter, 32>, ConvTranspose<Quarter, Half, 5, 2>),
        (Normed<Half, 16>, ConvTranspose<Half, Picture, 5, 2, Tanh>),
    );
    type Discriminator<const K: usize> = (Heard<Features>, Fc<1024, 64, Leaky>, Logit<64, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Features,
        Beside<1024, 128, Z, Leaky>,
        Fc<128, 128, Leaky>,
        Logit<128, K>,
    );
    const NAME: &'static str = "small";
    const ABOUT: &'static str = "convolutions of 16, 32 and 64 channels, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = super::small::Small::GAME;
}
