//! The small dense autoencoder of the usual Keras tutorial (784-64-32 | 32-64-784, `ReLU`, sigmoid),
//! with discriminators of its size, for 28×28 grey pictures in [0, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{Dense as Fc, Flatten, Heard, Image, LeakyRelu, Relu, Sigmoid, Unflatten};

type Leaky = LeakyRelu<200>;

pub struct Article;

impl Architecture for Article {
    type Data = Image<28, 28, 1>;
    type Encoder<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Told<784, 64, K, Relu>,
        Fc<64, Z, Relu>,
    );
    type Generator<const Z: usize, const K: usize> = (
        Told<Z, 64, K, Relu>,
        Fc<64, 784, Sigmoid>,
        Unflatten<28, 28, 1, 784>,
    );
    type Discriminator<const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Heard<Fc<784, 64, Leaky>>,
        Logit<64, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> = (Fc<Z, 64, Leaky>, Logit<64, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Beside<784, 64, Z, Leaky>,
        Fc<64, 64, Leaky>,
        Logit<64, K>,
    );
    const NAME: &'static str = "article";
    const ABOUT: &'static str = "784-64-Z and back, ReLU, sigmoid";
    const RANGE: Range = Range::Unit;
    const SIGNED: bool = false;
}
