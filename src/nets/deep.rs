//! The deep autoencoder that brought deep learning back, for 28×28 grey pictures in [0, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{Dense as Fc, Flatten, Heard, Image, LeakyRelu, Sigmoid, Unflatten};

type Leaky = LeakyRelu<200>;

/// Hinton and Salakhutdinov 2006: 784-1000-500-250-30 and its mirror, logistic but for the linear code.
/// The discriminators, which the article has not, are of the encoder's size at most.
pub struct Deep;

impl Architecture for Deep {
    type Data = Image<28, 28, 1>;
    type Encoder<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Told<784, 1000, K, Sigmoid>,
        Fc<1000, 500, Sigmoid>,
        Fc<500, 250, Sigmoid>,
        Fc<250, Z>,
    );
    type Generator<const Z: usize, const K: usize> = (
        Told<Z, 250, K, Sigmoid>,
        Fc<250, 500, Sigmoid>,
        Fc<500, 1000, Sigmoid>,
        Fc<1000, 784, Sigmoid>,
        Unflatten<28, 28, 1, 784>,
    );
    type Discriminator<const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Fc<784, 500, Leaky>,
        Heard<Fc<500, 250, Leaky>>,
        Logit<250, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 250, Leaky>, Fc<250, 250, Leaky>, Logit<250, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Beside<784, 500, Z, Leaky>,
        Fc<500, 250, Leaky>,
        Logit<250, K>,
    );
    const NAME: &'static str = DEEP;
    const ABOUT: &'static str = "784-1000-500-250-Z and back, logistic; 'pretrain' starts it";
    const RANGE: Range = Range::Unit;
}

/// The word at the prompt.
pub const DEEP: &str = "deep";
