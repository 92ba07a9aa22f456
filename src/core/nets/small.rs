//! A small convolutional GAN that learns digits in a minute, for pictures in [-1, 1], and two variants with another
//! discriminator.

use super::{
    All, Architecture, Conditional, First, FromCode, Halves, Logit, OfCodes, OfPairs, Picture,
    Quarter, Quarters, Second, Setting, ToHalf, ToPicture,
};
use crate::data::Range;
use crate::layers::{
    BatchNorm, Dense as Fc, DeviationDense, Dim, Flatten, H, Identity, K, LeakyRelu, N, Pick, Relu,
    SpectralNorm, Tanh, Tap, W,
};

pub(super) type Leaky = LeakyRelu<200>;
/// The numbers of a picture at a quarter of its sides: 7·7·32 of one of 28×28.
pub(super) type Numbers = All<Quarter<H>, Quarter<W>, N<32>>;
type Flattened = Flatten<Quarter<H>, Quarter<W>, N<32>>;
type Features = (First<N<16>, Leaky>, Second<N<16>, N<32>, Leaky>, Flattened);

/// From the `I` features of an item to a code of `O` numbers, to a logit, and to a logit with the code beside them; the
/// same for pictures of any size.
pub(super) type Encoder<F, I, O> = (F, Conditional<I, N<64>, Leaky>, Fc<N<64>, O>);
pub(super) type Discriminator<F, I> = (Tap<F>, Fc<I, N<64>, Leaky>, Logit<N<64>>);
pub(super) type CodeDiscriminator = OfCodes<N<128>, Leaky>;
pub(super) type PairDiscriminator<F, I> = OfPairs<F, I, N<128>, Leaky>;

/// Adam's decay rates, here and in the variants.
pub(super) const ADAM: [Setting; 2] = [("beta1", "0"), ("beta2", "0.99")];

pub struct Small;

impl Architecture for Small {
    type Data = Picture;
    type Encoder<O: Dim> = Encoder<Features, Numbers, O>;
    type Generator = (
        FromCode<Quarter<H>, Quarter<W>, N<32>>,
        BatchNorm<Quarters<N<32>>, Relu>,
        ToHalf<N<32>, N<16>, Identity>,
        BatchNorm<Halves<N<16>>, Relu>,
        ToPicture<N<16>, Tanh>,
    );
    type Discriminator = Discriminator<Features, Numbers>;
    type CodeDiscriminator = CodeDiscriminator;
    type PairDiscriminator = PairDiscriminator<Features, Numbers>;
    const NAME: &'static str = "small";
    const ABOUT: &'static str = "convolutions of 16 and 32 channels, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [Setting] = &[
        ("lr", "0.004"),
        ("lr_d", "0.004"),
        ADAM[0],
        ADAM[1],
        ("r1", "1"),
    ];
    /// benches/README.md has what each is worth.
    const LATER: &'static [Setting] = &[("gen", "small_mapped"), ("latent", "16"), ("r2", "1")];
}

/// As [`Small`], with a discriminator that also sees the standard deviation of its batch. It is not piecewise linear, so
/// there is no gradient penalty.
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
    type CodeDiscriminator = CodeDiscriminator;
    type PairDiscriminator = PairDiscriminator<Features, Numbers>;
    const NAME: &'static str = "small_std";
    const ABOUT: &'static str = "as small, and Dx sees the standard deviation of its batch";
    const RANGE: Range = Small::RANGE;
    const GAME: &'static [Setting] = &[("lr", "0.004"), ("lr_d", "0.004"), ADAM[0], ADAM[1]];
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
    type CodeDiscriminator = CodeDiscriminator;
    type PairDiscriminator = PairDiscriminator<Features, Numbers>;
    const NAME: &'static str = "sn";
    const ABOUT: &'static str = "as small, with spectral norm in Dx and the hinge loss";
    const RANGE: Range = Small::RANGE;
    const GAME: &'static [Setting] = &[
        ("loss", "hinge"),
        ("lr", "0.002"),
        ("lr_d", "0.004"),
        ADAM[0],
        ADAM[1],
    ];
}
