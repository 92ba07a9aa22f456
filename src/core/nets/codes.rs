//! Dense networks over the codes of an autoencoder: a GAN on codes (`build gan on=ae`) learns with these.

use super::{Architecture, Beside, Conditional, Latent, Logit, Setting};
use crate::data::Range;
use crate::layers::{Dense as Fc, Dim, Flat, LeakyRelu, N, P, Relu, Tap, Z};

type Leaky = LeakyRelu<200>;

pub struct Codes;

impl Architecture for Codes {
    type Data = Flat<P>;
    type Encoder<O: Dim> = (
        Conditional<P, N<256>, Relu>,
        Fc<N<256>, N<256>, Relu>,
        Fc<N<256>, O>,
    );
    type Generator = (
        Conditional<Z, N<256>, Relu>,
        Fc<N<256>, N<256>, Relu>,
        Fc<N<256>, P>,
    );
    type Discriminator = (
        Fc<P, N<256>, Leaky>,
        Tap<Fc<N<256>, N<256>, Leaky>>,
        Logit<N<256>>,
    );
    type CodeDiscriminator = (Fc<Z, N<256>, Leaky>, Logit<N<256>>);
    type PairDiscriminator = (
        Beside<P, N<256>, Leaky>,
        Fc<N<256>, N<256>, Leaky>,
        Logit<N<256>>,
    );
    const NAME: &'static str = "codes";
    const ABOUT: &'static str = "256-256-Z and back, for the codes of an autoencoder";
    const RANGE: Range = Range::Symmetric;
    const LATENT: Latent = Latent::Usual(32);
    const GAME: &'static [Setting] = &[
        ("lr", "0.008"),
        ("lr_d", "0.008"),
        ("beta1", "0"),
        ("r1", "0.1"),
    ];
}
