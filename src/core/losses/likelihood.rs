//! Distances as negative log likelihoods of an item, in nats (Kingma and Welling 2014, appendix C): the reconstruction
//! loss of a variational autoencoder.

use std::f32::consts::TAU;

use super::{Distance, cross_entropy, squared};

/// Each pixel is a Bernoulli variable with the output as its probability.
pub(super) const BERNOULLI: Distance = Distance {
    name: "bernoulli",
    about: "nats per item, Bernoulli pixels; for rec_x with kl",
    explained: "Cross-entropy summed over the pixels of an item, in nats, so kl can be added to it: together they are the bound that a VAE optimises (Kingma and Welling 2014).",
    nats: Some(|_| (1.0, 0.0)),
    ..cross_entropy::DISTANCE
};

/// Pixels are normally distributed around the output with the deviation `sigma`.
pub(super) const GAUSSIAN: Distance = Distance {
    name: "gaussian",
    about: "nats per item, Gaussian pixels with standard deviation sigma; for rec_x with kl",
    explained: "Squared error over 2σ², summed over the numbers of an item, in nats, so kl can be added to it. A small sigma gives reconstruction more weight (Kingma and Welling 2014).",
    nats: Some(|sigma| {
        let constant = sigma.ln() + 0.5 * TAU.ln();
        (0.5 / (sigma * sigma), constant)
    }),
    ..squared::DISTANCE
};
