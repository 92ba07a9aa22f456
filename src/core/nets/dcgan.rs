//! The DCGAN of the `TensorFlow` tutorial (after Radford et al. 2015), for pictures in [-1, 1].

use super::{
    All, Architecture, First, Halves, Logit, OfCodes, OfPairs, Picture, Quarter, Quarters, Second,
    Setting, ToHalf, ToPicture,
};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, ConvTranspose, Dense as Fc, Dim, Dropout, Flat, Flatten, H, Identity, K,
    LeakyRelu, N, NoBias, Tanh, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<300>;
type Normed<T> = BatchNorm<T, Leaky>;
/// The numbers of a picture at a quarter of its sides.
type Numbers = All<Quarter<H>, Quarter<W>, N<128>>;
type Features = (
    (First<N<64>, Leaky>, Dropout<Halves<N<64>>, 300>),
    (Second<N<64>, N<128>, Leaky>, Dropout<Quarters<N<128>>, 300>),
    Flatten<Quarter<H>, Quarter<W>, N<128>>,
);

/// From the numbers `I` that a picture is made from, `A` by `B` pixels of 256 channels, by way of `First` to a quarter of
/// its sides and to all of them.
pub(super) type Generator<A, B, First, I = All<A, B, N<256>>> = (
    (Fc<Z, I, Identity, NoBias>, ClassBias<I, K>, Normed<Flat<I>>),
    Unflatten<A, B, N<256>>,
    First,
    (Normed<Quarters<N<128>>>, ToHalf<N<128>, N<64>, Identity>),
    (Normed<Halves<N<64>>>, ToPicture<N<64>, Tanh>),
);

pub struct Dcgan;

impl Architecture for Dcgan {
    type Data = Picture;
    type Encoder<O: Dim> = (Features, Fc<Numbers, O>, ClassBias<O, K>);
    /// From 7·7·256 numbers for a picture of 28×28.
    type Generator = Generator<
        Quarter<H>,
        Quarter<W>,
        ConvTranspose<Quarter<H>, Quarter<W>, N<256>, N<128>, 5, 1>,
    >;
    type Discriminator = (Tap<Features>, Logit<Numbers>);
    type CodeDiscriminator = OfCodes<N<128>, Leaky>;
    type PairDiscriminator = OfPairs<Features, Numbers, N<128>, Leaky>;
    const NAME: &'static str = "dcgan";
    const ABOUT: &'static str =
        "convolutions of 64 and 128 channels, batch norm in G, dropout in D";
    const RANGE: Range = Range::Symmetric;
    // Radford et al. 2015, section 4.
    const GAME: &'static [Setting] = &[
        ("batch", "128"),
        ("lr", "0.0002"),
        ("lr_d", "0.0002"),
        ("beta1", "0.5"),
        ("beta2", "0.999"),
    ];
}
