//! Small networks over points of the plane, for the two-dimensional sets.

use super::{Architecture, Beside, Conditional, Latent, Logit, Setting};
use crate::data::Range;
use crate::layers::{Dense as Fc, Dim, Flat, LeakyRelu, N, P, Relu, Tap, Z};

type Leaky = LeakyRelu<200>;

pub struct Plane;

impl Architecture for Plane {
    type Data = Flat<P>;
    type Encoder<O: Dim> = (
        Conditional<P, N<64>, Relu>,
        Fc<N<64>, N<64>, Relu>,
        Fc<N<64>, O>,
    );
    type Generator = (
        Conditional<Z, N<64>, Relu>,
        Fc<N<64>, N<64>, Relu>,
        Fc<N<64>, P>,
    );
    type Discriminator = (
        Fc<P, N<64>, Leaky>,
        Tap<Fc<N<64>, N<64>, Leaky>>,
        Logit<N<64>>,
    );
    type CodeDiscriminator = (Fc<Z, N<64>, Leaky>, Logit<N<64>>);
    type PairDiscriminator = (
        Beside<P, N<64>, Leaky>,
        Fc<N<64>, N<64>, Leaky>,
        Logit<N<64>>,
    );
    const NAME: &'static str = "plane";
    const ABOUT: &'static str = "64-64-Z and back";
    const RANGE: Range = Range::Symmetric;
    const LATENT: Latent = Latent::Usual(16);
    // On `ring`, seeds 1 to 3, all points are covered after 1500 steps; with the rates of pictures G
    // stays in one place.
    const GAME: &'static [Setting] = &[
        ("lr", "0.002"),
        ("lr_d", "0.004"),
        ("beta1", "0.5"),
        ("beta2", "0.9"),
    ];
    // With the rates of pictures, and a slope of 1 that costs 10, samples are still far from `ring` after 3000 steps;
    // with these all modes are met after 1500.
    const CRITIC: &'static [Setting] = &[
        ("lr", "0.002"),
        ("lr_d", "0.004"),
        ("beta1", "0.5"),
        ("gp", "1"),
    ];
}
