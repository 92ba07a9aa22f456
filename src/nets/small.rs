//! A small convolutional GAN that learns digits in a minute, for pictures in [-1, 1].

use super::{
    All, Architecture, Beside, Conditional, First, Halves, Logit, Picture, Quarter, Quarters,
    Second, ToHalf, ToPicture,
};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Dense as Fc, DeviationDense, Dim, Flatten, H, Identity, K, LeakyRelu, N,
    Pick, Relu, SpectralNorm, Tanh, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;
/// The numbers of a picture at a quarter of its sides: 7·7·32 of one of 28×28.
type Numbers = All<Quarter<H>, Quarter<W>, N<32>>;
type Flattened = Flatten<Quarter<H>, Quarter<W>, N<32>>;
type Features = (First<N<16>, Leaky>, Second<N<16>, N<32>, Leaky>, Flattened);

pub struct Small;

impl Architecture for Small {
    type Data = Picture;
    type Encoder<O: Dim> = (Features, Conditional<Numbers, N<64>, Leaky>, Fc<N<64>, O>);
    type Generator = (
        (
            Fc<Z, Numbers>,
            ClassBias<Numbers, K>,
            Unflatten<Quarter<H>, Quarter<W>, N<32>>,
        ),
        BatchNorm<Quarters<N<32>>, Relu>,
        ToHalf<N<32>, N<16>, Identity>,
        BatchNorm<Halves<N<16>>, Relu>,
        ToPicture<N<16>, Tanh>,
    );
    type Discriminator = (Tap<Features>, Fc<Numbers, N<64>, Leaky>, Logit<N<64>>);
    type CodeDiscriminator = (
        Fc<Z, N<128>, Leaky>,
        Fc<N<128>, N<128>, Leaky>,
        Logit<N<128>>,
    );
    type PairDiscriminator = (
        Features,
        Beside<Numbers, N<128>, Leaky>,
        Fc<N<128>, N<128>, Leaky>,
        Logit<N<128>>,
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
    type Encoder<O: Dim> = <Small as Architecture>::Encoder<O>;
    type Generator = <Small as Architecture>::Generator;
    type Discriminator = (
        Tap<Features>,
        DeviationDense<Numbers, N<64>, Leaky>,
        Logit<N<64>>,
    );
    type CodeDiscriminator = <Small as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <Small as Architecture>::PairDiscriminator;
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
    type Encoder<O: Dim> = <Small as Architecture>::Encoder<O>;
    type Generator = <Small as Architecture>::Generator;
    type Discriminator = (
        Tap<(
            SpectralNorm<First<N<16>, Leaky>>,
            SpectralNorm<Second<N<16>, N<32>, Leaky>>,
            Flattened,
        )>,
        SpectralNorm<Fc<Numbers, N<64>, Leaky>>,
        (SpectralNorm<Fc<N<64>, K>>, Pick<K>),
    );
    type CodeDiscriminator = <Small as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <Small as Architecture>::PairDiscriminator;
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
