//! The small dense autoencoder of the usual Keras tutorial (784-64-32 | 32-64-784, `ReLU`, sigmoid),
//! with discriminators of its size, for pictures in [0, 1].

use super::{Architecture, Conditional, Latent, Logit, OfPairs, Picture, Pixels};
use crate::data::Range;
use crate::layers::{
    C, Dense as Fc, Dim, Flatten, H, LeakyRelu, N, Relu, Sigmoid, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;

pub struct Article;

impl Architecture for Article {
    type Data = Picture;
    type Encoder<O: Dim> = (
        Flatten<H, W, C>,
        Conditional<Pixels, N<64>, Relu>,
        Fc<N<64>, O, Relu>,
    );
    type Generator = (
        Conditional<Z, N<64>, Relu>,
        Fc<N<64>, Pixels, Sigmoid>,
        Unflatten<H, W, C>,
    );
    type Discriminator = (
        Flatten<H, W, C>,
        Tap<Fc<Pixels, N<64>, Leaky>>,
        Logit<N<64>>,
    );
    type CodeDiscriminator = (Fc<Z, N<64>, Leaky>, Logit<N<64>>);
    type PairDiscriminator = OfPairs<Flatten<H, W, C>, Pixels, N<64>, Leaky>;
    const NAME: &'static str = "article";
    const ABOUT: &'static str = "64-Z and back, ReLU, sigmoid";
    const RANGE: Range = Range::Unit;
    const SIGNED: bool = false;
    const LATENT: Latent = Latent::Usual(32);
}
