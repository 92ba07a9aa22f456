//! The small convolutional GAN a size larger, for pictures in [-1, 1] with a side of 32 or more: it learns
//! digits in colour in a minute.

use super::small::Small;
use super::{
    All, Architecture, Beside, Conditional, Eighth, Eighths, First, Halves, Logit, Picture,
    Quarters, Second, Third, ToHalf, ToPicture, ToQuarter,
};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Dense as Fc, Dim, Flatten, H, Identity, K, LeakyRelu, N, Relu, Tanh, Tap,
    Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;
type Normed<T> = BatchNorm<T, Relu>;
/// The numbers of a picture at an eighth of its sides: 4·4·64 of one of 32×32.
type Numbers = All<Eighth<H>, Eighth<W>, N<64>>;
type Features = (
    First<N<16>, Leaky>,
    Second<N<16>, N<32>, Leaky>,
    Third<N<32>, N<64>, Leaky>,
    Flatten<Eighth<H>, Eighth<W>, N<64>>,
);

pub struct SmallLarge;

impl Architecture for SmallLarge {
    type Data = Picture;
    type Encoder<O: Dim> = (Features, Conditional<Numbers, N<64>, Leaky>, Fc<N<64>, O>);
    type Generator = (
        (
            Fc<Z, Numbers>,
            ClassBias<Numbers, K>,
            Unflatten<Eighth<H>, Eighth<W>, N<64>>,
        ),
        (Normed<Eighths<N<64>>>, ToQuarter<N<64>, N<32>, Identity>),
        (Normed<Quarters<N<32>>>, ToHalf<N<32>, N<16>, Identity>),
        (Normed<Halves<N<16>>>, ToPicture<N<16>, Tanh>),
    );
    type Discriminator = (Tap<Features>, Fc<Numbers, N<64>, Leaky>, Logit<N<64>>);
    type CodeDiscriminator = <Small as Architecture>::CodeDiscriminator;
    type PairDiscriminator = (
        Features,
        Beside<Numbers, N<128>, Leaky>,
        Fc<N<128>, N<128>, Leaky>,
        Logit<N<128>>,
    );
    const NAME: &'static str = Small::NAME;
    const ABOUT: &'static str = "convolutions of 16, 32 and 64 channels, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = Small::GAME;
}
