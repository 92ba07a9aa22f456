//! One hidden layer each way, as the variational autoencoder is usually shown, for 28×28 grey pictures in
//! [0, 1].

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{Dense as Fc, Flatten, Heard, Image, LeakyRelu, Relu, Sigmoid, Unflatten};

type Leaky = LeakyRelu<200>;

/// Kingma and Welling 2014, appendix C, with 400 rectified units in place of 500 of tanh: the size that
/// most programs for it have.
pub struct Kingma;

impl Architecture for Kingma {
    type Data = Image<28, 28, 1>;
    type Encoder<const Z: usize, const K: usize> =
        (Flatten<28, 28, 1, 784>, Told<784, 400, K, Relu>, Fc<400, Z>);
    type Generator<const Z: usize, const K: usize> = (
        Told<Z, 400, K, Relu>,
        Fc<400, 784, Sigmoid>,
        Unflatten<28, 28, 1, 784>,
    );
    type Discriminator<const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Heard<Fc<784, 400, Leaky>>,
        Logit<400, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> =
        (Fc<Z, 128, Leaky>, Fc<128, 128, Leaky>, Logit<128, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Beside<784, 400, Z, Leaky>,
        Logit<400, K>,
    );
    const NAME: &'static str = "kingma";
    const ABOUT: &'static str = "400-Z and back, sigmoid; the usual variational autoencoder";
    const RANGE: Range = Range::Unit;
}
