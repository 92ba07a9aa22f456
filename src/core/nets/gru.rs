//! A recurrent autoencoder for pictures in [0, 1]: each is a sequence of rows.

use super::{Architecture, Beside, Latent, Logit, Picture, Pixels};
use crate::data::Range;
use crate::layers::{
    C, ClassBias, Dense as Fc, Dim, Flat, Flatten, GruReader, GruWriter, H, K, LayerNorm,
    LeakyRelu, N, Rows, Sigmoid, Tanh, Tap, W, Z,
};

type Leaky = LeakyRelu<200>;

/// A gated recurrent unit reads the rows from the top down into the code; another one writes them out of
/// it (after Srivastava et al. 2015, section 2: there the code is the first state and rows come in reverse, here
/// it is the input of each step and the first state is zero).
/// The code is normalised so that it has an effect from the first step on: otherwise the mean picture is learned
/// first, for a thousand steps. The discriminators see the whole picture.
pub struct Recurrent;

impl Architecture for Recurrent {
    type Data = Picture;
    type Encoder<O: Dim> = (
        GruReader<H, W, C, N<128>>,
        ClassBias<N<128>, K>,
        Fc<N<128>, O>,
    );
    type Generator = (
        Fc<Z, N<64>>,
        ClassBias<N<64>, K>,
        LayerNorm<Flat<N<64>>, Tanh>,
        GruWriter<H, N<64>, N<128>>,
        Rows<H, N<128>, W, C, Sigmoid>,
    );
    type Discriminator = (
        Flatten<H, W, C>,
        Tap<Fc<Pixels, N<128>, Leaky>>,
        Logit<N<128>>,
    );
    type CodeDiscriminator = (Fc<Z, N<64>, Leaky>, Logit<N<64>>);
    type PairDiscriminator = (
        Flatten<H, W, C>,
        Beside<Pixels, N<128>, Leaky>,
        Fc<N<128>, N<64>, Leaky>,
        Logit<N<64>>,
    );
    const NAME: &'static str = "gru";
    const ABOUT: &'static str = "GRUs of 128 units that read and write rows, sigmoid";
    const RANGE: Range = Range::Unit;
    const LATENT: Latent = Latent::Own(32);
}
