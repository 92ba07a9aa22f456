//! The dense networks that GAN tutorials start with, for pictures of any size in [-1, 1].

use super::{Architecture, Beside, Conditional, Logit, OfCodes, Picture, Pixels, Setting};
use crate::data::Range;
use crate::layers::{
    BatchNorm, C, ClassBias, Dense as Fc, Dim, Flat, Flatten, H, K, LeakyRelu, N, Tanh, Tap,
    Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;
type Normed<O> = BatchNorm<Flat<O>, Leaky>;

pub struct Dense;

impl Architecture for Dense {
    type Data = Picture;
    type Encoder<O: Dim> = (
        Flatten<H, W, C>,
        Conditional<Pixels, N<512>, Leaky>,
        Fc<N<512>, N<256>, Leaky>,
        Fc<N<256>, O>,
    );
    type Generator = (
        (Fc<Z, N<256>>, ClassBias<N<256>, K>, Normed<N<256>>),
        (Fc<N<256>, N<512>>, Normed<N<512>>),
        Fc<N<512>, Pixels, Tanh>,
        Unflatten<H, W, C>,
    );
    type Discriminator = (
        Flatten<H, W, C>,
        Fc<Pixels, N<512>, Leaky>,
        Tap<Fc<N<512>, N<256>, Leaky>>,
        Logit<N<256>>,
    );
    type CodeDiscriminator = OfCodes<N<128>, Leaky>;
    type PairDiscriminator = (
        Flatten<H, W, C>,
        Beside<Pixels, N<512>, Leaky>,
        Fc<N<512>, N<256>, Leaky>,
        Logit<N<256>>,
    );
    const NAME: &'static str = "dense";
    const ABOUT: &'static str = "512-256-Z and back, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
    /// Without R1 its discriminator learns 10,000 images by heart; benches/README.md has the numbers.
    const LATER: &'static [Setting] = &[
        ("latent", "16"),
        ("r1", "1"),
        ("r2", "1"),
        ("lr", "0.008"),
        ("lr_d", "0.001"),
    ];
}
