//! Typed layers: which of them fit each other, what they compute, and their gradients.
#![allow(clippy::unwrap_used, clippy::expect_used)]

// Exported networks name these as files of the library do.
use aegan_lab::{data, layers};

#[path = "../support/mod.rs"]
mod support;

mod agree;
mod any_size;
mod biases;
mod drawn_codes;
mod exported;
mod fits;
mod gradients;
mod lowered;
mod modules;
mod norms;
mod penalty;
mod reference;
mod refusals;
mod spectral_norm;
