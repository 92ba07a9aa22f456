//! Residual networks without any normalisation, as in R3GAN (Huang et al. 2024), in small, for pictures in [-1, 1].

use super::small::{self, ADAM, Leaky, Numbers};
use super::{
    Architecture, First, FromCode, Half, Logit, Picture, Quarter, Second, Setting, ToHalf,
    ToPicture,
};
use crate::data::Range;
use crate::layers::{Conv, Dim, Flatten, FromZero, H, Identity, N, Residual, Tanh, Tap, W};

/// Three convolutions around which what comes in goes past; the last starts at zero, so that the block gives what it
/// takes until it learns (Huang et al. 2024, section 3.3, after Fixup, Zhang et al. 2019).
type Block<A, B, O> = Residual<(
    Conv<A, B, O, O, 1, 1, Leaky>,
    Conv<A, B, O, O, 3, 1, Leaky>,
    Conv<A, B, O, O, 1, 1, Identity, FromZero>,
)>;
type Features = (
    First<N<16>, Identity>,
    Block<Half<H>, Half<W>, N<16>>,
    Second<N<16>, N<32>, Identity>,
    Block<Quarter<H>, Quarter<W>, N<32>>,
    Flatten<Quarter<H>, Quarter<W>, N<32>>,
);

/// A block at each size of picture, and convolutions between them that change the size; activations within blocks alone.
pub struct R3gan;

impl Architecture for R3gan {
    type Data = Picture;
    type Encoder<O: Dim> = small::Encoder<Features, Numbers, O>;
    type Generator = (
        FromCode<Quarter<H>, Quarter<W>, N<32>>,
        Block<Quarter<H>, Quarter<W>, N<32>>,
        ToHalf<N<32>, N<16>, Identity>,
        Block<Half<H>, Half<W>, N<16>>,
        ToPicture<N<16>, Tanh>,
    );
    type Discriminator = (Tap<Features>, Logit<Numbers>);
    type CodeDiscriminator = small::CodeDiscriminator;
    type PairDiscriminator = small::PairDiscriminator<Features, Numbers>;
    const NAME: &'static str = "r3gan";
    const ABOUT: &'static str = "residual blocks without any norm, as in R3GAN, in small";
    const RANGE: Range = Range::Symmetric;
    const GAME: &'static [Setting] = &[
        ("lr", "0.002"),
        ("lr_d", "0.002"),
        ADAM[0],
        ADAM[1],
        ("r1", "1"),
        ("r2", "1"),
    ];
}
