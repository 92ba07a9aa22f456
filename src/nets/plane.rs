//! Small networks over points of the plane, for the two-dimensional sets.

use super::{Architecture, Beside, Logit, Told};
use crate::data::Range;
use crate::layers::{Dense as Fc, Flat, Heard, LeakyRelu, Relu};

type Leaky = LeakyRelu<200>;

pub struct Plane;

impl Architecture for Plane {
    type Data = Flat<2>;
    type Encoder<const Z: usize, const K: usize> =
        (Told<2, 64, K, Relu>, Fc<64, 64, Relu>, Fc<64, Z>);
    type Generator<const Z: usize, const K: usize> =
        (Told<Z, 64, K, Relu>, Fc<64, 64, Relu>, Fc<64, 2>);
    type Discriminator<const K: usize> = (Fc<2, 64, Leaky>, Heard<Fc<64, 64, Leaky>>, Logit<64, K>);
    type CodeDiscriminator<const Z: usize, const K: usize> = (Fc<Z, 64, Leaky>, Logit<64, K>);
    type PairDiscriminator<const Z: usize, const K: usize> =
        (Beside<2, 64, Z, Leaky>, Fc<64, 64, Leaky>, Logit<64, K>);
    const NAME: &'static str = "plane";
    const ABOUT: &'static str = "2-64-64-Z and back";
    const RANGE: Range = Range::Symmetric;
    // On `ring`, seeds 1 to 3, all points are covered after 1500 steps; with the rates of pictures G
    // stays in one place.
    const GAME: &'static [(&'static str, &'static str)] = &[
        ("rate", "0.002"),
        ("rate_d", "0.004"),
        ("beta1", "0.5"),
        ("beta2", "0.9"),
    ];
    // With the rates of pictures, and a slope of 1 that costs 10, samples are still far from `ring` after 3000 steps;
    // with these all modes are met after 1500.
    const CRITIC: &'static [(&'static str, &'static str)] = &[
        ("rate", "0.002"),
        ("rate_d", "0.004"),
        ("beta1", "0.5"),
        ("gp", "1"),
    ];
}
