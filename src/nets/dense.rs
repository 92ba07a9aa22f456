//! The dense networks that GAN tutorials start with, for 28×28 grey pictures in [-1, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    Activate, BatchNorm, ClassBias, Dense as Fc, Flat, Flatten, Image, LeakyRelu, Tanh, Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<28, 28, 1>;
type Normed<const O: usize> = (BatchNorm<Flat<O>, O>, Activate<Flat<O>, Leaky>);

pub struct Dense;

impl Architecture for Dense {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Told<784, 512, K, Leaky>,
        Fc<512, 256, Leaky>,
        Fc<256, Z>,
    );
    type Generator<const Z: usize, const K: usize> = (
        (Fc<Z, 256>, ClassBias<256, K>, Normed<256>),
        (Fc<256, 512>, Normed<512>),
        Fc<512, 784, Tanh>,
        Unflatten<28, 28, 1, 784>,
    );
    type Discriminator<const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Fc<784, 512, Leaky>,
        Fc<512, 256, Leaky>,
        Logit<256, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Beside<784, 512, Z, Leaky>,
        Fc<512, 256, Leaky>,
        Logit<256, K>,
    );
    const NAME: &'static str = "dense";
    const ABOUT: &'static str = "784-512-256 and back, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
}
