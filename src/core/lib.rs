//! What `aegan-lab` trains, measures and saves: everything but its commands and its screen.
//!
//! It is used through `aegan_lab`, which has all of these modules under the same names and says what each is for.

pub mod art;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod event;
pub mod file;
pub mod lab;
pub mod layers;
pub mod losses;
pub mod metrics;
pub mod nets;
pub mod optim;
pub mod order;
pub mod random;
pub mod session;

pub use aegan_lab_kernels as kernels;
