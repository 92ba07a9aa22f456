//! A convolutional autoencoder (after Masci et al. 2011, strides in place of pooling) with
//! discriminators of its size, for pictures in [0, 1].

use super::{
    All, Architecture, Beside, Conditional, First, Logit, Picture, Quarter, Second, ToHalf,
    ToPicture,
};
use crate::data::Range;
use crate::layers::{
    ClassBias, Dense as Fc, Dim, Flatten, H, K, LeakyRelu, N, Relu, Sigmoid, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;
/// A picture at a quarter of its sides in one vector.
type Flattened = Flatten<Quarter<H>, Quarter<W>, N<32>>;
type Numbers = All<Quarter<H>, Quarter<W>, N<32>>;

pub struct ConvAe;

impl Architecture for ConvAe {
    type Data = Picture;
    type Encoder<O: Dim> = (
        First<N<16>, Relu, 3>,
        Second<N<16>, N<32>, Relu, 3>,
        Flattened,
        (Fc<Numbers, O>, ClassBias<O, K>),
    );
    type Generator = (
        Conditional<Z, Numbers, Relu>,
        Unflatten<Quarter<H>, Quarter<W>, N<32>>,
        ToHalf<N<32>, N<16>, Relu, 3>,
        ToPicture<N<16>, Sigmoid, 3>,
    );
    type Discriminator = (
        First<N<16>, Leaky, 3>,
        Second<N<16>, N<32>, Leaky, 3>,
        Tap<Flattened>,
        Logit<Numbers>,
    );
    type CodeDiscriminator = (Fc<Z, N<64>, Leaky>, Logit<N<64>>);
    type PairDiscriminator = (
        First<N<16>, Leaky, 3>,
        Second<N<16>, N<32>, Leaky, 3>,
        Flattened,
        Beside<Numbers, N<64>, Leaky>,
        (Fc<N<64>, N<64>, Leaky>, Logit<N<64>>),
    );
    const NAME: &'static str = "conv_ae";
    const ABOUT: &'static str = "convolutions of 16 and 32 channels and back, ReLU, sigmoid";
    const RANGE: Range = Range::Unit;
}
