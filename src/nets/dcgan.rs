//! The DCGAN of the `TensorFlow` tutorial (after Radford et al. 2015), for 28×28 grey pictures in
//! [-1, 1].

use super::{Architecture, Beside, Logit};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Conv, ConvTranspose, Dense as Fc, Dropout, Flat, Flatten, Heard,
    Identity, Image, LeakyRelu, NoBias, Tanh, Unflatten,
};

type Leaky = LeakyRelu<300>;
type Picture = Image<28, 28, 1>;
type Normed<T, const C: usize> = BatchNorm<T, C, Leaky>;
/// A picture in 7·7·128 numbers.
type Features = (
    (
        Conv<Picture, Image<14, 14, 64>, 5, 2, Leaky>,
        Dropout<Image<14, 14, 64>, 300>,
    ),
    (
        Conv<Image<14, 14, 64>, Image<7, 7, 128>, 5, 2, Leaky>,
        Dropout<Image<7, 7, 128>, 300>,
    ),
    Flatten<7, 7, 128, 6272>,
);

pub struct Dcgan;

impl Architecture for Dcgan {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (Features, Fc<6272, Z>, ClassBias<Z, K>);
    type Generator<const Z: usize, const K: usize> = (
        (
            Fc<Z, 12544, Identity, NoBias>,
            ClassBias<12544, K>,
            Normed<Flat<12544>, 12544>,
        ),
        Unflatten<7, 7, 256, 12544>,
        ConvTranspose<Image<7, 7, 256>, Image<7, 7, 128>, 5, 1>,
        (
            Normed<Image<7, 7, 128>, 128>,
            ConvTranspose<Image<7, 7, 128>, Image<14, 14, 64>, 5, 2>,
        ),
        (
            Normed<Image<14, 14, 64>, 64>,
            ConvTranspose<Image<14, 14, 64>, Picture, 5, 2, Tanh>,
        ),
    );
    type Discriminator<const K: usize> = (Heard<Features>, Logit<6272, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Features,
        Beside<6272, 128, Z, Leaky>,
        Fc<128, 128, Leaky>,
        Logit<128, K>,
    );
    const NAME: &'static str = "dcgan";
    const ABOUT: &'static str =
        "convolutions of 64 and 128 channels, batch norm in G, dropout in D";
    const RANGE: Range = Range::Symmetric;
    // Radford et al. 2015, section 4.
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("batch", "128"),
        ("rate", "0.0002"),
        ("rate_d", "0.0002"),
        ("beta1", "0.5"),
        ("beta2", "0.999"),
    ];
}
