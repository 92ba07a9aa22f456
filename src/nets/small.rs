//! A small convolutional GAN that learns digits in a minute, for 28×28 grey pictures in [-1, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Conv, ConvTranspose, Dense as Fc, DeviationDense, Flatten, Heard, Image,
    LeakyRelu, Pick, Relu, SpectralNorm, Tanh, Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<28, 28, 1>;
type Half = Image<14, 14, 16>;
type Quarter = Image<7, 7, 32>;
/// A picture in 7·7·32 numbers.
type Features = (
    Conv<Picture, Half, 5, 2, Leaky>,
    Conv<Half, Quarter, 5, 2, Leaky>,
    Flatten<7, 7, 32, 1568>,
);

pub struct Small;

impl Architecture for Small {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (Features, Told<1568, 64, K, Leaky>, Fc<64, Z>);
    type Generator<const Z: usize, const K: usize> = (
        (Fc<Z, 1568>, ClassBias<1568, K>, Unflatten<7, 7, 32, 1568>),
        BatchNorm<Quarter, 32, Relu>,
        ConvTranspose<Quarter, Half, 5, 2>,
        BatchNorm<Half, 16, Relu>,
        ConvTranspose<Half, Picture, 5, 2, Tanh>,
    );
    type Discriminator<const K: usize> = (Heard<Features>, Fc<1568, 64, Leaky>, Logit<64, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Features,
        Beside<1568, 128, Z, Leaky>,
        Fc<128, 128, Leaky>,
        Logit<128, K>,
    );
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

/// As [`Small`], with a discriminator that sees how much its batch differs. It is not piecewise linear:
/// no gradient penalty.
pub struct SmallStd;

impl Architecture for SmallStd {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = <Small as Architecture>::Encoder<Z, K>;
    type Generator<const Z: usize, const K: usize> = <Small as Architecture>::Generator<Z, K>;
    type Discriminator<const K: usize> = (
        Heard<Features>,
        DeviationDense<1568, 64, Leaky>,
        Logit<64, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        <Small as Architecture>::CodeDiscriminator<Z, K>;
    type PairDiscriminator<const Z: usize, const K: usize> =
        <Small as Architecture>::PairDiscriminator<Z, K>;
    const NAME: &'static str = "small_std";
    const ABOUT: &'static str = "as small, and Dx sees the deviation of its batch";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("rate", "0.004"),
        ("rate_d", "0.004"),
        ("beta1", "0"),
        ("beta2", "0.99"),
    ];
}

/// As [`Small`], with spectral norm in every layer of the discriminator and the hinge loss (Miyato et al.
/// 2018, section 4, in small).
pub struct SmallSn;

impl Architecture for SmallSn {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = <Small as Architecture>::Encoder<Z, K>;
    type Generator<const Z: usize, const K: usize> = <Small as Architecture>::Generator<Z, K>;
    type Discriminator<const K: usize> = (
        Heard<(
            SpectralNorm<Conv<Picture, Half, 5, 2, Leaky>>,
            SpectralNorm<Conv<Half, Quarter, 5, 2, Leaky>>,
            Flatten<7, 7, 32, 1568>,
        )>,
        SpectralNorm<Fc<1568, 64, Leaky>>,
        (SpectralNorm<Fc<64, K>>, Pick<K>),
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        <Small as Architecture>::CodeDiscriminator<Z, K>;
    type PairDiscriminator<const Z: usize, const K: usize> =
        <Small as Architecture>::PairDiscriminator<Z, K>;
    const NAME: &'static str = "sn";
    const ABOUT: &'static str = "as small, with spectral norm in Dx and the hinge loss";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("loss", "hinge"),
        ("rate", "0.002"),
        ("rate_d", "0.004"),
        ("beta1", "0"),
        ("beta2", "0.99"),
    ];
}
