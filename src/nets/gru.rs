//! A recurrent autoencoder for 28×28 grey pictures in [0, 1]: each is a sequence of 28 rows.

use super::{Architecture, Beside, Logit};
use crate::data::Range;
use crate::layers::{
    ClassBias, Dense as Fc, Flat, Flatten, GruReader, GruWriter, Heard, Image, LayerNorm,
    LeakyRelu, Rows, Sigmoid, Tanh,
};

type Leaky = LeakyRelu<200>;

/// A gated recurrent unit reads the rows from the top down into the code; another one writes them out of
/// it (after Srivastava et al. 2015, section 2: there the code is the first state and rows come in reverse, here
/// it is heard at each step and the first state is zero).
/// A normalised code speaks loud enough from the first step on: without it the mean picture is learned
/// first, for a thousand steps. The discriminators see the picture whole.
pub struct Recurrent;

impl Architecture for Recurrent {
    type Data = Image<28, 28, 1>;
    type Encoder<const Z: usize, const K: usize> =
        (GruReader<28, 28, 128, 384>, ClassBias<128, K>, Fc<128, Z>);
    type Generator<const Z: usize, const K: usize> = (
        Fc<Z, 64>,
        ClassBias<64, K>,
        LayerNorm<Flat<64>, 64, Tanh>,
        GruWriter<28, 64, 128, 384>,
        Rows<28, 128, 28, Sigmoid>,
    );
    type Discriminator<const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Heard<Fc<784, 128, Leaky>>,
        Logit<128, K>,
    );
    type CodeDiscriminator<const Z: usize, const K: usize> = (Fc<Z, 64, Leaky>, Logit<64, K>);
    type PairDiscriminator<const Z: usize, const K: usize> = (
        Flatten<28, 28, 1, 784>,
        Beside<784, 128, Z, Leaky>,
        Fc<128, 64, Leaky>,
        Logit<64, K>,
    );
    const NAME: &'static str = "gru";
    const ABOUT: &'static str = "28 rows read and written by a GRU of 128, sigmoid";
    const RANGE: Range = Range::Unit;
}
