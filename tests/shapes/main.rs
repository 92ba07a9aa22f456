//! Typed layers: which of them fit each other, what they compute, and their gradients.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod biases;
mod fits;
mod gradients;
mod norms;
mod penalty;
mod reference;
mod spectral_norm;
