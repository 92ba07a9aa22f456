//! The small convolutional GANs with a layer between the code and the generator, for pictures in [-1, 1].

use super::small::{Leaky, Small};
use super::small_large::SmallLarge;
use super::{
    Architecture, Eighth, Eighths, FromNumbers, Halves, Picture, Quarter, Quarters, Setting,
    ToHalf, ToPicture, ToQuarter,
};
use crate::data::Range;
use crate::layers::{BatchNorm, Dense, Dim, H, Identity, N, Relu, Tanh, W, Z};

/// A code becomes features of its own before a picture is made of it: a mapping network (Karras et al. 2019, section 2) of
/// one layer. Digits are of ten kinds and a code is of one; a layer that bends can tear the codes into kinds.
type Mapped = Dense<Z, N<128>, Leaky>;
type Normed<T> = BatchNorm<T, Relu>;

/// As [`Small`], with a hidden layer of 128 numbers between the code and the generator.
pub struct SmallMapped;

impl Architecture for SmallMapped {
    type Data = Picture;
    type Encoder<O: Dim> = <Small as Architecture>::Encoder<O>;
    type Generator = (
        Mapped,
        FromNumbers<N<128>, Quarter<H>, Quarter<W>, N<32>>,
        (Normed<Quarters<N<32>>>, ToHalf<N<32>, N<16>, Identity>),
        (Normed<Halves<N<16>>>, ToPicture<N<16>, Tanh>),
    );
    type Discriminator = <Small as Architecture>::Discriminator;
    type CodeDiscriminator = <Small as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <Small as Architecture>::PairDiscriminator;
    const NAME: &'static str = "small_mapped";
    const ABOUT: &'static str = "as small, with a hidden layer between the code and G";
    const RANGE: Range = Small::RANGE;
    const GAME: &'static [Setting] = Small::GAME;
    const LATER: &'static [Setting] = &[("latent", "16"), ("r2", "1")];
}

/// The same for pictures with a side of 32 or more, as [`SmallLarge`].
pub struct SmallMappedLarge;

impl Architecture for SmallMappedLarge {
    type Data = Picture;
    type Encoder<O: Dim> = <SmallLarge as Architecture>::Encoder<O>;
    type Generator = (
        Mapped,
        FromNumbers<N<128>, Eighth<H>, Eighth<W>, N<64>>,
        (Normed<Eighths<N<64>>>, ToQuarter<N<64>, N<32>, Identity>),
        (Normed<Quarters<N<32>>>, ToHalf<N<32>, N<16>, Identity>),
        (Normed<Halves<N<16>>>, ToPicture<N<16>, Tanh>),
    );
    type Discriminator = <SmallLarge as Architecture>::Discriminator;
    type CodeDiscriminator = <SmallLarge as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <SmallLarge as Architecture>::PairDiscriminator;
    const NAME: &'static str = SmallMapped::NAME;
    const ABOUT: &'static str = SmallMapped::ABOUT;
    const RANGE: Range = Small::RANGE;
    const GAME: &'static [Setting] = Small::GAME;
}
