//! The small networks with layer norm in every one, as AEGAN has it (Lazarou 2020), for 28×28 grey pictures in [-1, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    ClassBias, Conv, ConvTranspose, Dense as Fc, Flat, Flatten, Heard, Image, LayerNorm, LeakyRelu,
    Relu, Tanh, Unflatten,
};

type Leaky = LeakyRelu<20>;
type Picture = Image<28, 28, 1>;
type Half = Image<14, 14, 16>;
type Quarter = Image<7, 7, 32>;
/// A picture in 7·7·32 numbers.
type Features<F> = (
    (Conv<Picture, Half, 5, 2>, LayerNorm<Half, 16, F>),
    (Conv<Half, Quarter, 5, 2>, LayerNorm<Quarter, 32, F>),
    Flatten<7, 7, 32, 1568>,
);

/// The convolutions of [`Small`](super::small::Small) with layer norm in every network, and no hidden layer in `E` and
/// `Dx`: what one item is normalised by is that item, so that real and made ones may be scored apart. Not
/// piecewise linear: no gradient penalty.
pub struct SmallLn;

impl Architecture for SmallLn {
    type Data = Picture;
    type Encoder<const Z: usize, const K: usize> = (Features<Relu>, (Fc<1568, Z>, ClassBias<Z, K>));
    type Generator<const Z: usize, const K: usize> = (
        (Fc<Z, 1568>, ClassBias<1568, K>),
        (LayerNorm<Flat<1568>, 1568, Relu>, Unflatten<7, 7, 32, 1568>),
        ConvTranspose<Quarter, Half, 5, 2>,
        LayerNorm<Half, 16, Relu>,
        ConvTranspose<Half, Picture, 5, 2, Tanh>,
    );
    type Discriminator<const K: usize> = (Heard<Features<Leaky>>, Logit<1568, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> = (
        (Fc<Z, 128>, LayerNorm<Flat<128>, 128, Leaky>),
        Told<128, 128, K, Leaky>,
        Logit<128, K>,
    );
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Features<Leaky>,
        Beside<1568, 128, Z, Leaky>,
        Fc<128, 128, Leaky>,
        Logit<128, K>,
    );
    const NAME: &'static str = "small_ln";
    const ABOUT: &'static str = "small's convolutions with layer norm in every network";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("rate", "0.002"),
        ("rate_d", "0.002"),
        ("beta1", "0"),
        ("beta2", "0.99"),
    ];
}
