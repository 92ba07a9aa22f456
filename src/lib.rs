//! aegan-lab: a terminal lab in which one learns what autoencoders teach GANs.

pub mod art;
pub mod data;
pub mod error;
pub mod kernels;
pub mod layers;
pub mod losses;
pub mod nets;
pub mod optim;
pub mod random;
pub mod session;
pub mod lab;
pub mod command;
pub mod engine;
