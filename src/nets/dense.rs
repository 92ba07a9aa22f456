//! The dense networks that GAN tutorials start with, for 28×28 grey pictures in [-1, 1].

use super::Architecture;
use crate::data::Range;
use crate::layers::{
    Activate, BatchNorm, Dense as Fc, Flat, Flatten, Identity, Image, LeakyRelu, Tanh, Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<28, 28, 1>;
/// A dense layer with batch normalisation before its activation.
type Normed<const I: usize, const O: usize> = (
    Fc<I, O, Identity>,
    BatchNorm<Flat<O>, O>,
    Activate<Flat<O>, Leaky>,
);

pub struct Dense;

impl Architecture for Dense {
    type Data = Picture;
    type Encoder<const Z: usize> = (
        Flatten<28, 28, 1, 784>,
        Fc<784, 512, Leaky>,
        Fc<512, 256, Leaky>,
        Fc<256, Z>,
    );
    type Generator<const Z: usize> = (
        Normed<Z, 256>,
        Normed<256, 512>,
        Fc<512, 784, Tanh>,
        Unflatten<28, 28, 1, 784>,
    );
    type Discriminator = (
        Flatten<28, 28, 1, 784>,
        Fc<784, 512, Leaky>,
        Fc<512, 256, Leaky>,
        Fc<256, 1>,
    );
    type CodeDiscriminator<const Z: usize> = (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Fc<128, 1>);
    const NAME: &'static str = "dense";
    const ABOUT: &'static str = "784-512-256 and back, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
}
