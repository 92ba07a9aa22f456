//! The DCGAN generator of many a tutorial as it is printed, 4×4 to 32×32 in three steps, with a
//! discriminator that fits it (after Radford et al. 2015), for colour pictures in [-1, 1].

use super::{Architecture, Beside, Logit};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Conv, ConvTranspose, Dense as Fc, Dropout, Flat, Flatten, Heard,
    Identity, Image, LeakyRelu, NoBias, Tanh, Unflatten,
};

type Leaky = LeakyRelu<300>;
type Picture = Image<32, 32, 3>;
type Normed<T, const C: usize> = BatchNorm<T, C, Leaky>;
/// A picture in 8·8·128 numbers.
type Features = (
    (
        Conv<Picture, Image<16, 16, 64>, 5, 2, Leaky>,
        Dropout<Image<16, 16, 64>, 300>,
    ),
    (
        Conv<Image<16, 16, 64>, Image<8, 8, 128>, 5, 2, Leaky>,
        Dropout<Image<8, 8, 128>, 300>,
    ),
    Flatten<8, 8, 128, 8192>,
);

pub struct DcganRgb;

impl Architecture for DcganRgb {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (Features, Fc<8192, Z>, ClassBias<Z, K>);
    type Generator<const Z: usize, const K: usize> = (
        (
            Fc<Z, 4096, Identity, NoBias>,
            ClassBias<4096, K>,
            Normed<Flat<4096>, 4096>,
        ),
        Unflatten<4, 4, 256, 4096>,
        ConvTranspose<Image<4, 4, 256>, Image<8, 8, 128>, 5, 2>,
        (
            Normed<Image<8, 8, 128>, 128>,
            ConvTranspose<Image<8, 8, 128>, Image<16, 16, 64>, 5, 2>,
        ),
        (
            Normed<Image<16, 16, 64>, 64>,
            ConvTranspose<Image<16, 16, 64>, Picture, 5, 2, Tanh>,
        ),
    );
    type Discriminator<const K: usize> = (Heard<Features>, Logit<8192, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Features,
        Beside<8192, 128, Z, Leaky>,
        Fc<128, 128, Leaky>,
        Logit<128, K>,
    );
    const NAME: &'static str = "dcgan";
    const ABOUT: &'static str =
        "convolutions of 64 and 128 channels, batch norm in G, dropout in D";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = super::dcgan::Dcgan::GAME;
}
