//! A convolutional autoencoder (after Masci et al. 2011, strides in place of pooling) with
//! discriminators of its size, for 28×28 grey pictures in [0, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    ClassBias, Conv, ConvTranspose, Dense as Fc, Flatten, Heard, Image, LeakyRelu, Relu, Sigmoid,
    Unflatten,
};

type Leaky = LeakyRelu<200>;
type Picture = Image<28, 28, 1>;
type Half = Image<14, 14, 16>;
type Quarter = Image<7, 7, 32>;

pub struct ConvAe;

impl Architecture for ConvAe {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (
        Conv<Picture, Half, 3, 2, Relu>,
        Conv<Half, Quarter, 3, 2, Relu>,
        Flatten<7, 7, 32, 1568>,
        (Fc<1568, Z>, ClassBias<Z, K>),
    );
    type Generator<const Z: usize, const K: usize> = (
        Told<Z, 1568, K, Relu>,
        Unflatten<7, 7, 32, 1568>,
        ConvTranspose<Quarter, Half, 3, 2, Relu>,
        ConvTranspose<Half, Picture, 3, 2, Sigmoid>,
    );
    type Discriminator<const K: usize> = (
        Conv<Picture, Half, 3, 2, Leaky>,
        Conv<Half, Quarter, 3, 2, Leaky>,
        Heard<Flatten<7, 7, 32, 1568>>,
        Logit<1568, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> = (Fc<Z, 64, Leaky>, Logit<64, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Conv<Picture, Half, 3, 2, Leaky>,
        Conv<Half, Quarter, 3, 2, Leaky>,
        Flatten<7, 7, 32, 1568>,
        Beside<1568, 64, Z, Leaky>,
        (Fc<64, 64, Leaky>, Logit<64, K>),
    );
    const NAME: &'static str = "conv_ae";
    const ABOUT: &'static str = "convolutions of 16 and 32 channels and back, ReLU, sigmoid";
    const RANGE: Range = Range::Unit;
}
