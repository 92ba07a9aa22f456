//! The DCGAN generator as printed in many tutorials, from an eighth of the sides (4×4 to 32×32) in
//! three steps, with the discriminator of [`Dcgan`] (after Radford et al. 2015), for pictures in [-1, 1].

use super::dcgan::{Dcgan, Generator};
use super::{Architecture, Eighth, Picture, Setting, ToQuarter};
use crate::data::Range;
use crate::layers::{Dim, H, Identity, N, W};

pub struct DcganLarge;

impl Architecture for DcganLarge {
    type Data = Picture;
    type Encoder<O: Dim> = <Dcgan as Architecture>::Encoder<O>;
    /// From 4·4·256 numbers for a picture of 32×32.
    type Generator = Generator<Eighth<H>, Eighth<W>, ToQuarter<N<256>, N<128>, Identity>>;
    type Discriminator = <Dcgan as Architecture>::Discriminator;
    type CodeDiscriminator = <Dcgan as Architecture>::CodeDiscriminator;
    type PairDiscriminator = <Dcgan as Architecture>::PairDiscriminator;
    const NAME: &'static str = Dcgan::NAME;
    const ABOUT: &'static str = Dcgan::ABOUT;
    const RANGE: Range = Dcgan::RANGE;
    const GAME: &'static [Setting] = Dcgan::GAME;
}
