//! The deep autoencoder that brought deep learning back, for pictures in [0, 1].

use super::{Architecture, Beside, Conditional, Latent, Logit, OfCodes, Picture, Pixels};
use crate::data::Range;
use crate::layers::{C, Dense as Fc, Dim, Flatten, H, LeakyRelu, N, Sigmoid, Tap, Unflatten, W, Z};

type Leaky = LeakyRelu<200>;

/// Hinton and Salakhutdinov 2006: 784-1000-500-250-30 and its mirror image, logistic except for the linear code.
/// The discriminators, which the article does not have, are at most as large as the encoder.
pub struct Deep;

impl Architecture for Deep {
    type Data = Picture;
    type Encoder<O: Dim> = (
        Flatten<H, W, C>,
        Conditional<Pixels, N<1000>, Sigmoid>,
        Fc<N<1000>, N<500>, Sigmoid>,
        Fc<N<500>, N<250>, Sigmoid>,
        Fc<N<250>, O>,
    );
    type Generator = (
        Conditional<Z, N<250>, Sigmoid>,
        Fc<N<250>, N<500>, Sigmoid>,
        Fc<N<500>, N<1000>, Sigmoid>,
        Fc<N<1000>, Pixels, Sigmoid>,
        Unflatten<H, W, C>,
    );
    type Discriminator = (
        Flatten<H, W, C>,
        Fc<Pixels, N<500>, Leaky>,
        Tap<Fc<N<500>, N<250>, Leaky>>,
        Logit<N<250>>,
    );
    type CodeDiscriminator = OfCodes<N<250>, Leaky>;
    type PairDiscriminator = (
        Flatten<H, W, C>,
        Beside<Pixels, N<500>, Leaky>,
        Fc<N<500>, N<250>, Leaky>,
        Logit<N<250>>,
    );
    const NAME: &'static str = DEEP;
    const ABOUT: &'static str = "1000-500-250-Z and back, sigmoid; start with 'pretrain'";
    const RANGE: Range = Range::Unit;
    const LATENT: Latent = Latent::Own(30);
}

/// The word at the prompt.
pub const DEEP: &str = "deep";
