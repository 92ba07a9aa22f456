//! The small convolutional GAN, one size larger, for pictures in [-1, 1] with a side of 32 or more: it learns
//! digits in colour in a minute.

use super::small::{self, Leaky, Small};
use super::{
    All, Architecture, Eighth, Eighths, First, FromCode, Halves, Picture, Quarters, Second,
    Setting, Third, ToHalf, ToPicture, ToQuarter,
};
use crate::data::Range;
use crate::layers::{BatchNorm, Dim, Flatten, H, Identity, N, Relu, Tanh, W};

type Normed<T> = BatchNorm<T, Relu>;
/// The numbers of a picture at an eighth of its sides: 4·4·64 of one of 32×32.
type Numbers = All<Eighth<H>, Eighth<W>, N<64>>;
type Features = (
    First<N<16>, Leaky>,
    Second<N<16>, N<32>, Leaky>,
    Third<N<32>, N<64>, Leaky>,
    Flatten<Eighth<H>, Eighth<W>, N<64>>,
);

/// As [`Small`], with a third convolution each way.
pub struct SmallLarge;

impl Architecture for SmallLarge {
    type Data = Picture;
    type Encoder<O: Dim> = small::Encoder<Features, Numbers, O>;
    type Generator = (
        FromCode<Eighth<H>, Eighth<W>, N<64>>,
        (Normed<Eighths<N<64>>>, ToQuarter<N<64>, N<32>, Identity>),
        (Normed<Quarters<N<32>>>, ToHalf<N<32>, N<16>, Identity>),
        (Normed<Halves<N<16>>>, ToPicture<N<16>, Tanh>),
    );
    type Discriminator = small::Discriminator<Features, Numbers>;
    type CodeDiscriminator = small::CodeDiscriminator;
    type PairDiscriminator = small::PairDiscriminator<Features, Numbers>;
    const NAME: &'static str = Small::NAME;
    const ABOUT: &'static str = "convolutions of 16, 32 and 64 channels, batch norm in G, tanh";
    const RANGE: Range = Small::RANGE;
    const GAME: &'static [Setting] = Small::GAME;
}
