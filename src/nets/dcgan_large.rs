//! The DCGAN generator of many a tutorial as it is printed, from an eighth of the sides (4×4 to 32×32) in
//! three steps, with the discriminator of [`Dcgan`] (after Radford et al. 2015), for pictures in [-1, 1].

use super::dcgan::Dcgan;
use super::{All, Architecture, Eighth, Halves, Picture, Quarters, ToHalf, ToPicture, ToQuarter};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Dense as Fc, Dim, Flat, H, Identity, K, LeakyRelu, N, NoBias, Tanh,
    Unflatten, W, Z,
};

type Leaky = LeakyRelu<300>;
type Normed<T> = BatchNorm<T, Leaky>;
/// The numbers that a picture is made from: 4·4·256 for one of 32×32.
type Base = All<Eighth<H>, Eighth<W>, N<256>>;

pub struct DcganLarge;

impl Architecture for DcganLarge {
    type Data = Picture;
    type Encoder<O: Dim> = <Dcgan as Architecture>::Encoder<O>;
    type Generator = (
        (
            Fc<Z, Base, Identity, NoBias>,
            ClassBias<Base, K>,
            Normed<Flat<Base>>,
        ),
        Unflatten<Eighth<H>, Eighth<W>, N<256>>,
        ToQuarter<N<256>, N<128>, Identity>,
        (Normed<Quarters<N<128>>>, ToHalf<N<128>, N<64>, Identity>),
        (Normed<Halves<N<64>>>, ToPicture<N<64>, Tanh>),
    );
    type Discriminator = <Dcgan as Architecture>::Discriminator;
    type CodeDiscriminator = <Dcgan as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <Dcgan as Architecture>::PairDiscriminator;
    const NAME: &'static str = "dcgan";
    const ABOUT: &'static str = Dcgan::ABOUT;
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = Dcgan::GAME;
}
