//! The dense networks that GAN tutorials start with, for pictures of any size in [-1, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{
    BatchNorm, ClassBias, Dense as Fc, Flat, Flatten, Heard, Image, LeakyRelu, Tanh, Unflatten,
};

type Leaky = LeakyRelu<200>;
type Normed<const O: usize> = BatchNorm<Flat<O>, O, Leaky>;

/// For pictures of `H` rows, `W` columns and `C` channels: `N` numbers.
pub struct Dense<const H: usize, const W: usize, const C: usize, const N: usize>;

impl<const H: usize, const W: usize, const C: usize, const N: usize> Architecture
    for Dense<H, W, C, N>
{
    type Data = Image<H, W, C>;
    type Encoder<const Z: usize, const K: usize> = (
        Flatten<H, W, C, N>,
        Told<N, 512, K, Leaky>,
        Fc<512, 256, Leaky>,
        Fc<256, Z>,
    );
    type Generator<const Z: usize, const K: usize> = (
        (Fc<Z, 256>, ClassBias<256, K>, Normed<256>),
        (Fc<256, 512>, Normed<512>),
        Fc<512, N, Tanh>,
        Unflatten<H, W, C, N>,
    );
    type Discriminator<const K: usize> = (
        Flatten<H, W, C, N>,
        Fc<N, 512, Leaky>,
        Heard<Fc<512, 256, Leaky>>,
        Logit<256, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<H, W, C, N>,
        Beside<N, 512, Z, Leaky>,
        Fc<512, 256, Leaky>,
        Logit<256, K>,
    );
    const NAME: &'static str = "dense";
    const ABOUT: &'static str = "512-256-Z and back, batch norm in G, tanh";
    const RANGE: Range = Range::Symmetric;
}
