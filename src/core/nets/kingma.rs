//! One hidden layer each way, as the variational autoencoder is usually shown, for pictures in
//! [0, 1].

use super::{Architecture, Beside, Conditional, Latent, Logit, OfCodes, Picture, Pixels};
use crate::data::Range;
use crate::layers::{
    C, Dense as Fc, Dim, Flatten, H, LeakyRelu, N, Relu, Sigmoid, Tap, Unflatten, W, Z,
};

type Leaky = LeakyRelu<200>;

/// Kingma and Welling 2014, appendix C, with 400 rectified units instead of 500 tanh units: the size that
/// most implementations use.
pub struct Kingma;

impl Architecture for Kingma {
    type Data = Picture;
    type Encoder<O: Dim> = (
        Flatten<H, W, C>,
        Conditional<Pixels, N<400>, Relu>,
        Fc<N<400>, O>,
    );
    type Generator = (
        Conditional<Z, N<400>, Relu>,
        Fc<N<400>, Pixels, Sigmoid>,
        Unflatten<H, W, C>,
    );
    type Discriminator = (
        Flatten<H, W, C>,
        Tap<Fc<Pixels, N<400>, Leaky>>,
        Logit<N<400>>,
    );
    type CodeDiscriminator = OfCodes<N<128>, Leaky>;
    type PairDiscriminator = (
        Flatten<H, W, C>,
        Beside<Pixels, N<400>, Leaky>,
        Logit<N<400>>,
    );
    const NAME: &'static str = "kingma";
    const ABOUT: &'static str = "400-Z and back, sigmoid; the usual variational autoencoder";
    const RANGE: Range = Range::Unit;
    const LATENT: Latent = Latent::Own(20);
}
