//! The small networks with layer norm in every one, as AEGAN has it (Lazarou 2020), for pictures in [-1, 1].

use super::{
    All, Architecture, Beside, Conditional, First, Halves, Logit, Picture, Quarter, Quarters,
    Second, ToHalf, ToPicture,
};
use crate::data::Range;
use crate::layers::{
    ClassBias, Dense as Fc, Dim, Flat, Flatten, H, Identity, K, LayerNorm, LeakyRelu, N, Relu,
    Tanh, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<20>;
/// The numbers of a picture at a quarter of its sides.
type Numbers = All<Quarter<H>, Quarter<W>, N<32>>;
type Features<F> = (
    (First<N<16>, Identity>, LayerNorm<Halves<N<16>>, F>),
    (
        Second<N<16>, N<32>, Identity>,
        LayerNorm<Quarters<N<32>>, F>,
    ),
    Flatten<Quarter<H>, Quarter<W>, N<32>>,
);

/// The convolutions of [`Small`](super::small::Small) with layer norm in every network, and no hidden layer in `E` and
/// `Dx`: what one item is normalised by is that item, so that real and made ones may be scored apart. Not
/// piecewise linear: no gradient penalty.
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
    type PairDiscriminator = (
        Features<Leaky>,
        Beside<Numbers, N<128>, Leaky>,
        Fc<N<128>, N<128>, Leaky>,
        Logit<N<128>>,
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
