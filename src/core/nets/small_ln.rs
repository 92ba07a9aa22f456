//! The small networks with layer norm in each, as in AEGAN (Lazarou 2020), for pictures in [-1, 1].

use super::small::{ADAM, Numbers};
use super::{
    Architecture, Conditional, First, Halves, Logit, OfPairs, Picture, Quarter, Quarters, Second,
    Setting, ToHalf, ToPicture,
};
use crate::data::Range;
use crate::layers::{
    ClassBias, Dense as Fc, Dim, Flat, Flatten, H, Identity, K, LayerNorm, LeakyRelu, N, Relu,
    Tanh, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<20>;
type Features<F> = (
    (First<N<16>, Identity>, LayerNorm<Halves<N<16>>, F>),
    (
        Second<N<16>, N<32>, Identity>,
        LayerNorm<Quarters<N<32>>, F>,
    ),
    Flatten<Quarter<H>, Quarter<W>, N<32>>,
);

/// The convolutions of [`Small`](super::small::Small) with layer norm in every network, and no hidden layer in `E` and
/// `Dx`: each item is normalised by itself, so real and generated ones can be scored separately. Not
/// piecewise linear, so there is no gradient penalty.
pub struct SmallLn;

impl Architecture for SmallLn {
    type Data = Picture;
    type Encoder<O: Dim> = (Features<Relu>, (Fc<Numbers, O>, ClassBias<O, K>));
    type Generator = (
        (Fc<Z, Numbers>, ClassBias<Numbers, K>),
        (
            LayerNorm<Flat<Numbers>, Relu>,
            Unflatten<Quarter<H>, Quarter<W>, N<32>>,
        ),
        ToHalf<N<32>, N<16>, Identity>,
        LayerNorm<Halves<N<16>>, Relu>,
        ToPicture<N<16>, Tanh>,
    );
    type Discriminator = (Tap<Features<Leaky>>, Logit<Numbers>);
    type CodeDiscriminator = (
        (Fc<Z, N<128>>, LayerNorm<Flat<N<128>>, Leaky>),
        Conditional<N<128>, N<128>, Leaky>,
        Logit<N<128>>,
    );
    type PairDiscriminator = OfPairs<Features<Leaky>, Numbers, N<128>, Leaky>;
    const NAME: &'static str = "small_ln";
    const ABOUT: &'static str = "small's convolutions with layer norm in every network";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [Setting] = &[("lr", "0.002"), ("lr_d", "0.002"), ADAM[0], ADAM[1]];
}
